// The journal in a file with full sync: appends in batches, and a search among a million rows.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalEntry, openJournal } from '@sigillator/host/journal';
import { absolute, type Row } from './row.ts';

const ROWS = 1_000_000;
const BATCH = 1_000;
const SEARCHES = 201;

const entry = (at: number): JournalEntry => ({
  kind: 'seal',
  person: `clerk${at % 40}`,
  customsId: `SE${at}`,
  transmission: `T${Math.floor(at / 64)}`,
  requestId: `request-${at}`,
  profile: 'tdr041',
  method: 'open-1',
  digest: 'ab'.repeat(32),
  documentSeal: '123456789012345678',
  issuerSeal: '876543210987654321',
  issuer: 'SE2021000969',
  keyGeneration: 1,
  origin: 'card',
});

export default async function journal(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-bench-'));
  const opened = await openJournal(join(folder, 'journal.db'));
  try {
    const start = performance.now();
    for (let at = 0; at < ROWS; at += BATCH)
      await opened.append(Array.from({ length: BATCH }, (_, inBatch) => entry(at + inBatch)));
    const perSecond = (ROWS * 1_000) / (performance.now() - start);
    const times: number[] = [];
    for (let at = 0; at < SEARCHES; at++) {
      const wanted = `SE${(at * 7_919_317) % ROWS}`;
      const begin = performance.now();
      let found = 0;
      for await (const { customsId } of opened.search({ customsId: wanted })) found += customsId === wanted ? 1 : 0;
      times.push(performance.now() - begin);
      if (found !== 1) throw new Error(`Searching ${wanted}: expected one row, got ${found}.`);
    }
    // The slowest but one in a hundred.
    const slow = times.sort((a, b) => a - b)[Math.floor(SEARCHES * 0.99)]!;
    return [
      absolute('journal-append-per-second', perSecond, 'rows/s', 5_000),
      absolute('journal-search-ms', slow, 'ms', 10),
    ];
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true });
  }
}
