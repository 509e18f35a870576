// What the wire leaves in the device's memory: neither its private key, nor what a host sent.
import { x25519 } from '@noble/curves/ed25519.js';
import { encodeFields } from '@sigillator/host/link/codec';
import { messages } from '@sigillator/protocol/tables/messages';
import { beforeAll, expect, test } from 'vitest';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';
import { desk, wired } from './wired.ts';

let rig: SimRig;
let host: RawHost;
let begin: () => void;
beforeAll(async () => {
  ({ rig, host } = await wired());
  begin = host.moment();
});

const holds = (pattern: Uint8Array): boolean => Buffer.from(rig.machine.chip.memory()).includes(Buffer.from(pattern));

/** The device's private key, found in its flash by the public key that stands behind it. */
function privateKey(): Uint8Array {
  const flash = Buffer.from((rig.machine.flash.snapshot() as { bytes: Uint8Array }).bytes);
  for (let at = 0; at + 64 <= flash.length; at += 4) {
    const candidate = flash.subarray(at, at + 32);
    if (candidate.every((byte) => byte === 0xff)) continue;
    if (flash.subarray(at + 32, at + 64).equals(host.deviceKey)) return candidate;
  }
  throw new Error('Looking for the private key: it is not in the flash.');
}

test('the private key is in memory during a handshake only', async () => {
  begin();
  host.hello();
  host.shake();
  const key = privateKey();
  expect(Buffer.from(x25519.getPublicKey(key)).equals(host.deviceKey)).toBe(true);
  expect(holds(key)).toBe(false);
  host.request('info', {});
  expect(holds(key)).toBe(false);
  host.beginShake();
  expect(holds(key)).toBe(false);
  host.close();
  expect(holds(key)).toBe(false);
});

test('a request that was answered leaves none of its bytes', () => {
  begin();
  const mark = Uint8Array.from({ length: 32 }, (_, index) => index * 7 + 1);
  for (const message of messages) {
    const field = message.request.find(({ type }) => type.kind === 'bytes');
    if (!field || message.allowed !== 'paired') continue;
    const fields = Object.fromEntries(
      message.request.map(({ name, type }) => [
        name,
        type.kind === 'bytes' ? filled(mark, type.min) : type.kind === 'text' ? 'x' : type.kind === 'bool' ? false : 1,
      ]),
    );
    host.message(encodeFields(message.number, host.nextTag(), message.request, fields));
    // What waits for the clerk is kept until it is over.
    host.request('cancel', {});
    expect(holds(mark), message.name).toBe(false);
  }
});

const filled = (mark: Uint8Array, least: number): Uint8Array => {
  const bytes = new Uint8Array(Math.max(least, mark.length));
  bytes.set(mark);
  return bytes;
};

test('the key pair is made once: the same after power-off, another in another device', async () => {
  begin();
  host.hello();
  host.shake();
  const first = Buffer.from(host.deviceKey);
  await rig.power(false);
  await rig.power(true);
  await rig.passTime(5_000);
  host.open();
  host.hello();
  expect(host.shake(keyOf(7), keyOf(9))).toBe(true);
  expect(first.equals(host.deviceKey)).toBe(true);
  expect(said(host.request('info', {}))).toEqual(['info']);
  const other = await desk('en', { seed: 77 });
  const stranger = new RawHost(other.machine).open();
  stranger.hello();
  stranger.shake();
  expect(first.equals(stranger.deviceKey)).toBe(false);
});
