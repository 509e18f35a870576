// The device journal where power is cut and where it is full: an export goes on behind the last row the host has, and a
// full journal of the largest rows leaves room for the next approval. SIGILLATOR_ALL=1 takes every write.

import { limits } from '@sigillator/protocol/tables/limits';
import { type Flash, TEARS } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { beforeAll, expect, test } from 'vitest';
import { OK, StoreRig } from '../store-rig.ts';
import { campaign } from '../targets/campaign.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from '../wire/raw-host.ts';
import { approve, ask, clerkComes, declaration, type ExportedRow, journal, result } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';

let rig: SimRig;
let host: RawHost;
let noCard: () => void;
/** Rows 1 to 4 wait for an export. */
let four: () => void;
let rows: ExportedRow[];
beforeAll(async () => {
  ({ rig, host } = await wired());
  noCard = host.moment();
  await clerkComes(rig);
  const documents = ['18SE1', '18SE2', '18SE3', '18SE4'].map((id) => ({ document: declaration(id, ['TEA']) }));
  ask(host, 1n, documents);
  await approve(rig);
  host.take();
  rows = journal(host);
  four = host.moment();
});

async function powerBack(): Promise<void> {
  if (!rig.machine.on) await rig.power(true);
  await rig.passTime(6_000);
  if (!rig.machine.ports.isOpen(host.port)) host.open();
  host.hello();
  host.shake();
}

const waiting = (): number => {
  const [info] = host.request('info', {});
  if (info?.kind !== 'answer') throw new Error(`info: got ${said([info!])}`);
  return (info.fields as { journalRows: number }).journalRows;
};

/** Reads from behind the last row that is here, acknowledging each; ends early where the device is gone. */
function exportRows(here: ExportedRow[]): void {
  for (;;) {
    const [answer] = host.request('journal', { counter: here.length + 1 });
    if (answer?.kind !== 'answer') return;
    const { counter, row, chain } = answer.fields as { counter: number; row?: Uint8Array; chain?: Uint8Array };
    if (counter === 0 || !row || !chain) return;
    expect(counter).toBe(here.length + 1);
    here.push({ ...rows[counter - 1]!, row, chain });
    if (said(host.request('journal-acknowledge', { counter, chain })).at(-1) !== 'journal-acknowledge') return;
  }
}

test('power cut at every write of an export with acknowledgements: it goes on behind the last row, and none is lost', async () => {
  const flash = rig.machine.flash as Flash;
  four();
  const before = flash.operations;
  exportRows([]);
  const whole = flash.operations - before;
  expect(whole).toBeGreaterThanOrEqual(rows.length);
  expect(waiting()).toBe(0);
  for (const place of campaign(whole * TEARS.length, 25)) {
    const where = `write ${Math.floor(place / TEARS.length)}, ${TEARS[place % TEARS.length]}`;
    four();
    flash.cutAfter(Math.floor(place / TEARS.length), TEARS[place % TEARS.length]!, place);
    const here: ExportedRow[] = [];
    exportRows(here);
    expect(rig.machine.on, where).toBe(false);
    await powerBack();
    expect(rig.machine.haltCode, where).toBeUndefined();
    // The row whose acknowledgement was cut waits or does not; those before it do not, those behind it do.
    expect([rows.length - here.length, rows.length - here.length + 1], where).toContain(waiting());
    expect(journal(host), where).toEqual(rows);
    exportRows(here);
    expect(here, where).toEqual(rows);
    const { counter, chain } = rows.at(-1)!;
    expect(said(host.request('journal-acknowledge', { counter, chain })), where).toEqual(['journal-acknowledge']);
    expect(waiting(), where).toBe(0);
  }
}, 600_000);

test('a journal full of rows with signatures leaves room for an approval of the most documents', async () => {
  noCard();
  await rig.power(false);
  // Laid down as rows.ts does: 208 bytes, counter at 8, 384 bytes of signature and attributes behind; key 512 and on.
  const store = new StoreRig(rig.machine.flash as Flash);
  expect(store.init(DEVICE_FLASH_SECTORS, 576)).toBe(OK);
  for (let counter = 1; counter <= limits.resultsKept; counter++) {
    const row = new Uint8Array(208 + 384);
    new DataView(row.buffer).setUint32(8, counter, true);
    expect(store.save(512 + (counter % limits.resultsKept), row), `row ${counter}`).toBe(OK);
    store.idle();
  }
  const acknowledged = new Uint8Array(4);
  new DataView(acknowledged.buffer).setUint32(0, limits.resultsKept, true);
  expect(store.save(31, acknowledged)).toBe(OK);
  await rig.power(true);
  await powerBack();
  await clerkComes(rig);
  const batch = Array.from({ length: limits.batchMaximum }, (_, index) => ({ document: declaration(`${index}`, []) }));
  ask(host, 1n, batch);
  await approve(rig);
  rig.machine.settle();
  expect(said(host.take()).at(-1)).toBe('seal-approve');
  expect(result(host, 64n).counter).toBe(limits.resultsKept + limits.batchMaximum);
}, 120_000);
