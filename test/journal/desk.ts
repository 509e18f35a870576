// A journal that is open for each test of a suite, on a database of its own; what both suites use.
import { type Journal, type JournalEntry, type JournalQuery, openJournal } from '@sigillator/host/journal';
import { afterEach, beforeEach } from 'vitest';
import { gathered, type JournalRig } from './rig.ts';

export type MakeRig = () => Promise<JournalRig>;

export interface Desk {
  rig: JournalRig;
  journal: Journal;
  /** What the journal takes for the time. */
  now: Date;
  open(): Promise<Journal>;
  /** Numbers of the rows. */
  found(query: JournalQuery): Promise<number[]>;
}

export function deskOf(makeRig: MakeRig): Desk {
  const desk = {
    open: () => openJournal(desk.rig.where, { now: () => desk.now }),
    found: async (query) => (await gathered(desk.journal.search(query))).map(({ number }) => number),
  } as Desk;
  beforeEach(async () => {
    desk.now = new Date('2026-04-01T12:00:00Z');
    desk.rig = await makeRig();
    desk.journal = await desk.open();
  });
  afterEach(async () => {
    await desk.journal.close();
    await desk.rig.remove();
  });
  return desk;
}

/** Ten cases of three people in two files, one a day, each with its document. */
export const cases: JournalEntry[] = Array.from({ length: 10 }, (_, at) => ({
  kind: at % 5 === 4 ? 'transmission' : 'seal',
  time: `2026-03-${String(at + 10)}T08:00:00.000Z`,
  person: ['anna', 'bo', 'cecilia'][at % 3],
  customsId: `AAA${at}`,
  transmission: at < 5 ? 'T1' : 'T2',
  device: `D${at % 2}`,
  digest: 'ab'.repeat(32),
  documentSeal: '123456789012345678',
  issuerSeal: '876543210987654321',
  issuer: 'SE2',
  keyGeneration: at,
  origin: 'card',
  method: 'open-1',
  outcome: `row ${at + 1}`,
  content: `UNH+${at}+CUSDEC'`,
}));
