// The machine and its parts, shown on a device of a few lines.
import { Stopped } from '@sigillator/simulator/chip';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import type { MachineEvent } from '@sigillator/simulator/input';
import { parseKeys } from '@sigillator/simulator/keys';
import type { Machine } from '@sigillator/simulator/machine';
import { Recorder, replay } from '@sigillator/simulator/recorder';
import { expect, test } from 'vitest';
import { columns, PlainFlash, tinyMachine } from './tiny-device.ts';

const press = (machine: Machine, keys: string): void => {
  machine.run(machine.input({ kind: 'press', keys: parseKeys(keys) }) / 1000);
  machine.settle();
};

/** Column that the tiny device draws for an event. */
const drawn = (kind: number, argument: number): number => (kind << 4) | argument;

test('a press brings at least one down and one up edge, the last one up, and time passes only virtually', async () => {
  const machine = await tinyMachine();
  const before = machine.nowMs;
  press(machine, '3');
  const edges = columns(machine).slice(1);
  expect(edges[0]).toBe(drawn(1, 3));
  expect(edges.at(-1)).toBe(drawn(2, 3));
  expect(edges.length % 2).toBe(0);
  expect(machine.nowMs - before).toBeGreaterThan(100);
  expect(machine.keypad.held()).toEqual([]);
});

test('some key presses bounce and all bouncing is over within 5 ms', async () => {
  const machine = await tinyMachine();
  const edges: MachineEvent[] = [];
  machine.listeners.add((event) => event.kind === 'key' && edges.push(event));
  for (let i = 0; i < 20; i++) press(machine, '1');
  expect(edges.length).toBeGreaterThan(40);
  const downs = edges.filter(
    (edge, i) => edge.kind === 'key' && edge.down && (i === 0 || edge.atMs - edges[i - 1]!.atMs > 20),
  );
  expect(downs.length).toBe(20);
  for (const down of downs) {
    const still = edges.filter((edge) => edge.atMs >= down.atMs && edge.atMs < down.atMs + 50);
    expect(still.at(-1)!.atMs - down.atMs).toBeLessThanOrEqual(5);
  }
});

test('an alarm comes after its time, and a jump over idle time loses nothing', async () => {
  const machine = await tinyMachine();
  press(machine, '5');
  machine.run(4_000);
  expect(columns(machine)).not.toContain(drawn(3, 0));
  machine.run(2_000);
  expect(columns(machine)).toContain(drawn(3, 0));
});

test('an alarm dies with the power', async () => {
  const machine = await tinyMachine();
  press(machine, '5');
  machine.input({ kind: 'power', on: false });
  machine.input({ kind: 'power', on: true });
  machine.run(10_000);
  expect(columns(machine)).not.toContain(drawn(3, 0));
});

test('power off loses memory and darkens the display, and the board starts anew', async () => {
  const machine = await tinyMachine();
  press(machine, '1 2 3');
  machine.input({ kind: 'power', on: false });
  expect(columns(machine)).toEqual([]);
  machine.input({ kind: 'press', keys: ['4'] });
  machine.settle();
  expect(columns(machine)).toEqual([]);
  machine.input({ kind: 'power', on: true });
  machine.settle();
  expect(columns(machine).length).toBeLessThanOrEqual(1);
});

test('a card in the slot brings its answer to reset byte by byte, and none after it was pulled', async () => {
  const machine = await tinyMachine({ cards: [['bank', new ForeignCard('bank')]] });
  machine.input({ kind: 'insert', card: 'bank' });
  machine.settle();
  // 3B 04 42 41 4E 4B, of which the tiny device draws the low four bits
  expect(columns(machine).slice(-7)).toEqual([drawn(4, 0), ...[0xb, 4, 2, 1, 0xe, 0xb].map((low) => drawn(6, low))]);
  machine.input({ kind: 'remove' });
  machine.input({ kind: 'remove-after-bytes', count: 2 });
  machine.input({ kind: 'insert', card: 'bank' });
  machine.settle();
  expect(columns(machine).slice(-4)).toEqual([drawn(4, 0), drawn(6, 0xb), drawn(6, 4), drawn(5, 0)]);
  expect(machine.slot.inserted).toBeUndefined();
});

test('the slot refuses a second card, an unknown card and a pull out of nothing, each with a sentence', async () => {
  const machine = await tinyMachine({
    cards: [
      ['a', new ForeignCard('silent')],
      ['b', new ForeignCard('silent')],
    ],
  });
  expect(() => machine.input({ kind: 'remove' })).toThrow('Removing the card: there is none in the slot.');
  expect(() => machine.input({ kind: 'insert', card: 'c' })).toThrow('expected one of "a, b", got "c"');
  machine.input({ kind: 'insert', card: 'a' });
  expect(() => machine.input({ kind: 'insert', card: 'b' })).toThrow('the slot holds "a"');
});

