// The customs side over HTTP and by files: archived first, verified, answered, found again.
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEnvelopes, readSegments } from '@sigillator/host';
import type { JournalRow } from '@sigillator/host/journal';
import { Archive } from '@sigillator/simulator/customs/archive';
import { type Customs, startCustoms } from '@sigillator/simulator/customs/start';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gathered } from '../journal/rig.ts';
import { interchange, keys, sealed } from './declarations.ts';

let folder: string;
let customs: Customs;
let now = new Date('2026-06-02T12:00:00Z');

beforeEach(async () => {
  now = new Date('2026-06-02T12:00:00Z');
  folder = mkdtempSync(join(tmpdir(), 'sigillator-customs-'));
  customs = await start();
});
afterEach(async () => {
  await customs.close();
  rmSync(folder, { recursive: true });
});

const start = (): Promise<Customs> => startCustoms({ folder, keys, now: () => now });
const rows = (): Promise<JournalRow[]> => gathered(customs.archive.search({}));

async function send(bytes: Uint8Array, headers: Record<string, string> = { 'content-type': 'application/edifact' }) {
  const response = await fetch(`${customs.url}tes`, { method: 'POST', body: Buffer.from(bytes), headers });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, body, number: Number(response.headers.get('x-archive-number')) };
}

async function ask<T>(path: string): Promise<T> {
  return (await (await fetch(`${customs.url}${path}`)).json()) as T;
}

/** The segments with these tags, elements joined as they stand in text. */
const said = (answer: Uint8Array, ...tags: string[]): string[] =>
  readSegments(answer)
    .filter(({ tag }) => tags.includes(tag))
    .map(({ elements }) => elements.map((components) => components.join(':')).join('+'));

