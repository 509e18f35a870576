// The demonstration of `npm start -- --demo`: a small customs declaration gets its document seal, and a scripted clerk
// turns that into the issuer seal at the device, key by key.
import { readFileSync } from 'node:fs';
import { build, wasmPath } from '../../firmware/build.ts';
import { DriverPlayer } from './driver-player.ts';
import { loadProgram } from './firmware.ts';
import { sampleKeys } from './sample-cards.ts';
import { sampleDesk } from './sample-desk.ts';
import { clerkLeaves, clerkSeals } from './sample-scripts.ts';
import { playScript } from './script.ts';

interface SealExports {
  memory: WebAssembly.Memory;
  heap(): number;
  OPEN1_CTX: WebAssembly.Global;
  open1Init(context: number, key: number, label: number): void;
  open1Update(context: number, data: number, length: number): void;
  open1Final(context: number, digits18: number): void;
  compress18to6(digits18: number, digits6: number): void;
}

export interface Seal {
  digits18: string;
  digits6: string;
}

/** SealLabel of the firmware. */
const documentLabel = 1;
const issuerLabel = 2;
const demoSeed = 1;
/** 2026-11-21 12:00 UTC. */
const demoTime = 1_795_262_400;

/** A document seal's key is open: everyone who seals or verifies knows it. */
export const sampleKey = '12345678901234567890123456789012345';

/** Data elements of a CUSDEC message as the seal document takes them: without the syntax around them. */
export const sampleData = 'CUSDECD96BUN145050ZEMEX09000000000000';

/** The seal of the bytes under a label, by method open-1, computed apart from device and card. */
export async function seal(label: number, key: string, data: Uint8Array): Promise<Seal> {
  await build(['primitives']);
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath('primitives')));
  const wasm = instance.exports as unknown as SealExports;
  const context = wasm.heap();
  const text = context + ((wasm.OPEN1_CTX.value + 15) & ~15);
  const put = (bytes: Uint8Array) => new Uint8Array(wasm.memory.buffer).set(bytes, text);
  const digits = (at: number, count: number) => new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, count));

  put(new TextEncoder().encode(key));
  wasm.open1Init(context, text, label);
  put(data);
  wasm.open1Update(context, text, data.length);
  wasm.open1Final(context, text);
  wasm.compress18to6(text, text + 18);
  return { digits18: digits(text, 18), digits6: digits(text + 18, 6) };
}

/** Prints the demonstration: the document seal, then a clerk who turns it into the issuer seal on the device. */
export async function demonstration(print: (line: string) => void): Promise<void> {
  const data = new TextEncoder().encode(sampleData);
  const { digits18, digits6 } = await seal(documentLabel, sampleKey, data);
  print(`sealed data      ${sampleData}`);
  print(`open key         ${sampleKey}`);
  print(`document seal    ${digits18}`);
  print(`in six digits    ${grouped(digits6)}\n`);
  const [device, card] = await Promise.all([loadProgram('device'), loadProgram('card')]);
  const desk = await sampleDesk({ seed: demoSeed, device, card, timeOfDay: demoTime, language: 'en' });
  const player = new DriverPlayer(desk.driver);
  await playScript(player, clerkSeals(digits6), (screen) => print(framed(screen)));
  const [shown = ''] = /\d{3} \d{3}/.exec(desk.screen()) ?? [];
  await playScript(player, clerkLeaves);
  const { seal: key } = sampleKeys('anna', demoSeed);
  // The device types in what it shows: the six digits are what the card seals.
  const expected = await seal(issuerLabel, key, new TextEncoder().encode(digits6));
  print(`issuer seal      ${shown}`);
  print(`verified         ${shown === grouped(expected.digits6) ? 'yes' : 'NO'}, under the secret key of Anna Lind`);
  print(`device firmware  SHA-256 ${desk.state().firmware}`);
  if (shown !== grouped(expected.digits6)) throw new Error('The demonstration made a seal that does not verify.');
}

const grouped = (digits6: string): string => `${digits6.slice(0, 3)} ${digits6.slice(3)}`;

/** The screen in a frame of its 21 columns. */
function framed(screen: string): string {
  const edge = '─'.repeat(23);
  const lines = screen.split('\n').map((line) => `│ ${line.padEnd(21)} │`);
  return [`┌${edge}┐`, ...lines, `└${edge}┘`].join('\n');
}
