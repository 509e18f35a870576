// tshark reads a recorded conversation with the generated dissector: pairing and information, in clear and as it went.
// Needs: tshark.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFrame } from '@sigillator/host/link/frames';
import { Link } from '@sigillator/host/link/link';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pcapOf, type Segment } from './pcap.ts';
import { keyOf } from './raw-host.ts';
import { calm, desk, openPairing } from './wired.ts';

const script = fileURLToPath(new URL('../../protocol/generated/sigillator.lua', import.meta.url));
const port = 4711;
let folder: string;
const clear: Segment[] = [];
const wire: Segment[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  const rig = await desk();
  await openPairing(rig);
  const transport = await rig.link();
  const write = transport.write.bind(transport);
  transport.write = (bytes) => {
    wire.push({ up: true, bytes: bytes.slice() });
    return write(bytes);
  };
  rig.machine.listeners.add((event) => {
    if (event.kind === 'sent') wire.push({ up: false, bytes: event.bytes.slice() });
  });
  const link = await Link.connect(transport, {
    key: keyOf(7),
    onMessage: (direction, message) =>
      clear.push({ up: direction === 'request', bytes: encodeFrame(frameKinds.plain, message) }),
  });
  await link.request('info', {}).catch(() => {});
  await link.request('pair-begin', { name: 'Office' });
  await link.request('pair-reveal', { random: new Uint8Array(16).fill(1) });
  const finished = link.request('pair-finish', {});
  await rig.waitFor('Same number');
  await calm(rig);
  await rig.press('ok');
  await finished;
  await link.request('info', {});
  await rig.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lines of the wanted fields, one a packet; several values of a packet are parted by commas. */
function tshark(segments: Segment[], ...fields: string[]): string[] {
  const file = join(folder, 'record.pcap');
  writeFileSync(file, pcapOf(segments, port));
  const shown = fields.flatMap((field) => ['-e', field]);
  const words = [
    '-r',
    file,
    '-X',
    `lua_script:${script}`,
    '-d',
    `tcp.port==${port},sigillator`,
    '-T',
    'fields',
    ...shown,
  ];
  return execFileSync('tshark', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .replace(/\n$/, '')
    .split('\n');
}

test('each message of the record is named, with its fields and a good CRC', () => {
  const lines = tshark(clear, 'sigillator.message', 'sigillator.crc_good', 'sigillator.error');
  expect(lines).toEqual([
    '1\t1\t',
    '1\t1\t',
    '2\t1\t',
    '0\t1\t7',
    '10\t1\t',
    '10\t1\t',
    '11\t1\t',
    '11\t1\t',
    '12\t1\t',
    '127\t1\t',
    '12\t1\t',
    '2\t1\t',
    '2\t1\t',
  ]);
  const fields = tshark(clear, 'sigillator.field');
  expect(fields[0]).toBe('oldest: 1,newest: 1');
  expect(fields[4]).toBe('name: Office');
  expect(fields.at(-1)).toContain('languages: sv en fr');
  expect(fields.at(-1)).toContain('batchMaximum: 64');
});

test('what went over the cable is told apart by kind, and its CRC is good', () => {
  const kinds = tshark(wire, 'sigillator.kind', 'sigillator.crc_good').filter((line) => line.trim() !== '');
  expect(kinds.slice(0, 5)).toEqual(['0\t1', '0\t1', '1\t1', '1\t1', '1\t1']);
  expect(new Set(kinds.slice(5))).toEqual(new Set(['2\t1']));
});

test('a damaged frame is shown as one', () => {
  const damaged = clear[0]!.bytes.slice();
  damaged[damaged.length - 2]! ^= 1;
  expect(tshark([{ up: true, bytes: damaged }], 'sigillator.crc_good')).toEqual(['0']);
});
