// Rows of a device's journal that the office takes over, so that the device has room: of seals at the keypad, of other desks,
// and of requests that nobody came back for.
import type { Journal, JournalEntry } from '@sigillator/host/journal';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { type BridgeRig, bearer, bridgeRig } from './rig.ts';

let rig: BridgeRig;
beforeEach(async () => {
  rig = await bridgeRig();
});
afterEach(() => rig.close());

const request = (requestId: string, documents = [declaration()]) => ({
  requestId,
  documents: documents.map((document) => ({ document: Buffer.from(document).toString('base64'), profile: 'tdr041' })),
});
const ask = (payload: object) => rig.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });

async function rows(journal: Journal) {
  const found = [];
  for await (const row of journal.search({ kind: 'seal' })) found.push(row);
  return found;
}

test("a device's journal never runs full: the office takes what it lacks, each row once", async () => {
  rig.device.capacity = 6;
  // Sealed at the keypad, with no host: the office hears of it when it reads the rows.
  rig.device.rows.push({ counter: 1, requestId: '0', digest: 'ab'.repeat(32) });
  for (let n = 1; n <= 12; n++) expect((await ask(request(`r${n}`))).statusCode, `request ${n}`).toBe(200);
  const found = await rows(rig.parts.journal);
  expect(found.filter(({ requestId }) => requestId === `${rig.device.serial}/1`)).toHaveLength(1);
  expect(new Set(found.map(({ outcome }) => outcome)).size).toBe(13);
  expect(found).toHaveLength(13);
});

const owner = 'person:anna';
const documents = [{ document: declaration(), profile: 'tdr041' }];
const lost = { owner, requestId: 'lost', person: 'anna', documents };
/** So many that the device's journal goes round twice. */
const many = async () => {
  rig.device.capacity = 6;
  for (let n = 1; n <= 12; n++) expect((await ask(request(`r${n}`))).statusCode, `request ${n}`).toBe(200);
};

test.each([
  ['the seals were kept', () => vi.spyOn(rig.requests, 'seal')],
  ['the journal had them', () => vi.spyOn(rig.parts.journal, 'append')],
  ['that was noted', () => vi.spyOn(rig.requests, 'journalled')],
])(
  'SE-3.3 cut before %s, they block no device: the journal has the seal, and who asks late gets it',
  async (_, cut) => {
    cut().mockImplementationOnce(() => {
      throw new Error('cut');
    });
    await expect(rig.parts.sealings.seal(lost)).rejects.toThrow('cut');
    const seal = rig.device.results.get('1')!;
    await many();
    expect(rig.device.acknowledged).toBeGreaterThan(seal.counter);
    const found = await rows(rig.parts.journal);
    expect(found.map(({ outcome }) => outcome).sort()).toEqual(
      rig.device.rows.map(({ counter }) => `row ${counter} of the device's journal`).sort(),
    );
    expect(found.filter(({ requestId }) => requestId === 'person:anna/lost/1')).toMatchObject([
      { person: 'anna', customsId: '18SE0000000001', digest: seal.digest, issuerSeal: seal.issuerSeal18 },
    ]);
    // Not even the device knows it any more.
    rig.device.results.delete('1');
    expect(await rig.parts.sealings.seal(lost)).toMatchObject([seal]);
    expect(rig.device.rows).toHaveLength(13);
    expect(await rows(rig.parts.journal)).toHaveLength(13);
  },
);

test('a seal that the device gives to nobody any more is in the journal as the row that it is', async () => {
  vi.spyOn(rig.requests, 'seal').mockImplementationOnce(() => {
    throw new Error('cut');
  });
  await expect(rig.parts.sealings.seal(lost)).rejects.toThrow('cut');
  rig.device.results.delete('1');
  await many();
  const first = (await rows(rig.parts.journal)).filter(({ outcome }) => outcome === "row 1 of the device's journal");
  expect(first).toMatchObject([{ requestId: `${rig.device.serial}/1`, digest: rig.device.rows[0]!.digest }]);
  expect(rig.device.acknowledged).toBeGreaterThan(1);
});

