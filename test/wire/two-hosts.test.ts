// Two hosts and one device: one session at a time, and neither sees anything of the other.
import { beforeAll, describe, expect, test } from 'vitest';
import { act } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';
import { openPairing, pairHost, wired } from './wired.ts';

let rig: SimRig;
let one: RawHost;
let two: RawHost;
let begin: () => void;

beforeAll(async () => {
  ({ rig, host: one } = await wired());
  await pairHost(rig, one, 'Second', keyOf(9));
  one.close();
  one.open();
  one.hello();
  one.shake(keyOf(7));
  two = new RawHost(rig.machine, 1).open();
  begin = one.moment();
});

describe('while a paired host has the session', () => {
  test('another port gets the version and busy, and the session goes on', () => {
    begin();
    expect(said(two.hello())).toEqual(['hello']);
    expect(two.shake(keyOf(9))).toBe(false);
    expect(said(two.take())).toEqual(['busy']);
    expect(said(one.request('info', {}))).toEqual(['info']);
  });

  test('no answer, progress or byte of one host comes to the other', () => {
    begin();
    two.take();
    one.request('clock-set', { time: 1_790_000_000 });
    one.request('info', {});
    one.request('cancel', {});
    expect(two.take()).toEqual([]);
    expect(two.unreadable).toBe(0);
  });

  test('when it leaves, the other has the device, and sees its own sequence number', () => {
    begin();
    one.close();
    two.hello();
    expect(two.shake(keyOf(9))).toBe(true);
    expect(said(two.request('info', {}))).toEqual(['info']);
    one.open();
    expect(one.shake(keyOf(7))).toBe(false);
    expect(said(one.take())).toEqual(['busy']);
  });
});

test('a stranger does not keep a paired host out, a host in pairing does', async () => {
  begin();
  one.close();
  two.hello();
  expect(two.shake(keyOf(99))).toBe(true);
  one.open();
  one.hello();
  expect(one.shake(keyOf(7))).toBe(true);
  expect(said(one.request('info', {}))).toEqual(['info']);
  one.close();
  await openPairing(rig);
  expect(two.shake(keyOf(99))).toBe(true);
  one.open();
  expect(one.shake(keyOf(7))).toBe(false);
  await act(rig, 'cancel');
});

test('a host that stops in the middle of the handshake holds the device for ten seconds', async () => {
  begin();
  one.close();
  two.hello();
  two.beginShake(keyOf(9));
  one.open();
  expect(one.shake(keyOf(7))).toBe(false);
  expect(said(one.take())).toEqual(['busy']);
  await rig.passTime(11_000);
  expect(one.shake(keyOf(7))).toBe(true);
});
