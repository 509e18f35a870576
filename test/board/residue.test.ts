// After every command that handles a secret, all 264 KiB of RAM of the card's chip are searched for it, and after the card has
// gone those of the device's: linear memory, C stack, queues of the drivers.
// Needs: arm-compiler
import { chacha20 } from '@noble/ciphers/chacha.js';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys, holderPin } from '../device/desk.ts';
import {
  activeCard,
  type CardHarness,
  changePin,
  organisation,
  requestHash,
  responseDigits,
  sealData,
  sealDigits,
  terminalChannel,
  terminalKey,
  verify,
} from '../targets/card-harness.ts';
import { CardReader } from '../targets/emu/card-reader.ts';
import type { Pico } from '../targets/emu/pico.ts';
import { softPin } from '../targets/soft-cards.ts';
import { BoardDesk, patienceForEmulator } from './desk.ts';
import { Residue } from './residue.ts';
import { SlotDesk } from './slot-desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
const ownPin = '66260701';
const otherPin = '13806490';

/** A card with a signature key, made quickly: by the wide kernel. */
async function cardWithKey(): Promise<CardHarness> {
  const harness = await activeCard();
  const channel = terminalChannel(harness);
  changePin(channel, holderPin, ownPin);
  return harness;
}

/** The data key: the one place where 32 bytes were 0 before a right PIN and are random after it. */
function dataKeyOf(harness: CardHarness): Buffer {
  const channel = terminalChannel(harness.powerOn());
  const before = harness.memory();
  verify(channel, ownPin);
  const after = harness.memory();
  const found = [];
  for (let at = 0; at + 32 <= after.length; at += 16) {
    const now = after.subarray(at, at + 32);
    if (before.subarray(at, at + 32).every((byte) => byte === 0) && now.filter((byte) => byte !== 0).length > 24)
      found.push(Buffer.from(now));
  }
  expect(found).toHaveLength(1);
  return found[0]!;
}

/** p and q from the wrapped key in flash: nonce 12, then n 256, p 128, q 128 … (firmware/shared/rsa-key.ts). */
function primes(store: Uint8Array, dataKey: Uint8Array, modulus: Uint8Array): { p: Buffer; q: Buffer } {
  for (let at = 0; at + 960 <= store.length; at += 16) {
    const open = (length: number): Uint8Array =>
      chacha20(dataKey, store.subarray(at, at + 12), store.subarray(at + 12, at + 12 + length), undefined, 1);
    if (!Buffer.from(open(16)).equals(Buffer.from(modulus.subarray(0, 16)))) continue;
    const key = Buffer.from(open(512));
    const [p, q] = [key.subarray(256, 384), key.subarray(384, 512)];
    const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
    expect(number(p) * number(q)).toBe(number(modulus));
    return { p, q };
  }
  throw new Error('The wrapped RSA key is nowhere in the flash.');
}

const ascii = (text: string): Uint8Array => Buffer.from(text);
/** As the inner key block of HMAC has it. */
const padded = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x36);
let store: Uint8Array;
let dataKey: Buffer;
let residue: Residue;
beforeAll(async () => {
  const harness = await cardWithKey();
  const channel = terminalChannel(harness);
  verify(channel, ownPin);
  const { data: modulus, sw } = channel.send('generate-key-pair', { p2: 0xa1 });
  expect([sw, modulus.length]).toEqual([0x9000, 256]);
  dataKey = dataKeyOf(harness);
  harness.powerOff();
  store = harness.flash.bytes.slice();
  const { p, q } = primes(store, dataKey, modulus);
  residue = new Residue({
    ...{ 'own PIN': ascii(ownPin), 'other PIN': ascii(otherPin), 'seal key': ascii(sealDigits) },
    ...{ 'response key': ascii(responseDigits), 'terminal key': terminalKey, p, q },
    ...{ 'p in words': Buffer.from(p).reverse(), 'q in words': Buffer.from(q).reverse() },
  });
});

