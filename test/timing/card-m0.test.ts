// Whole commands of the card's flash image in the emulator, from the first byte on the line to the end of the answer: the same
// instructions and cycles for every PIN and every key. And the kernel of wide products, which leaks on this core, is never entered.
// Needs: arm-compiler
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Random } from '@sigillator/simulator/random';
import { expect, test, vi } from 'vitest';
import { buildFolder } from '../../hw/build.ts';
import { runs, seed } from '../seed.ts';
import {
  activeCard,
  type HarnessChannel,
  holderPin,
  requestHash,
  sampleCard,
  sealData,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';
import { CardReader } from '../targets/emu/card-reader.ts';
import { type Trace, Tracer } from './trace.ts';

vi.setConfig({ testTimeout: 600_000 });
const random = new Random(seed, 'timing of the card');
const digits = (length: number): string => Array.from({ length }, () => random.between(0, 9)).join('');
const ownChip = { separate: true, wide: false };

/** A card whose seal and response keys are these; else all cards are alike. */
async function storeOf(seal: string, response: string, rsa = false): Promise<Uint8Array> {
  const keys = sampleCard.keys.map((key) => ({ ...key, digits: key.reference === 'response' ? response : seal }));
  const [sealKey, , responseKey] = keys;
  const harness = await activeCard({ keys: [sealKey!, responseKey!] }, rsa ? {} : ownChip);
  if (rsa) {
    const channel = terminalChannel(harness);
    verify(channel, holderPin);
    expect(channel.send('generate-key-pair', { p2: 0xa1 }).sw).toBe(0x9000);
  }
  harness.powerOff();
  return harness.flash.bytes.slice();
}

/** What the chip does from `work` on until the card is idle again. */
function traced(card: CardReader, work: () => void): Trace {
  const { core } = card.chip.rp;
  const tracer = new Tracer();
  const run = core.executeInstruction.bind(core);
  let cycles = 0;
  core.executeInstruction = () => {
    tracer.see(core.PC);
    const spent = run();
    cycles += spent;
    return spent;
  };
  work();
  core.executeInstruction = run;
  return tracer.result(cycles);
}

type Work = (channel: HarnessChannel) => void;

async function traceOf(store: Uint8Array, before: Work, work: Work): Promise<Trace> {
  const card = (await CardReader.make(store)).powerOn();
  const channel = terminalChannel(card);
  before(channel);
  return traced(card, () => work(channel));
}

const nothing: Work = () => {};
const rightPin: Work = (channel) => expect(verify(channel, holderPin)).toBe(0x9000);

/** PINs that differ from the right one at the first digit, at the last, and anywhere. */
const wrongPins = (): string[] => [
  `9${holderPin.slice(1)}`,
  `${holderPin.slice(0, -1)}9`,
  ...Array.from({ length: runs(2, 50) }, () => `0${digits(holderPin.length - 1)}`),
];

test('SE-8.4 VERIFY takes the same instructions for every wrong PIN', async () => {
  const store = await storeOf(digits(35), digits(35));
  const traces: Trace[] = [];
  for (const pin of wrongPins())
    traces.push(await traceOf(store, nothing, (channel) => expect(verify(channel, pin)).toBe(0x63c2)));
  expect(traces[0]!.instructions).toBeGreaterThan(100_000);
  for (const trace of traces) expect(trace, `seed ${seed}`).toEqual(traces[0]);
});

const duties: [string, Work][] = [
  ['a seal', (channel) => expect(channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw).toBe(0x9000)],
  ['a response', (channel) => expect(channel.send('response', { data: Buffer.from('123456') }).sw).toBe(0x9000)],
];

test.for(duties)('%s takes the same instructions for every key', async ([, work]) => {
  const traces: Trace[] = [];
  for (let run = runs(3, 50); run > 0; run--)
    traces.push(await traceOf(await storeOf(digits(35), digits(35)), rightPin, work));
  expect(traces[0]!.instructions).toBeGreaterThan(50_000);
  for (const trace of traces) expect(trace, `seed ${seed}`).toEqual(traces[0]);
});

/** Addresses of the library's product of 64 bits and of every call of it in the image. */
function wideProducts(): Set<number> {
  const text = execFileSync('arm-none-eabi-objdump', ['-d', join(buildFolder, 'pico-card.elf')], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  const lines = text.split('\n');
  const calls = lines.filter((line) => /\tbl\t.*<__(aeabi_lmul|muldi3)>/.test(line));
  return new Set(calls.map((line) => Number.parseInt(line.trim().split(':')[0]!, 16)));
}

test('an RSA signature on the M0+ never enters the kernel of wide products', async () => {
  const card = (await CardReader.make(await storeOf(digits(35), digits(35), true))).powerOn();
  const channel = terminalChannel(card);
  rightPin(channel);
  const calls = wideProducts();
  // The kernel is in the image, called by nothing on this board; else this test would find nothing to watch.
  expect(calls.size).toBeGreaterThan(0);
  const { core } = card.chip.rp;
  const run = core.executeInstruction.bind(core);
  const entered = new Set<number>();
  let instructions = 0;
  core.executeInstruction = () => {
    instructions++;
    if (calls.has(core.PC)) entered.add(core.PC);
    return run();
  };
  expect(channel.send('compute-signature', { data: new Uint8Array(32).fill(3) }).sw).toBe(0x9000);
  core.executeInstruction = run;
  expect(instructions).toBeGreaterThan(10_000_000);
  expect([...entered].map((address) => address.toString(16))).toEqual([]);
});
