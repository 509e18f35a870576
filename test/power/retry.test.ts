// How long a host waits for what was sealed while it was gone: cable, host or power lost at moments after the approval is
// in flash, in the device's own time. With power gone the time counts from the OK of the PIN, since a card must be there.
// The simulator counts 1 ms for a step of the firmware; the contract allows 10, and then it is 2.8 s: a board has to be
// measured by itself. SIGILLATOR_ALL=1 takes every millisecond.
import { parseKeys } from '@sigillator/simulator/keys';
import { beforeAll, expect, test } from 'vitest';
import { act, digitKeys, holderPin } from '../device/desk.ts';
import { campaign } from '../targets/campaign.ts';
import type { SimRig } from '../targets/sim.ts';
import type { RawHost } from '../wire/raw-host.ts';
import { ask, clerkComes, declaration, journal, readAll, result } from '../wire/sealing.ts';
import { calm, wired } from '../wire/wired.ts';

const LIMIT_MS = 2_000;
const documents = ['18SE1', '18SE2'].map((id) => ({ document: declaration(id, ['TEA']) }));

let rig: SimRig;
let host: RawHost;
/** The approval is in flash, the card works on the first document. */
let approved: () => void;
/** Milliseconds from there until all is sealed. */
let whole: number;
let expected: unknown[];

const answers = (): unknown[] =>
  documents.map((_, index) => {
    const { documentSeal, issuerSeal, counter } = result(host, BigInt(index + 1));
    return { documentSeal, issuerSeal, counter };
  });

beforeAll(async () => {
  ({ rig, host } = await wired());
  await clerkComes(rig);
  ask(host, 1n, documents);
  await calm(rig);
  await readAll(rig);
  rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
  for (let ms = 0; ms < 500 && !(await rig.screen()).includes('Leave'); ms++) rig.machine.run(1);
  expect(await rig.screen()).toContain('Leave');
  approved = host.moment();
  const begin = rig.machine.clock.nowUs;
  rig.machine.settle();
  whole = Math.ceil((rig.machine.clock.nowUs - begin) / 1_000);
  expected = answers();
  expect(journal(host)).toHaveLength(documents.length);
});

function session(): void {
  if (!rig.machine.ports.isOpen(host.port)) host.open();
  host.hello();
  host.shake();
}

const losses: Record<string, { lose: () => Promise<void> | void; back: () => Promise<void> | void }> = {
  cable: { lose: () => host.close(), back: () => {} },
  host: { lose: () => {}, back: () => {} },
  power: {
    lose: () => rig.power(false),
    back: async () => {
      await rig.power(true);
      await rig.removeCard();
      await rig.passTime(6_000);
      await act(rig, '+active');
      await rig.press(digitKeys(holderPin));
    },
  },
};

for (const [what, { lose, back }] of Object.entries(losses))
  test(`SE-2.D ${what} gone at any moment after the approval: the same seals and counters within 2 s of coming back`, async () => {
    for (const ms of campaign(whole, 20)) {
      const where = `${what} gone after ${ms} ms`;
      approved();
      rig.machine.run(ms);
      await lose();
      await back();
      const begin = rig.machine.clock.nowUs;
      if (what === 'power') rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
      session();
      rig.machine.settle();
      expect(answers(), where).toEqual(expected);
      expect((rig.machine.clock.nowUs - begin) / 1_000, where).toBeLessThan(LIMIT_MS);
      expect(journal(host), where).toHaveLength(documents.length);
    }
  }, 600_000);
