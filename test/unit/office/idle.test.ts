// The idle logout of the office's page, by a clock of the test's own.
import { expect, test } from 'vitest';
import { type IdleClock, IdleWatch } from '../../../host/web/office/shell/idle.ts';

const minuteMs = 60_000;

/** Timers run only when the test lets time pass; `sleep` is a computer whose timers rest. */
class Clock implements IdleClock {
  nowMs = 0;
  #timer: { at: number; run: () => void } | undefined;
  now = (): number => this.nowMs;
  setTimer = (run: () => void, deltaMs: number): unknown => {
    this.#timer = { at: this.nowMs + deltaMs, run };
    return this.#timer;
  };
  clearTimer = (timer: unknown): void => {
    if (timer === this.#timer) this.#timer = undefined;
  };
  pass(deltaMs: number): void {
    const end = this.nowMs + deltaMs;
    while (this.#timer && this.#timer.at <= end) {
      const { at, run } = this.#timer;
      this.#timer = undefined;
      this.nowMs = Math.max(this.nowMs, at);
      run();
    }
    this.nowMs = end;
  }
  sleep(deltaMs: number): void {
    this.nowMs += deltaMs;
  }
}

function watch(limitMs: number) {
  const clock = new Clock();
  const told: string[] = [];
  const idle = new IdleWatch(
    clock,
    (leftMs) => told.push(`warn ${leftMs / 1000}`),
    () => told.push('end'),
  );
  idle.start(limitMs);
  return { clock, told, idle };
}

test('SE-9.4e warns two minutes before the end, counts down, and ends once', () => {
  const { clock, told } = watch(15 * minuteMs);
  clock.pass(13 * minuteMs - 1);
  expect(told).toEqual([]);
  clock.pass(1);
  expect(told).toEqual(['warn 120']);
  clock.pass(2 * minuteMs - 1);
  expect(told).toHaveLength(120);
  clock.pass(10 * minuteMs);
  expect(told.filter((one) => one === 'end')).toHaveLength(1);
  expect(told.at(-1)).toBe('end');
});

test('SE-9.4e takes no more than 30 minutes, whatever it is told', () => {
  const { clock, told } = watch(8 * 60 * minuteMs);
  clock.pass(30 * minuteMs);
  expect(told.at(-1)).toBe('end');
});

test('an act begins the time again, also during the warning', () => {
  const { clock, told, idle } = watch(10 * minuteMs);
  clock.pass(9 * minuteMs);
  idle.act();
  told.length = 0;
  clock.pass(8 * minuteMs - 1);
  expect(told).toEqual([]);
});

test('a computer that slept too long is logged out at its first timer', () => {
  const { clock, told } = watch(10 * minuteMs);
  clock.sleep(60 * minuteMs);
  clock.pass(0);
  expect(told).toEqual(['end']);
});