/** Whether the data key lies in RAM. */
const keyIsIn = (chip: Pico): boolean => Buffer.from(chip.rp.sram.buffer).includes(dataKey.subarray(0, 16));

test('a secret that is left anywhere in RAM is found', async () => {
  const card = (await CardReader.make(store)).powerOn();
  expect(residue.in(card.chip)).toEqual([]);
  // A word-swapped piece of the seal key deep in the stack, as the message schedule of SHA-256 would leave it.
  const piece = Buffer.from(padded(ascii(sealDigits.slice(8, 16)))).swap32();
  card.chip.rp.sram.set(piece, 0x400);
  expect(residue.in(card.chip)).toEqual(['seal key at 20000400']);
  card.chip.rp.sram.set(ascii(ownPin), 0x41000);
  expect(residue.in(card.chip)).toContain('own PIN at 20041000');
});

test('SE-4.2 no command leaves a PIN, a key or a prime in the RAM of the chip, and reset takes the data key too', async () => {
  const card = (await CardReader.make(store)).powerOn();
  const channel = terminalChannel(card);
  const clean = (after: string): void => expect(residue.in(card.chip), after).toEqual([]);
  clean('the proof of the terminal');
  verify(channel, '99999999');
  clean('a wrong PIN');
  expect(verify(channel, ownPin)).toBe(0x9000);
  clean('the PIN');
  expect(keyIsIn(card.chip)).toBe(true);
  expect(channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw).toBe(0x9000);
  clean('a seal');
  expect(channel.send('response', { data: ascii('123456') }).sw).toBe(0x9000);
  clean('a response');
  expect(channel.send('compute-signature', { data: new Uint8Array(32).fill(7) }).sw).toBe(0x9000);
  clean('a signature');
  expect(changePin(channel, ownPin, otherPin)).toBe(0x9000);
  clean('a change of PIN');
  verify(channel, '99999999');
  clean('a wrong PIN again');
  expect(keyIsIn(card.chip), 'after a wrong PIN').toBe(false);
  expect(verify(channel, otherPin)).toBe(0x9000);
  card.hold();
  card.pass(10);
  clean('reset');
  expect(keyIsIn(card.chip), 'in reset').toBe(false);
});

test('the device keeps no PIN and no terminal key in RAM, while the card is verified or after it has gone', async () => {
  const rig = await (await SlotDesk.make()).board();
  const values = Uint8Array.from(holderPin, Number);
  const ofDevice = new Residue({
    ...{ PIN: ascii(holderPin), 'PIN as values': values },
    ...{ 'terminal key of the card': terminalKey, "organisation's terminal key": organisation },
  });
  await act(rig, '+active');
  await act(rig, `${digitKeys(holderPin)} ok`);
  expect(await rig.screen()).toContain('What do you want?');
  expect(ofDevice.in(rig.pico), 'verified').toEqual([]);
  await act(rig, '-');
  expect(ofDevice.in(rig.pico), 'gone').toEqual([]);
});

test('on one chip with the soft card neither keeps a PIN or a key in RAM, after the PIN, a seal, a response, or the card', async () => {
  const rig = await (await BoardDesk.make()).board();
  const secrets = new Residue({
    ...{ PIN: ascii(softPin), 'PIN as values': Uint8Array.from(softPin, Number) },
    ...{ 'seal key': ascii(sealDigits), 'response key': ascii(responseDigits) },
    ...{ 'terminal key of the card': terminalKey, "organisation's terminal key": organisation },
  });
  const steps = ['+active', `${digitKeys(softPin)} ok`, '1', '1 2 3 4 5 6 ok', 'ok', 'ok', '2', '1 2 3 4 5 6 ok', '-'];
  const shown: string[] = [];
  for (const step of steps) {
    await act(rig, step);
    shown.push(await rig.screen());
    expect(secrets.in(rig.pico), step).toEqual([]);
  }
  expect(shown[4], 'a seal').toMatch(/\d{3} \d{3}/);
  expect(shown[7], 'a response').toMatch(/\d{3} \d{3}/);
});
