// The cable goes at every byte of hello, handshake and pairing, and power with it; the next try works.
import { beforeAll, expect, test } from 'vitest';
import { act } from '../device/desk.ts';
import { campaign } from '../targets/campaign.ts';
import type { SimRig } from '../targets/sim.ts';
import { RawHost, said } from './raw-host.ts';
import { beginPairing, calm, desk, openPairing } from './wired.ts';

let rig: SimRig;
let host: RawHost;
let begin: () => void;
/** Bytes that a host sends from hello to the wait for the clerk. */
let whole: number;

beforeAll(async () => {
  rig = await desk();
  await openPairing(rig);
  host = new RawHost(rig.machine).open();
  begin = host.moment();
  all();
  whole = host.sent;
});

/** From hello to the wait for the clerk, as far as the bytes go; true if they went all the way. */
function all(): boolean {
  host.hello();
  if (host.sent >= host.budget || !host.shake() || host.sent >= host.budget) return false;
  beginPairing(host);
  return host.sent < host.budget;
}

test('cut at every byte, then again from the start: paired by one key press', async () => {
  for (const cut of campaign(whole, 40)) {
    begin();
    host.budget = cut;
    expect(all(), `cut after ${cut}`).toBe(false);
    expect(rig.machine.haltCode, `cut after ${cut}`).toBeUndefined();
    host.budget = Number.POSITIVE_INFINITY;
    host.open();
    expect(all(), `after a cut at ${cut}`).toBe(true);
    await calm(rig);
    await rig.press('ok');
    rig.machine.settle();
    expect(said(host.take()), `after a cut at ${cut}`).toEqual(['pair-finish']);
    expect(said(host.request('info', {})), `after a cut at ${cut}`).toEqual(['info']);
  }
}, 600_000);

test('power off at every byte: the device starts, nothing is paired, pairing is closed', async () => {
  for (const cut of campaign(whole, 8)) {
    begin();
    host.budget = cut;
    all();
    host.budget = Number.POSITIVE_INFINITY;
    await rig.power(false);
    await rig.power(true);
    await rig.passTime(5_000);
    expect(await rig.screen(), `off after ${cut}`).toContain('Put your card in');
    host.open();
    host.hello();
    host.shake();
    expect(said(host.request('info', {})), `off after ${cut}`).toEqual(['not-paired']);
    expect(said(host.request('pair-begin', { name: 'Office' })), `off after ${cut}`).toEqual(['pairing-closed']);
  }
}, 600_000);

test('gone while the clerk compares: the digits leave the screen, the key pairs nobody', async () => {
  begin();
  all();
  host.close();
  expect(await rig.screen()).toContain('Start pairing');
  await calm(rig);
  await act(rig, 'ok');
  host.open();
  host.hello();
  host.shake();
  expect(said(host.request('info', {}))).toEqual(['not-paired']);
});