describe('answers', () => {
  test('PK-5.9 every file gets CONTRL, every declaration CUSRES, back to its sender', async () => {
    const { status, body } = await send(sealed({ customsIds: ['18SE0001', '18SE0002'] }));
    expect(status).toBe(200);
    expect(checkEnvelopes(body, { strict: true })).toEqual([]);
    expect(said(body, 'UNB', 'UNH', 'UCI', 'BGM', 'RFF')).toEqual([
      'UNB+UNOC:3+CUSTOMS+SENDER+260602:1200+C1',
      'UNH+1+CONTRL:4:1:UN',
      'UCI+1+SENDER+CUSTOMS+7',
      'UNB+UNOC:3+CUSTOMS+SENDER+260602:1200+R1',
      'UNH+1+CUSRES:D:96B:UN',
      'BGM+929+18SE0001+11+AP',
      'RFF+ACW:1',
      'UNH+2+CUSRES:D:96B:UN',
      'BGM+929+18SE0002+11+AP',
      'RFF+ACW:2',
    ]);
  });

  test.each<[string, Uint8Array, string, RegExp]>([
    ['a missing seal', interchange(), '7', /not sealed/],
    ['changed goods', Buffer.from(Buffer.from(sealed()).toString().replace('COFFEE', 'TEABAG')), '1', /document seal/],
    ['a changed issuer seal', changedIssuerSeal(), '1', /issuer seal/],
  ])('PK-5.10 %s is answered with an error and a sentence', async (_, bytes, code, sentence) => {
    const { body } = await send(bytes);
    expect(said(body, 'BGM', 'ERC')).toEqual(['BGM+929+18SE0001+11+RE', `ERC+${code}`]);
    expect(said(body, 'FTX').join('').replace(/:/g, '')).toMatch(sentence);
    expect(checkEnvelopes(body, { strict: true })).toEqual([]);
  });

  test('PK-5.10 a key that is not valid any more is answered with an error', async () => {
    now = new Date('2029-01-01T00:00:00Z');
    expect(said((await send(sealed())).body, 'ERC')).toEqual(['ERC+2']);
  });

  test('a broken message is rejected in CONTRL, and the good one beside it is judged', async () => {
    const bytes = sealed({ customsIds: ['18SE0001', '18SE0002'] });
    const { body } = await send(Buffer.from(Buffer.from(bytes).toString().replace('UNT+6+1', 'UNT+7+1')));
    expect(said(body, 'UCI', 'UCM', 'BGM')).toEqual([
      'UCI+1+SENDER+CUSTOMS+7',
      'UCM+1+CUSDEC:D:96B:UN+4',
      'BGM+929+18SE0002+11+AP',
    ]);
  });

  test('a broken interchange is rejected as a whole', async () => {
    const { status, body } = await send(Buffer.from(Buffer.from(sealed()).toString().replace('UNZ+1', 'UNZ+2')));
    expect(status).toBe(200);
    expect(said(body, 'UCI', 'BGM')).toEqual(['UCI+1+SENDER+CUSTOMS+4+29+UNZ']);
  });

  test('service characters of the sender are understood', async () => {
    const bytes = Buffer.from(sealed({ service: "UNA:+.? '" })).toString('latin1');
    const own = bytes.replaceAll('+', '|').replaceAll("'", '~');
    expect(said((await send(Buffer.from(own, 'latin1'))).body, 'BGM')).toEqual(['BGM+929+18SE0001+11+AP']);
  });

  test('CONTRL and CUSRES that come in are kept, and no seal is looked for in them', async () => {
    const { body } = await send(sealed());
    const answer = await send(body.subarray(0, body.indexOf('UNB+', 5)));
    expect(said(answer.body, 'UCI', 'BGM')).toEqual(['UCI+C1+CUSTOMS+SENDER+7']);
    expect((await rows()).filter(({ kind }) => kind === 'verification').length).toBe(1);
  });

  test('the same file twice gets the same answer, and one judgement', async () => {
    const [first, second] = await Promise.all([send(sealed()), send(sealed())]);
    expect(second.body.equals(first.body)).toBe(true);
    expect((await rows()).filter(({ kind }) => kind === 'verification').length).toBe(1);
  });

  test('another file under a reference that was accepted is refused; after a rejection it may come again', async () => {
    await send(sealed({ reference: '5' }));
    const other = await send(sealed({ reference: '5', customsIds: ['18SE0009'] }));
    expect(other.status).toBe(422);
    expect(other.body.toString()).toMatch(/^Reading file \d+ of the archive: another interchange 5 came from SENDER/);
    await send(
      Buffer.from(
        Buffer.from(sealed({ reference: '6' }))
          .toString()
          .replace('UNZ+1', 'UNZ+2'),
      ),
    );
    expect(said((await send(sealed({ reference: '6' }))).body, 'BGM')).toEqual(['BGM+929+18SE0001+11+AP']);
  });
});

function changedIssuerSeal(): Uint8Array {
  return Buffer.from(
    Buffer.from(sealed())
      .toString()
      .replace(/AUT\+(\d{6})\+(\d)/, (_, seal, digit) => `AUT+${seal}+${(Number(digit) + 1) % 10}`),
  );
}

describe('the journal of customs', () => {
  test('SE-1.1 finds a file by customs id, sender, transmission and time', async () => {
    await send(sealed({ reference: '1', sender: 'ALFA', customsIds: ['18SE0001'] }));
    now = new Date('2026-06-03T12:00:00Z');
    await send(sealed({ reference: '2', sender: 'BETA', customsIds: ['18SE0002', '18SE0003'] }));
    const [judged] = await ask<JournalRow[]>('journal?customsId=18SE0003');
    expect(judged).toMatchObject({ kind: 'verification', person: 'BETA', transmission: '2', outcome: 'sealed' });
    expect(judged).toMatchObject({
      issuer: 'SE2021',
      keyGeneration: 3,
      origin: 'card',
      documentSeal: /^\d{6}$/.exec(judged!.documentSeal!)![0],
    });
    const number = judged!.requestId!.replace('archive-', '');
    const kept = Buffer.from(await (await fetch(`${customs.url}archive/${number}`)).arrayBuffer());
    expect(kept.includes('18SE0003')).toBe(true);
    expect((await ask<JournalRow[]>('journal?sender=ALFA')).map(({ kind }) => kind)).toEqual([
      ...['transmission', 'verification', 'answer'],
    ]);
    expect((await ask<JournalRow[]>('journal?transmission=2')).length).toBe(4);
    const late = await ask<JournalRow[]>('journal?from=2026-06-03T00:00Z');
    expect(new Set(late.map(({ time }) => time))).toEqual(new Set([now.toISOString()]));
  });

  test.each([
    ['from=Tuesday', 'usage'],
    ['after=all', 'bad-request'],
  ])('a search that is no search (%s) gets one sentence', async (query, code) => {
    const response = await fetch(`${customs.url}journal?${query}`);
    expect({ status: response.status, ...((await response.json()) as object) }).toMatchObject({
      status: 400,
      code,
    });
  });
});

