// The device with a slot and the card on a chip of its own, both flash images in emulators joined by the card's contacts, beside
// the simulator: the same screens and seals; and what the card does at contacts that are not used well.
// Needs: arm-compiler
import { parseAnswer } from '@sigillator/host/card/command-apdu';
import type { Flash } from '@sigillator/simulator/flash';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys, holderPin } from '../device/desk.ts';
import { scripts } from '../device/scripts.ts';
import { all } from '../seed.ts';
import { holderPin as pin, terminalChannel, verify } from '../targets/card-harness.ts';
import { CardReader } from '../targets/emu/card-reader.ts';
import { patienceForEmulator } from './desk.ts';
import { SlotDesk } from './slot-desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
let desk: SlotDesk;
beforeAll(async () => {
  desk = await SlotDesk.make();
});

const possible = Object.keys(scripts).filter((name) =>
  scripts[name]!.every(([action]) => !action.startsWith('+') || action === '+active'),
);
const chosen = all ? possible.filter((name) => name !== 'version') : ['card information'];

test.for(chosen)('SE-3.1 with a card in its slot the board shows what the simulator shows: %s', async (name) => {
  const sim = desk.twin();
  const emu = await desk.board();
  for (const [i, [action]] of scripts[name]!.entries()) {
    await act(sim, action);
    await act(emu, action);
    expect(await emu.screen(), `${i}: ${action}`).toBe(await sim.screen());
  }
});

test('SE-3.1 the card in the slot gives the seals of the simulator, digit by digit, and no restart is needed', async () => {
  const sim = desk.twin();
  const emu = await desk.board();
  for (const rig of [sim, emu]) for (const step of ['+active', `${digitKeys(holderPin)} ok`]) await act(rig, step);
  const flashes = [desk.simulatedFlash('active'), emu.chip('active').flash, sim.machine.flash as Flash, emu.pico.flash];
  const before = flashes.map((flash) => flash.operations);
  for (const digits of ['000000', '924617']) {
    const seals: string[] = [];
    for (const rig of [sim, emu]) {
      for (const keys of ['1', `${digitKeys(digits)} ok`, 'ok']) await act(rig, keys);
      seals.push(/\d{3} \d{3}/.exec(await rig.screen())?.[0] ?? 'none');
      await act(rig, 'ok');
    }
    expect(seals[0]).toMatch(/^\d/);
    expect(seals[1]).toBe(seals[0]);
  }
  expect([emu.pico.restarts, emu.chip('active').restarts]).toEqual([0, 0]);
  // What the simulator counts of wear holds for the images too.
  const [simCard, card, simDevice, device] = flashes.map((flash, i) => flash.operations - before[i]!);
  expect(simCard).toBeGreaterThan(3);
  expect([card, device]).toEqual([simCard, simDevice]);
});

test('the card answers to reset in time, at any clock that a reader may give', async () => {
  const card = await CardReader.make(desk.store('active'));
  for (const clockKhz of [1_000, 3_571, 4_000, 5_000]) {
    card.clockKhz = clockKhz;
    card.powerOn();
    // ISO/IEC 7816-3, 6.2.2: 400 to 40,000 clocks after RST went high.
    expect(card.atrClocks, `${clockKhz} kHz`).toBeGreaterThan(400);
    expect(card.atrClocks, `${clockKhz} kHz`).toBeLessThan(40_000);
    expect(Buffer.from(card.atr).toString('hex')).toMatch(/^3b8a8131fe45/);
    expect(verify(terminalChannel(card), pin), `${clockKhz} kHz`).toBe(0x9000);
  }
});

test('RST low forgets the PIN and the line, with power kept', async () => {
  const card = (await CardReader.make(desk.store('active'))).powerOn();
  const channel = terminalChannel(card);
  expect(verify(channel, pin)).toBe(0x9000);
  card.hold();
  card.pass(2);
  card.release();
  expect(card.atr).toHaveLength(17);
  expect(channel.send('get-status').sw).not.toBe(0x9000);
  expect(card.chip.restarts).toBe(0);
  expect(verify(terminalChannel(card), pin)).toBe(0x9000);
});

test('the card agrees to T=1 when a reader selects it, and is silent to another protocol or a wrong check byte', async () => {
  const card = await CardReader.make(desk.store('active'));
  const selected = (request: number[]): string => {
    card.powerOn();
    card.speak(request);
    return Buffer.from(card.take()).toString('hex');
  };
  expect(selected([0xff, 0x01, 0xfe])).toBe('ff01fe');
  // With PPS1: another speed is asked for; the answer without PPS1 keeps the usual one (9.3).
  expect(selected([0xff, 0x11, 0x95, 0xff ^ 0x11 ^ 0x95])).toBe('ff01fe');
  expect(verify(terminalChannel(card), pin)).toBe(0x9000);
  expect(selected([0xff, 0x00, 0xff])).toBe('');
  expect(selected([0xff, 0x01, 0xff])).toBe('');
});

test('a card that works long asks for time, and a byte garbled on the line costs a repetition only', async () => {
  const card = (await CardReader.make(desk.store('slow'))).powerOn();
  const channel = terminalChannel(card);
  let garbled = 0;
  const hear = card.uart.hear.bind(card.uart);
  card.uart.hear = (byte) => hear(garbled++ === 30 ? byte ^ 4 : byte);
  expect(verify(channel, pin)).toBe(0x9000);
  expect(garbled).toBeGreaterThan(60);
  expect(card.extensions).toBeGreaterThan(0);
});

test('a noise source that has stopped stops the card: no challenge, and so no channel', async () => {
  const card = await CardReader.make(desk.store('active'));
  card.powerOn();
  card.chip.rp.peripherals[0x40060]!.readUint32 = () => 1;
  card.hold();
  card.pass(2);
  card.release();
  // get-challenge
  const answer = parseAnswer(card.exchange(Uint8Array.of(0, 0x84, 0, 0, 0x10)));
  expect(answer.sw).not.toBe(0x9000);
  expect(answer.data).toHaveLength(0);
});
