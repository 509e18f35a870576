// Update files for tests, and a raw host that brings one to the simulated device. Used by the tests of this folder.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { updateSizes } from '@sigillator/protocol/tables/update';
import { wasmPath } from '../../firmware/build.ts';
import { developmentKey } from '../../hw/keys.ts';
import { updateFile } from '../../hw/update-file.ts';
import { act, deviceCode } from '../device/desk.ts';
import type { Rig } from '../rig.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from '../wire/raw-host.ts';
import { calm, wired } from '../wire/wired.ts';

export const newVersion = firmwareVersion.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
export const strangeKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 0x42)]),
  format: 'der',
  type: 'pkcs8',
});

/** The image with another version in its data, and nothing else changed. */
export function withVersion(image: Uint8Array, version = newVersion): Uint8Array {
  const bytes = Buffer.from(image);
  const at = bytes.indexOf(firmwareVersion, 'latin1');
  if (at < 0 || bytes.indexOf(firmwareVersion, at + 1, 'latin1') >= 0)
    throw new Error(`Changing the version of an image: expected "${firmwareVersion}" in it once.`);
  bytes.write(version, at, 'latin1');
  return bytes;
}

export interface FileWishes {
  board?: string;
  version?: string;
  key?: KeyObject;
  image?: Uint8Array;
}

export const simFile = ({
  board = 'sim',
  version = newVersion,
  key = developmentKey('release'),
  image = withVersion(readFileSync(wasmPath('device'))),
}: FileWishes = {}): Uint8Array => updateFile({ board, version, key, image });

/** From the wait for a card and back to it: the settings allow updates. */
export async function allowUpdates(rig: Rig): Promise<void> {
  for (const keys of ['menu', `4 ${deviceCode} ok`, '8', 'ok', 'ok', 'cancel', 'cancel'])
    await act(rig as SimRig, keys);
}

export async function updatable(): Promise<{ rig: SimRig; host: RawHost }> {
  const desk = await wired();
  await allowUpdates(desk.rig);
  return desk;
}

export const begin = (host: RawHost, file: Uint8Array): string =>
  said(host.request('update-begin', { header: file.slice(0, updateSizes.header) })).join();

/** Bytes that the device says it has. */
export function have(host: RawHost, file: Uint8Array): number {
  const [answer] = host.request('update-begin', { header: file.slice(0, updateSizes.header) });
  return answer?.kind === 'answer' ? (answer.fields as { have: number }).have : -1;
}

/** Brings the file, or so much of it; answers what the device has, -1 where it stopped answering. */
export function bring(host: RawHost, file: Uint8Array, upTo = file.length): number {
  let at = have(host, file);
  while (at >= 0 && at < upTo) {
    const [answer] = host.request('update-data', { offset: at, data: file.slice(at, Math.min(at + 2048, upTo)) });
    at = answer?.kind === 'answer' ? (answer.fields as { have: number }).have : -1;
  }
  return at;
}

/** All of it, up to the two pages on the display. */
export async function show(rig: SimRig, host: RawHost, file: Uint8Array): Promise<string[]> {
  bring(host, file);
  host.request('update-finish', {});
  await calm(rig);
  const first = await rig.screen();
  await rig.press('down');
  return [first, await rig.screen()];
}

/** The key press, and the restart that follows. */
export async function approve(rig: SimRig): Promise<void> {
  await rig.press('ok');
  await rig.passTime(2_000);
}

/** What the version screen says; the device waits for a card before and after. */
export async function version(rig: SimRig): Promise<string> {
  await act(rig, 'menu');
  await act(rig, '3');
  const [, number] = /(\d+\.\d+\.\d+)/.exec(await rig.screen()) ?? [];
  await act(rig, 'cancel');
  await act(rig, 'cancel');
  return number ?? 'none';
}
