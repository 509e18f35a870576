// Somebody sits in the middle of a pairing: towards the host he plays a device, towards the device a host, and wants both
// to show the same six digits. The commitment leaves him one guess a try, and the device closes after three.
import { pairingDigits } from '@sigillator/host/link/noise';
import { beforeAll, expect, test } from 'vitest';
import { act } from '../device/desk.ts';
import { runs, seed } from '../seed.ts';
import type { SimRig } from '../targets/sim.ts';
import { RawHost, said } from './raw-host.ts';
import { desk, openPairing } from './wired.ts';

let rig: SimRig;
let attacker: RawHost;
let begin: () => void;
let state = seed >>> 0 || 1;
const random = (length: number): Uint8Array =>
  Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });

beforeAll(async () => {
  rig = await desk();
  await openPairing(rig);
  attacker = new RawHost(rig.machine).open();
  attacker.hello();
  attacker.shake();
  begin = attacker.moment();
});

/** One try towards the device: the digits that it will show, known only after the attacker's number is given away. */
function tryDevice(number: Uint8Array): string | undefined {
  if (!said(attacker.request('pair-begin', { name: 'Office' })).includes('pair-begin')) return undefined;
  const [answer] = attacker.request('pair-reveal', { random: number });
  if (answer?.kind !== 'answer') return undefined;
  return pairingDigits(attacker.handshakeHash!, number, (answer.fields as { random: Uint8Array }).random);
}

test('he has three tries at one in a million each, then pairing is closed', async () => {
  begin();
  /** What the honest host shows; it is fixed by his own commitment before he hears from the device. */
  const wanted = pairingDigits(random(32), random(16), random(16));
  let tries = 0;
  while (tries < 10) {
    const digits = tryDevice(random(16));
    if (digits === undefined) break;
    tries++;
    if (digits === wanted) break; // one in 333,333 runs
  }
  // The third number was given away; when he turns back from it, nothing is left.
  expect(tries).toBe(3);
  attacker.hello();
  expect(await rig.screen()).toContain('Three tries failed');
  attacker.shake();
  expect(tryDevice(random(16))).toBeUndefined();
});

test('grinding his own number tells him nothing before he has given it away', () => {
  // With the device's number hidden by SHA-256, every number of his gives digits spread evenly over it.
  const buckets = new Array(10).fill(0) as number[];
  const count = runs(150, 3_000);
  for (let round = 0; round < count; round++) {
    begin();
    // The machine draws what it drew: the same commitment, another number of his.
    buckets[Number(tryDevice(random(16))![0])]!++;
  }
  const expected = count / 10;
  const chiSquare = buckets.reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
  // Nine degrees of freedom: 33.7 is passed by chance once in ten thousand runs.
  expect(chiSquare).toBeLessThan(33.7);
}, 600_000);

test('the device draws a new number for each try', () => {
  begin();
  const commitments = [1, 2, 3].map(() => {
    const [answer] = attacker.request('pair-begin', { name: 'Office' });
    return Buffer.from((answer as { fields: { commitment: Uint8Array } }).fields.commitment).toString('hex');
  });
  expect(new Set(commitments).size).toBe(3);
});

test('a second pairing while one runs is refused: another port gets busy', async () => {
  begin();
  const other = new RawHost(rig.machine, 1).open();
  other.hello();
  expect(other.shake()).toBe(false);
  expect(said(other.take())).toEqual(['busy']);
  other.leave();
  begin();
  await act(rig, 'cancel');
  expect(said(attacker.request('pair-begin', { name: 'Office' }))).toEqual(['pairing-closed']);
});