describe('the archive', () => {
  test('SE-1.2 keeps the bytes as they came, also of what is no EDIFACT', async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256);
    const { status, body, number } = await send(bytes);
    expect(status).toBe(422);
    expect(body.toString()).toBe(
      `Reading file ${number} of the archive: it is no EDIFACT interchange: UNB is missing.`,
    );
    const kept = await fetch(`${customs.url}archive/${number}`);
    expect(new Uint8Array(await kept.arrayBuffer())).toEqual(bytes);
    expect(await ask('verify')).toMatchObject({ ok: true });
  });

  test('SE-1.2 has a file before it is read: what a crash left unread is read at the next start', async () => {
    await send(sealed());
    await customs.close();
    const archive = await Archive.open(folder, () => now);
    await archive.keep(sealed({ reference: '9', customsIds: ['18SE0099'] }), 'ab', 'http', '');
    await archive.close();
    customs = await start();
    expect(await ask('journal?customsId=18SE0099')).toMatchObject([{ kind: 'verification', outcome: 'sealed' }]);
    const before = await rows();
    await customs.close();
    customs = await start();
    expect(await rows()).toEqual(before);
  });

  test('keeps one chain under a hundred files at once', async () => {
    const files = Array.from({ length: 100 }, (_, at) => sealed({ reference: `${at}`, customsIds: [`18SE${at}`] }));
    const answers = await Promise.all(files.map((bytes) => send(bytes)));
    expect(answers.every(({ body }) => said(body, 'BGM')[0]?.endsWith('AP'))).toBe(true);
    const verdict = await ask<{ ok: boolean; rows: number; signed: number }>('verify');
    // Each file: received, transmission, verification, answer, checkpoint.
    expect(verdict).toMatchObject({ ok: true, rows: 500, signed: 499 });
  });
});

describe('files', () => {
  const appears = (name: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (readdirSync(join(folder, 'outbox')).includes(name) && !readdirSync(join(folder, 'inbox')).includes(name)) {
          for (const watcher of watchers) watcher.close();
          resolve();
        }
      };
      const watchers = ['inbox', 'outbox'].map((box) => watch(join(folder, box), look));
      look();
    });
  const moveIn = (name: string, bytes: Uint8Array): void => {
    writeFileSync(join(folder, 'inbox', `${name}.part`), bytes);
    renameSync(join(folder, 'inbox', `${name}.part`), join(folder, 'inbox', name));
  };

  test('moved into the inbox are answered in the outbox', async () => {
    moveIn('a.edi', sealed());
    await appears('a.edi');
    expect(said(readFileSync(join(folder, 'outbox', 'a.edi')), 'BGM')).toEqual(['BGM+929+18SE0001+11+AP']);
    expect((await rows())[0]).toMatchObject({ kind: 'received', device: 'file', outcome: 'a.edi' });
  });

  test('that are no EDIFACT get a sentence, and are kept', async () => {
    moveIn('b.edi', Buffer.from('Dear customs'));
    await appears('b.edi.txt');
    expect(readFileSync(join(folder, 'outbox', 'b.edi.txt'), 'utf8')).toMatch(/no EDIFACT interchange/);
    expect((await ask<{ ok: boolean }>('verify')).ok).toBe(true);
  });

  test('that lay there before the start are taken', async () => {
    await customs.close();
    moveIn('c.edi', sealed());
    customs = await start();
    await appears('c.edi');
    expect((await rows()).length).toBe(5);
  });
});
