// The host's end: every request ends once, whatever the device says or does not say.

import { Device } from '@sigillator/host';
import { encodeFrame } from '@sigillator/host/link/frames';
import { Link, type Timers } from '@sigillator/host/link/link';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeDevice } from './fake-device.ts';
import { keyOf } from './raw-host.ts';

/** Time that passes when the test says so. */
class Hands implements Timers {
  readonly #calls = new Map<object, { at: number; call: () => void }>();
  #now = 0;

  after(milliseconds: number, call: () => void): { cancel(): void } {
    const token = {};
    this.#calls.set(token, { at: this.#now + milliseconds, call });
    return { cancel: () => this.#calls.delete(token) };
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [token, { at, call }] of [...this.#calls]) if (at <= this.#now && this.#calls.delete(token)) call();
  }

  get waiting(): number {
    return this.#calls.size;
  }
}

let fake: FakeDevice;
let hands: Hands;
let link: Link;
const options = () => ({ key: keyOf(7), timers: hands });
beforeEach(async () => {
  fake = new FakeDevice();
  hands = new Hands();
  link = await Link.connect(fake, options());
});

/** Lets everything that was promised so far happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a request', () => {
  test('ends with the error of the device: its code, a sentence, whether to try again', async () => {
    fake.onRequest = ({ tag }) => fake.error('busy', tag);
    await expect(link.request('info', {})).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('another host'),
      retryable: true,
    });
    expect(hands.waiting).toBe(0);
  });

  test('ends when its time is over, and a late answer is dropped', async () => {
    const asked = link.request('card', {}, { budgetMs: 500 });
    const ended = expect(asked).rejects.toMatchObject({ code: 'timed-out', retryable: true });
    await settled();
    hands.pass(500);
    await ended;
    fake.answer('card', fake.asked[0]!.tag, { state: 0 });
    fake.onRequest = ({ tag }) => fake.answer('card', tag, { state: 4 });
    expect((await link.request('card', {})).state).toBe(4);
  });

  test('takes progress, then its answer once; a second answer and one of another kind change nothing', async () => {
    const reasons: number[] = [];
    fake.onRequest = ({ tag }) => {
      fake.progress(tag, 3);
      fake.answer('cancel', tag);
      fake.answer('card', tag, { state: 1 });
      fake.answer('card', tag, { state: 2 });
    };
    const answer = await link.request('card', {}, { onProgress: ({ reason }) => reasons.push(reason) });
    expect(answer.state).toBe(1);
    expect(reasons).toEqual([3]);
  });

  test('is cancelled by its signal: the device is told, and its answer ends the request', async () => {
    const interruption = new AbortController();
    fake.onRequest = ({ name, tag }) => {
      if (name !== 'cancel') return;
      fake.error('cancelled', fake.asked[0]!.tag);
      fake.answer('cancel', tag);
    };
    const asked = link.request('clock-set', { time: 1 }, { signal: interruption.signal });
    const ended = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await settled();
    interruption.abort();
    await ended;
    expect(fake.asked.map(({ name }) => name)).toEqual(['clock-set', 'cancel']);
    await expect(link.request('card', {}, { signal: interruption.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('waits for room: the device never has more open than it takes', async () => {
    const asked = Array.from({ length: 20 }, () => link.request('card', {}));
    await settled();
    expect(fake.asked).toHaveLength(8);
    fake.onRequest = ({ tag }) => fake.answer('card', tag, { state: 0 });
    for (const { tag } of fake.asked.slice()) fake.answer('card', tag, { state: 0 });
    await Promise.all(asked);
    expect(fake.asked).toHaveLength(20);
    expect(new Set(fake.asked.map(({ tag }) => tag)).size).toBe(20);
  });

  test('ends when the cable goes, and later ones end at once', async () => {
    const asked = expect(link.request('card', {})).rejects.toMatchObject({ code: 'no-device-link', retryable: true });
    await settled();
    await fake.close();
    await asked;
    await expect(link.request('card', {})).rejects.toMatchObject({ code: 'no-device-link' });
    expect(hands.waiting).toBe(0);
  });

  test('that the table does not allow is refused before it is sent', async () => {
    await expect(link.request('pair-begin', { name: 'far more than twenty characters' })).rejects.toMatchObject({
      code: 'bad-field',
    });
    expect(fake.asked).toHaveLength(0);
  });
});

describe('a connection', () => {
  test('says goodbye on a serial port, and is closed half a second later where that swallows it', async () => {
    Object.defineProperty(fake, 'kind', { value: 'serial' });
    fake.write = () => new Promise(() => {});
    let closed = false;
    const close = link.close().then(() => {
      closed = true;
    });
    await settled();
    expect([closed, hands.waiting]).toEqual([false, 1]);
    hands.pass(500);
    await close;
  });

  test('does not hang on a silent device', async () => {
    const silent = new FakeDevice();
    silent.write = async () => {};
    const clock = new Hands();
    const connected = expect(Link.connect(silent, { key: keyOf(7), timers: clock })).rejects.toMatchObject({
      code: 'timed-out',
      message: expect.stringContaining('no answer within 10 s. Check that it is on'),
    });
    await settled();
    clock.pass(10_000);
    await connected;
    const mute = new FakeDevice();
    mute.shakes = false;
    const half = expect(Link.connect(mute, { key: keyOf(7), timers: clock })).rejects.toMatchObject({
      code: 'timed-out',
    });
    await settled();
    clock.pass(10_000);
    await half;
  });

  test('ignores noise and clear answers, and ends at a session frame that is not genuine', async () => {
    const asked = link.request('card', {});
    await settled();
    fake.raw(Uint8Array.from([1, 2, 3, 0, 255, 0]));
    fake.raw(encodeFrame(frameKinds.plain, Uint8Array.from([0xa3, 0, 3, 1, fake.asked[0]!.tag, 2, 4])));
    fake.raw(encodeFrame(9, Uint8Array.of(1)));
    fake.answer('card', fake.asked[0]!.tag, { state: 5 });
    expect((await asked).state).toBe(5);
    const next = expect(link.request('card', {})).rejects.toMatchObject({ code: 'no-device-link' });
    await settled();
    fake.raw(encodeFrame(frameKinds.session, new Uint8Array(40)));
    await next;
  });

  test('shows no digits for a device that does not keep to its commitment', async () => {
    const shown: string[] = [];
    fake.onRequest = ({ name, tag }) => {
      if (name === 'pair-begin') fake.answer(name, tag, { commitment: new Uint8Array(32) });
      if (name === 'pair-reveal') fake.answer(name, tag, { random: new Uint8Array(16) });
    };
    const paired = new Device(link).pair('Office', (digits) => shown.push(digits));
    await expect(paired).rejects.toMatchObject({ code: 'pairing-failed' });
    expect(shown).toEqual([]);
    expect(fake.asked.map(({ name }) => name)).toEqual(['pair-begin', 'pair-reveal']);
  });
});
