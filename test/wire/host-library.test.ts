// The host library against the simulated device: a scripted clerk, the document read again for the clerk, a second try
// under the same request id, a cancel by the program.
import { connect, type Device, type SealError } from '@sigillator/host';
import { beforeEach, expect, test } from 'vitest';
import { act, sealDigits } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf } from './raw-host.ts';
import { clerkComes, compressed, declaration, open1 } from './sealing.ts';
import { calm, wired } from './wired.ts';

let rig: SimRig;
let device: Device;
beforeEach(async () => {
  const desk = await wired();
  rig = desk.rig;
  desk.host.close();
  desk.host.leave();
  await clerkComes(rig);
  device = await connect({ device: await rig.link(), key: keyOf(7) });
});

/** Reads until OK approves, then presses it; waits in the device's time where the host sends a document again. */
async function approve(): Promise<void> {
  await calm(rig);
  for (let pages = 0; pages < 500 && !(await rig.screen()).includes('OK approve'); pages++) await rig.press('down');
  await rig.press('ok');
  rig.machine.settle();
}

const approving = { onProgress: (reason: string) => void (reason === 'approval' && setImmediate(approve)) };

test('SE-3.3 one call seals: the seals, the evidence, who, when, under which number', async () => {
  const result = await device.sealDocument(declaration(), { profile: 'tdr041', ...approving });
  expect(result).toMatchObject({
    method: 'open-1',
    profile: 'tdr041',
    issuer: 'SE5566778899',
    counter: 1,
    requestId: '1',
  });
  expect(result.issuerSeal18).toBe(open1('issuer', sealDigits, result.documentSeal6));
  expect(result.issuerSeal6).toBe(compressed(result.issuerSeal18));
  const again = await device.sealDocument(declaration(), { profile: 'tdr041', requestId: 1n });
  expect(again).toEqual(result);
  const other = device.sealDocument(declaration('18SE2'), { profile: 'tdr041', requestId: 1n });
  await expect(other).rejects.toMatchObject({ code: 'request-reused' } satisfies Partial<SealError>);
  const rows = [];
  for await (const row of device.journal()) rows.push(row);
  expect(rows).toMatchObject([{ counter: 1, requestId: '1', documentSeal: result.documentSeal18, profile: 'tdr041' }]);
});

test('a long document is sent again while the clerk reads, 100 documents take two approvals', async () => {
  const goods = Array.from({ length: 60 }, (_, index) => `GOODS ${index} ${'X'.repeat(40)}`);
  let asked = false;
  const result = await device.sealDocument(declaration('18SE1', goods), {
    profile: 'tdr041',
    onProgress: (reason) => {
      if (reason !== 'approval' || asked) return;
      asked = true;
      setImmediate(approve);
    },
  });
  expect(result.counter).toBe(1);
  const many = Array.from({ length: 100 }, (_, index) => ({ document: declaration(`${index}`), profile: 'tdr041' }));
  const results = await device.sealDocuments(many, approving);
  expect(results.map(({ counter }) => counter)).toEqual(many.map((_, index) => index + 2));
}, 60_000);

test('a program that gives up ends the review on the display', async () => {
  const controller = new AbortController();
  const sealing = device.sealDocument(declaration(), {
    profile: 'tdr041',
    signal: controller.signal,
    onProgress: () => setImmediate(() => controller.abort()),
  });
  await expect(sealing).rejects.toMatchObject({ code: 'cancelled' });
  expect(await rig.screen()).toContain('What do you want');
  await act(rig, '-');
});