test('a card that lies in the slot at power-on is announced', async () => {
  const machine = await tinyMachine({ cards: [['a', new ForeignCard('silent')]] });
  machine.input({ kind: 'insert', card: 'a' });
  machine.input({ kind: 'power', on: false });
  machine.input({ kind: 'power', on: true });
  machine.settle();
  expect(columns(machine)).toContain(drawn(4, 0));
});

test('a cut inside a flash write switches the device off in the middle of that call', async () => {
  const flash = new PlainFlash();
  flash.onProgram = () => {
    throw new Stopped('power');
  };
  const machine = await tinyMachine({ flash });
  press(machine, '7');
  expect(machine.on).toBe(false);
  flash.onProgram = () => {};
  machine.input({ kind: 'power', on: true });
  press(machine, '7');
  expect(machine.on).toBe(true);
  expect(flash.bytes[0]).not.toBe(0xff);
});

test('a halt keeps the last screen and its number, a restart starts anew, a trap is loud', async () => {
  const machine = await tinyMachine();
  press(machine, '9');
  expect(machine.haltCode).toBe(42);
  expect(columns(machine)).toContain(drawn(1, 9));
  const again = await tinyMachine();
  let restarts = 0;
  again.listeners.add((event) => event.kind === 'restart' && restarts++);
  press(again, '8');
  expect(restarts).toBeGreaterThanOrEqual(1);
  const broken = await tinyMachine();
  expect(() => press(broken, 'cancel')).toThrow('device.wasm stopped where it must never stop');
});

test('nobody acts on a machine from inside its run', async () => {
  const machine = await tinyMachine();
  machine.listeners.add((event) => {
    if (event.kind === 'screen') machine.input({ kind: 'remove' });
  });
  expect(() => press(machine, '1')).toThrow('it is running; do it after the run');
});

test('the same seed and inputs give the same event digest, another seed another one', async () => {
  const run = async (seed: number): Promise<string> => {
    const machine = await tinyMachine({ seed });
    const recorder = new Recorder(machine);
    press(machine, '1 2 3 4 5 6 7 ok');
    return recorder.recording().digest;
  };
  expect(await run(7)).toBe(await run(7));
  expect(await run(7)).not.toBe(await run(8));
});

test('a recording replays to the same bytes', async () => {
  const options = { seed: 3, cards: [['bank', new ForeignCard('bank')]] as const };
  const machine = await tinyMachine(options);
  const recorder = new Recorder(machine);
  press(machine, '5 1');
  machine.input({ kind: 'insert', card: 'bank' });
  machine.run(1);
  machine.input({ kind: 'remove' });
  machine.input({ kind: 'port-open', port: 1 });
  machine.input({ kind: 'port-bytes', port: 1, hex: '010203' });
  machine.run(6_000);
  const again = await tinyMachine({ ...options, cards: [['bank', new ForeignCard('bank')]] });
  expect(replay(again, recorder.recording())).toBe(recorder.recording().digest);
});

test('a snapshot goes back in time: memory, globals, parts and what is under way', async () => {
  const machine = await tinyMachine({ cards: [['bank', new ForeignCard('bank')]] });
  press(machine, '5 1');
  machine.input({ kind: 'insert', card: 'bank' });
  machine.input({ kind: 'press', keys: ['2'] });
  machine.run(0.3);
  const saved = machine.snapshot();
  const forward = (): { columns: number[]; digest: string } => {
    const recorder = new Recorder(machine);
    machine.run(10_000);
    press(machine, '3 4');
    return { columns: columns(machine), digest: recorder.recording().digest };
  };
  const first = forward();
  machine.input({ kind: 'power', on: false });
  machine.restore(saved);
  expect(forward()).toEqual(first);
  const other = await tinyMachine({ seed: 9, cards: [['bank', new ForeignCard('bank')]] });
  other.restore(structuredClone(saved));
  other.run(10_000);
  press(other, '3 4');
  expect(columns(other)).toEqual(first.columns);
});

test('a broken noise source repeats itself or stays silent', async () => {
  const machine = await tinyMachine();
  const bytes = new Uint8Array(8);
  expect(machine.entropy.fill(bytes)).toBe(8);
  expect(new Set(bytes).size).toBeGreaterThan(1);
  machine.entropy.fault = 'stuck';
  machine.entropy.fill(bytes);
  expect(new Set(bytes).size).toBe(1);
  machine.entropy.fault = 'dry';
  expect(machine.entropy.fill(bytes)).toBe(0);
});

test('the time of day goes on while the device is off and is lost with its battery', async () => {
  const machine = await tinyMachine({ timeOfDay: 1_700_000_000 });
  machine.input({ kind: 'power', on: false });
  machine.run(90_000);
  expect(machine.rtc.read()).toBe(1_700_000_090);
  machine.input({ kind: 'battery-out' });
  expect(machine.rtc.read()).toBe(0);
});