test('a batch that is longer than the room on the device goes on where it stopped when it is asked again', async () => {
  rig.device.capacity = 6;
  const batch = Array.from({ length: 10 }, (_, at) => declaration(`18SE00000000${at + 10}`));
  expect((await ask(request('b1', batch))).json()).toMatchObject({ code: 'journal-full', retryable: true });
  expect(rig.device.rows).toHaveLength(6);
  const { seals } = (await ask(request('b1', batch))).json();
  expect(seals.map(({ counter }: { counter: number }) => counter)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect((await rows(rig.parts.journal)).map(({ requestId, customsId }) => `${requestId} ${customsId}`)).toEqual(
    batch.map((_, at) => `erp/b1/${at + 1} 18SE00000000${at + 10}`),
  );
});

test('a row that another desk has written into the journal is not written again', async () => {
  const digest = 'cd'.repeat(32);
  rig.device.rows.push({ counter: 1, requestId: '7', digest, host: 'ab'.repeat(8) });
  const { serial: device } = rig.device;
  const there = { kind: 'seal', device, digest, requestId: 'wms/order/1', outcome: "row 1 of the device's journal" };
  await rig.parts.journal.append([there as JournalEntry]);
  await many();
  const found = await rows(rig.parts.journal);
  expect(found.filter((row) => row.digest === digest)).toMatchObject([{ requestId: 'wms/order/1' }]);
  expect(found).toHaveLength(13);
});

const cutBeforeTheDevice = async (order: Parameters<typeof rig.parts.sealings.seal>[0] = lost): Promise<void> => {
  vi.spyOn(rig.device, 'seal').mockRejectedValueOnce(new Error('cut'));
  await expect(rig.parts.sealings.seal(order)).rejects.toThrow('cut');
  expect(rig.requests.find(order)).toMatchObject({ state: 'numbered', firstSequence: 1n });
};
const other = declaration('18SE0000000099');

test('SE-3.3 what another program sealed under a number of a request is journalled as its own row, and never given out', async () => {
  await cutBeforeTheDevice();
  const foreign = await rig.device.sealElsewhere(other);
  await many();
  expect(rig.device.acknowledged).toBeGreaterThan(foreign.counter);
  const found = await rows(rig.parts.journal);
  expect(found.filter(({ digest }) => digest === foreign.digest)).toMatchObject([
    { requestId: `${rig.device.serial}/1`, outcome: "row 1 of the device's journal" },
  ]);
  expect(found.some(({ requestId }) => requestId === 'person:anna/lost/1')).toBe(false);
  await rig.parts.sealings.requireNeverSealed(lost);
  const [seal] = await rig.parts.sealings.seal(lost);
  expect(seal!.digest).not.toBe(foreign.digest);
  expect((await rows(rig.parts.journal)).at(-1)).toMatchObject({
    requestId: 'person:anna/lost/1',
    digest: seal!.digest,
  });
});

test('SE-3.3 a request whose numbers another program took is not sealed: it may be withdrawn, or gets new numbers', async () => {
  const batch = { ...lost, documents: [...documents, { document: declaration('18SE0000000002'), profile: 'tdr041' }] };
  await cutBeforeTheDevice(batch);
  await rig.device.sealElsewhere(other);
  await rig.parts.sealings.requireNeverSealed(lost);
  const seals = await rig.parts.sealings.seal(batch);
  expect(seals.map(({ requestId }) => requestId)).toEqual(['3', '4']);
  await expect(rig.parts.sealings.requireNeverSealed(lost)).rejects.toMatchObject({ code: 'sealed-already' });
});

test('SE-3.3 of a batch that is sealed in part, another program takes a number: nothing is sealed a second time', async () => {
  rig.device.capacity = 1;
  const batch = { ...lost, documents: [...documents, { document: declaration('18SE0000000002'), profile: 'tdr041' }] };
  await expect(rig.parts.sealings.seal(batch)).rejects.toMatchObject({ code: 'journal-full' });
  rig.device.capacity = 512;
  await rig.device.sealElsewhere(other);
  await expect(rig.parts.sealings.requireNeverSealed(lost)).rejects.toMatchObject({ code: 'sealed-already' });
  await expect(rig.parts.sealings.seal(batch)).rejects.toMatchObject({ code: 'request-reused' });
  expect(rig.device.rows).toHaveLength(2);
});

test('a seal of another document is neither stored nor journalled nor given out, whoever answers it', async () => {
  const foreign = await rig.device.sealElsewhere(other);
  vi.spyOn(rig.device, 'seal').mockResolvedValueOnce([foreign]);
  await expect(rig.parts.sealings.seal(lost)).rejects.toMatchObject({ code: 'seal-refused' });
  expect(rig.requests.find(lost)).toMatchObject({ state: 'numbered', results: undefined });
  expect(await rows(rig.parts.journal)).toEqual([]);
});

test('after a new pairing a device gives old numbers again: what other programs seal under them is journalled', async () => {
  await many();
  rig.device.pairAnew();
  // The first under the number of a request, of the same document.
  for (const document of [declaration(), other]) await rig.device.sealElsewhere(document);
  for (let n = 1; n <= 6; n++) expect((await ask(request(`s${n}`))).statusCode, `request ${n}`).toBe(200);
  const found = await rows(rig.parts.journal);
  expect(found.map(({ outcome }) => outcome).sort()).toEqual(
    rig.device.rows.map(({ counter }) => `row ${counter} of the device's journal`).sort(),
  );
  expect(found.filter(({ requestId }) => requestId?.startsWith(rig.device.serial))).toMatchObject([
    { requestId: `${rig.device.serial}/13` },
    { requestId: `${rig.device.serial}/14` },
  ]);
});

test('SE-3.3 a request that was sealed before a new pairing is not sealed again because its number was taken', async () => {
  vi.spyOn(rig.requests, 'seal').mockImplementationOnce(() => {
    throw new Error('cut');
  });
  await expect(rig.parts.sealings.seal(lost)).rejects.toThrow('cut');
  rig.device.pairAnew();
  await rig.device.sealElsewhere(other);
  await expect(rig.parts.sealings.requireNeverSealed(lost)).rejects.toMatchObject({ code: 'request-expired' });
  await expect(rig.parts.sealings.seal(lost)).rejects.toMatchObject({ code: 'request-expired' });
  expect(rig.device.rows).toHaveLength(2);
});
