// `npm run bench [-- NAME… --json]`: runs every *.bench.ts here, one after the other, and prints the rows; exits 1 when a
// figure that is the same on every machine has missed its bar.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Benchmark, isMissed, type Row } from './row.ts';

const here = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const json = words.includes('--json');
const names = words.filter((word) => !word.startsWith('--'));

const files = readdirSync(here)
  .filter((file) => file.endsWith('.bench.ts') && (names.length === 0 || names.some((name) => file.includes(name))))
  .sort();

const figure = (value: number | null): string =>
  value === null ? '' : Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

/** How far towards its bar: full is reached. */
const drawnBar = ({ ratio, bar, less }: Row): string =>
  ratio === null || bar === undefined
    ? ''
    : '█'.repeat(Math.round(Math.min(1, less ? bar / ratio : ratio / bar) * 10)).padEnd(10, '·');

function tableLine(row: Row): string {
  const aim = row.bar === undefined ? '' : `bar ${figure(row.bar)}`;
  const peer = row.peer === null ? '' : `${row.peer} ${figure(row.peerValue)}`;
  const ratio = row.ratio === null ? '' : `x${row.ratio.toFixed(2)}`;
  const columns = [
    row.id.padEnd(28),
    figure(row.value).padStart(10),
    row.unit.padEnd(12),
    peer.padEnd(30),
    ratio.padEnd(8),
  ];
  return `${columns.join(' ')} ${aim.padEnd(12)} ${drawnBar(row)}`.trimEnd();
}

const rows: Row[] = [];
for (const file of files) {
  if (!json) process.stderr.write(`measuring ${file.replace('.bench.ts', '')} …\n`);
  const { default: measure }: { default: Benchmark } = await import(pathToFileURL(join(here, file)).href);
  const measured = await measure();
  rows.push(...measured);
  if (!json) for (const row of measured) process.stdout.write(`${tableLine(row)}\n`);
}
if (json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
const missed = rows.filter(isMissed).map(({ id }) => id);
if (missed.length > 0) {
  process.stderr.write(`Past their bars, and the same on every machine: ${missed.join(', ')}.\n`);
  process.exitCode = 1;
}
