// What hostile senders get from the customs side: one sentence, and an archive that is as it was.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MOST_BYTES } from '@sigillator/simulator/customs/http';
import { type Customs, startCustoms } from '@sigillator/simulator/customs/start';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gathered } from '../journal/rig.ts';
import { keys, sealed } from './declarations.ts';

let folder: string;
let customs: Customs;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-customs-'));
  customs = await startCustoms({ folder, keys });
});
afterEach(async () => {
  expect(await gathered(customs.archive.search({}))).toEqual([]);
  expect(await customs.archive.verify()).toMatchObject({ ok: true, rows: 0 });
  await customs.close();
  rmSync(folder, { recursive: true });
});

async function send(bytes: Uint8Array, headers: Record<string, string> = { 'content-type': 'application/edifact' }) {
  const response = await fetch(`${customs.url}tes`, { method: 'POST', body: Buffer.from(bytes), headers });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

const refusal = async (bytes: Uint8Array, headers?: Record<string, string>) => {
  const { status, body } = await send(bytes, headers);
  const { message } = JSON.parse(body.toString()) as { message: string };
  expect(message).toMatch(/^[A-Z][^\n]*\.$/);
  return { status, message };
};

test('an oversized file', async () => {
  const { status, message } = await refusal(new Uint8Array(MOST_BYTES + 1));
  expect(status).toBe(413);
  expect(message).toContain(String(MOST_BYTES));
});

test('an oversized file that does not say its length', async () => {
  const piece = new Uint8Array(1024 * 1024);
  const body = (async function* () {
    for (let sent = 0; sent <= MOST_BYTES; sent += piece.length) yield piece;
  })();
  const headers = { 'content-type': 'application/edifact' };
  const outcome = await fetch(`${customs.url}tes`, {
    method: 'POST',
    body,
    headers,
    duplex: 'half',
  } as unknown as RequestInit).then(
    ({ status }) => status,
    // The connection may be closed while it is still sending.
    () => 413,
  );
  expect(outcome).toBe(413);
});

test('an empty file', async () => {
  expect((await refusal(new Uint8Array())).status).toBe(400);
});

test.each(['text/html', 'application/json', ''])('content type "%s"', async (type) => {
  expect((await refusal(sealed(), { 'content-type': type })).status).toBe(415);
});

test('a page of another site', async () => {
  const headers = { 'content-type': 'application/edifact', origin: 'http://evil.example' };
  expect((await refusal(sealed(), headers)).status).toBe(403);
});

test.each(['GET tes', 'DELETE journal', 'GET archive/7', 'GET archive/-1', 'GET nothing'])('%s', async (asked) => {
  const [method = '', path] = asked.split(' ');
  const response = await fetch(`${customs.url}${path}`, { method });
  expect([404, 405]).toContain(response.status);
  expect(((await response.json()) as { message: string }).message).toMatch(/\.$/);
});

const raw = async (words: string): Promise<string> => {
  const socket = connect(Number(new URL(customs.url).port), '127.0.0.1');
  socket.write(words);
  return text(socket);
};
const host = (): string => new URL(customs.url).host;

test('one who sends slowly, or stops', async () => {
  await customs.close();
  customs = await startCustoms({ folder, keys, requestMs: 300 });
  const head = `POST /tes HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/edifact\r\nContent-Length: 400\r\n\r\nUNB+`;
  const answer = await raw(head);
  expect(answer).toMatch(
    /^HTTP\/1\.1 408 [^\n]*\r\n[\s\S]*\r\n\r\nReceiving a file: expected it within 0\.3 s, got less\.$/,
  );
});

test('one who goes away in the middle', async () => {
  const socket = connect(Number(new URL(customs.url).port), '127.0.0.1');
  await new Promise<void>((resolve) => {
    socket.write(
      `POST /tes HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/edifact\r\nContent-Length: 400\r\n\r\nUNB+`,
      () => resolve(),
    );
  });
  socket.destroy();
});

test('one who speaks no HTTP', async () => {
  expect(await raw("UNB+UNOC:3+A+B'\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 [\s\S]*expected HTTP, got something else\.$/);
});

test('one who calls this machine by another name', async () => {
  const answer = await raw('GET /journal HTTP/1.1\r\nHost: customs.example\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
});
