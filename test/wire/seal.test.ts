// Sealing over the wire, end to end: real firmware of device and card. Expected seals are computed here with node:crypto.
import { createHash } from 'node:crypto';
import { keyNames } from '@sigillator/simulator/keys';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, deviceCode, sealDigits } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from './raw-host.ts';
import {
  announce,
  approve,
  ask,
  clerkComes,
  compressed,
  declaration,
  open1,
  openKey,
  readAll,
  requestDigest,
  result,
  sealedData,
  send,
} from './sealing.ts';
import { calm, wired } from './wired.ts';

let rig: SimRig;
let host: RawHost;
/** The clerk's menu, card in and PIN given; and the device waiting for a card. */
let ready: () => void;
let noCard: () => void;
beforeAll(async () => {
  ({ rig, host } = await wired());
  noCard = host.moment();
  await clerkComes(rig);
  ready = host.moment();
});

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('one document', () => {
  test('SE-2.D SE-3.3 SE-5.1a SE-5.1b SE-5.1c the clerk reads every field, presses OK, and gets the seals computed by hand', async () => {
    ready();
    ask(host, 1n, [{ document: declaration() }]);
    const screens = await approve(rig);
    const text = screens.join('\n');
    for (const shown of ['Office', '18SE0000000001', 'CUSDEC', '929', 'COFFEE, ROASTED', 'TEA', '09012101', ' CA'])
      expect(text).toContain(shown);
    expect(text.replace(/\s+/g, ' ')).toMatch(/Approving equals .*signing by hand/);
    const documentSeal = open1('document', openKey, sealedData);
    expect(text).toContain(`Six digits ${compressed(documentSeal)}`);
    expect(said(host.take()).filter((word) => word !== 'progress')).toEqual(['seal-approve']);
    const sealed = result(host, 1n);
    expect(sealed.documentSeal).toBe(documentSeal);
    expect(sealed.issuerSeal).toBe(open1('issuer', sealDigits, compressed(documentSeal)));
    expect(hex(sealed.digest)).toBe(createHash('sha256').update(sealedData).digest('hex'));
    expect(sealed).toMatchObject({ counter: 1, issuer: 'SE5566778899', generation: 1, cardId: 'SE-4711-0001' });
  });

  test('OK before the last page seals nothing; the cancel key refuses', async () => {
    ready();
    ask(host, 1n, [{ document: declaration() }]);
    await calm(rig);
    await act(rig, 'ok ok down ok down ok');
    expect(await rig.screen()).toContain('refuse');
    expect(said(host.request('seal-result', { sequence: 1n }))).toContain('request-unknown');
    await act(rig, 'cancel');
    expect(said(host.take())).toEqual(['refused']);
    expect(said(host.request('info', {}))).toEqual(['info']);
    expect(said(host.request('seal-result', { sequence: 1n }))).toEqual(['request-unknown']);
  });

  test('a host that asks before the clerk is there hears why it waits, and the review comes after the PIN', async () => {
    noCard();
    ask(host, 1n, [{ document: declaration() }]);
    const reasons = (): number[] =>
      host.take().flatMap((news) => (news.kind === 'progress' ? [news.fields.reason as number] : []));
    expect(await rig.screen()).toContain('A host asks');
    await clerkComes(rig);
    const heard = reasons();
    expect(heard).toContain(2);
    expect(heard.at(-1)).toBe(3);
    expect(await rig.screen()).toContain('Seal this?');
  });

  test('card out, idle time, the end of the budget, and the host: each ends the question with its own word', async () => {
    const ends: [string, () => Promise<void> | void, string[]][] = [
      ['card out', () => act(rig, '-'), ['card-removed']],
      ['idle', () => rig.passTime(121_000), ['timed-out']],
      ['budget', () => rig.passTime(61_000), ['timed-out']],
      [
        'cancel',
        () => {
          host.news = host.request('cancel', {});
        },
        ['cancelled', 'cancel'],
      ],
    ];
    for (const [name, end, heard] of ends) {
      ready();
      send(host, 1n, [{ document: declaration() }]);
      host.request('seal-approve', { budgetMs: name === 'budget' ? 60_000 : 300_000 });
      await calm(rig);
      await end();
      expect(
        said(host.take()).filter((word) => word !== 'progress'),
        name,
      ).toEqual(heard);
      expect(await rig.screen(), name).not.toContain('Seal this?');
      expect(said(host.request('seal-result', { sequence: 1n })), name).toEqual(['request-unknown']);
    }
  });
});

describe('what the display says', () => {
  test('SE-5.2a data outside the sealed part stands there as not sealed', async () => {
    ready();
    const text = Buffer.from(declaration()).toString('latin1');
    const document = text
      .replace('BGM+929', "USH+1+REF+1'BGM+929")
      .replace("AUT+000000+000000'", "UST+REF'USR+1:000000+1:000000'");
    ask(host, 1n, [{ document: Buffer.from(document, 'latin1'), profile: 'ush' }]);
    await calm(rig);
    const screens = (await readAll(rig)).join('\n');
    expect(screens).toMatch(/Message type\n(.*\n-*\n?.*\n?)?! NOT SEALED/);
    expect(screens.match(/! NOT SEALED/g)).toHaveLength(2);
  });

  test('bytes without a glyph appear as hexadecimal escapes, the backslash too', async () => {
    ready();
    ask(host, 1n, [{ document: declaration('A\\B\u0007C\u00a0D') }]);
    await calm(rig);
    expect((await readAll(rig)).join('\n')).toContain('A\\5cB\\07C\\a0D');
  });

  test('a value of any length is shown whole, over windows that the host sends again', async () => {
    ready();
    const goods = Array.from({ length: 30 }, (_, index) => `GOODS NUMBER ${index} ${'X'.repeat(50)}END${index}`);
    const document = declaration('18SE0000000001', goods);
    ask(host, 1n, [{ document }]);
    await calm(rig);
    const seen = new Set<string>();
    for (let turns = 0; turns < 400; turns++) {
      const screen = await rig.screen();
      seen.add(screen);
      if (screen.includes('OK approve')) break;
      await rig.press('down');
      rig.machine.settle();
      if (!(await rig.screen()).includes('once more')) continue;
      const wanted = host.take().flatMap((news) => (news.kind === 'progress' ? [news.fields.reason] : []));
      expect(wanted).toContain(5);
      for (let offset = 0; offset < document.length; offset += 700)
        host.request('seal-data', { index: 0, offset, data: document.subarray(offset, offset + 700) });
    }
    const text = [...seen].join('\n').replace(/\n/g, '');
    for (const index of goods.keys()) expect(text, `goods line ${index}`).toContain(`END${index}`);
    expect(await rig.screen()).toContain('OK approve');
  });

  test('the e.dentifier2 lesson: after the review stands, no message changes, prefills or confirms it', async () => {
    ready();
    ask(host, 1n, [{ document: declaration() }]);
    await calm(rig);
    const screen = await rig.screen();
    const other = declaration('18SE9999999999');
    const tries = [
      () => host.request('seal-begin', { sequence: 2n, count: 1 }),
      () => [announce(host, 0, { document: other })!],
      () => host.request('seal-data', { index: 0, offset: 0, data: other.subarray(0, 100) }),
      () => host.request('seal-approve', { budgetMs: 1 }),
      () => host.request('language-set', { language: 0 }),
      () => host.request('clock-set', { time: 1_800_000_000 }),
      () => host.request('csr', { key: 0, country: 'SE', organisation: 'O', serialNumber: '1', generate: false }),
      () => host.request('decipher-grant', { operations: 1, minutes: 1 }),
    ];
    for (const attempt of tries) {
      expect(['locked', 'wrong-state', 'busy']).toContain(said(attempt())[0]);
      expect(await rig.screen()).toBe(screen);
    }
    await approve(rig);
    expect(result(host, 1n).documentSeal).toBe(open1('document', openKey, sealedData));
  });

  test('keys are refused for half a second after a review came up: nobody presses for what was not there', async () => {
    ready();
    ask(host, 1n, [{ document: declaration('1', ['T']) }]);
    const screen = await rig.screen();
    await rig.press('down');
    expect(await rig.screen()).toBe(screen);
  });
});

describe('what is refused', () => {
  const refused = (asked: Parameters<typeof announce>[2], change: object = {}): string => {
    ready();
    host.request('seal-begin', { sequence: 1n, count: 1 });
    const [answer] = host.request('seal-document', {
      index: 0,
      purpose: asked.purpose ?? 0,
      profile: 1,
      length: asked.document.length,
      digest: requestDigest(asked),
      data: asked.document,
      ...change,
    });
    return said([answer!])[0]!;
  };

  test('a document that is not what was announced, in every way', () => {
    const document = declaration();
    expect(refused({ document }, { digest: new Uint8Array(32) })).toBe('digest-mismatch');
    expect(refused({ document }, { profile: 9 })).toBe('unknown-profile');
    expect(refused({ document }, { purpose: 3 })).toBe('bad-field');
    expect(refused({ document }, { length: 5_000_000 })).toBe('too-large');
    expect(refused({ document }, { length: 10 })).toBe('bad-document');
    expect(refused({ document }, { index: 1 })).toBe('bad-field');
    expect(refused({ document: document.subarray(0, document.length - 30) })).toBe('bad-document');
    expect(refused({ document: ascii('MATTERS OF NO FORMAT') })).toBe('cannot-show');
  });

  test('a batch that was not collected is not approved', () => {
    ready();
    expect(said(host.request('seal-approve', { budgetMs: 1 }))).toEqual(['wrong-state']);
    host.request('seal-begin', { sequence: 1n, count: 2 });
    announce(host, 0, { document: declaration() });
    expect(said(host.request('seal-approve', { budgetMs: 1 }))).toEqual(['wrong-state']);
    expect(said(host.request('seal-begin', { sequence: 1n, count: 65 }))).toEqual(['too-large']);
    expect(said(host.request('seal-begin', { sequence: 0n, count: 1 }))).toEqual(['bad-field']);
  });

  test('cannot-show: allowed at the keypad, it is announced on the display and sealed whole', async () => {
    noCard();
    for (const keys of ['menu', `4 ${deviceCode} ok`, '4', 'ok', 'ok', 'cancel', 'cancel']) await act(rig, keys);
    await clerkComes(rig);
    const document = ascii('MATTERS OF NO FORMAT');
    ask(host, 1n, [{ document }]);
    const screens = await approve(rig);
    expect(screens.join('\n')).toContain('! CANNOT BE SHOWN');
    expect(result(host, 1n).documentSeal).toBe(open1('document', openKey, document));
  });
});

describe('a batch', () => {
  const documents = Array.from({ length: 64 }, (_, index) => ({
    document: declaration(`18SE${String(index).padStart(10, '0')}`, [`ITEM ${index}`]),
  }));

  test('SE-3.3 64 documents: the list has every id and its six digits, one key press seals them all', async () => {
    ready();
    ask(host, 1n, documents);
    const text = (await approve(rig)).join('\n');
    expect(text).toContain('Documents 64');
    for (let wait = 0; wait < 100 && !(await rig.screen()).includes('What do you want'); wait++)
      await rig.passTime(500);
    expect(said(host.take()).at(-1)).toBe('seal-approve');
    for (const index of documents.keys()) {
      const sealed = result(host, BigInt(index + 1));
      expect(text).toContain(`18SE${String(index).padStart(10, '0')}`);
      expect(text).toContain(compressed(sealed.documentSeal));
      expect(sealed.counter).toBe(index + 1);
      expect(sealed.issuerSeal).toBe(open1('issuer', sealDigits, compressed(sealed.documentSeal)));
    }
  });

  test('details of any document are streamed again and must be the same bytes', async () => {
    ready();
    ask(host, 1n, documents.slice(0, 3));
    await calm(rig);
    await act(rig, 'menu');
    expect(await rig.screen()).toContain('once more');
    const first = documents[0]!.document;
    host.request('seal-data', { index: 0, offset: 0, data: first });
    expect(await rig.screen()).toContain('Document 1');
    expect((await readAll(rig)).join('\n')).toContain('ITEM 0');
    await act(rig, 'ok');
    expect(await rig.screen()).not.toContain('approve');
    await act(rig, 'cancel');
    expect(await rig.screen()).toContain('Seal all these?');
    await act(rig, 'menu');
    host.take();
    const other = declaration('18SE0000000000', ['ITEM X']);
    host.news = host.request('seal-data', { index: 0, offset: 0, data: other });
    rig.machine.settle();
    expect(await rig.screen()).toContain('sent another');
    expect(said(host.take())).toContain('digest-mismatch');
    expect(said(host.request('seal-result', { sequence: 1n }))).toEqual(['request-unknown']);
  });
});

test('every key in every state of a review: the device stays within its table, and only OK after the last page seals', async () => {
  ready();
  ask(host, 1n, [{ document: declaration('1', ['A']) }, { document: declaration('2', ['B']) }]);
  await calm(rig);
  const list = host.moment();
  await rig.press('menu');
  const loading = host.moment();
  host.request('seal-data', { index: 0, offset: 0, data: declaration('1', ['A']) });
  const details = host.moment();
  for (const state of [list, loading, details])
    for (const key of keyNames) {
      state();
      await rig.press(key);
      rig.machine.settle();
      expect(rig.machine.haltCode, key).toBeUndefined();
      expect(said(host.request('seal-result', { sequence: 1n })).at(-1), key).toBe('request-unknown');
    }
  ready();
  const many = Array.from({ length: 20 }, (_, index) => ({ document: declaration(String(index), ['A']) }));
  ask(host, 1n, many);
  await calm(rig);
  await readAll(rig);
  await rig.press('ok');
  const sealing = host.moment();
  for (const key of keyNames) {
    sealing();
    await rig.press(key);
    rig.machine.settle();
    expect(rig.machine.haltCode, key).toBeUndefined();
    // The cancel key gives up what the card has not begun.
    expect(said(host.request('seal-result', { sequence: 20n })).at(-1), key).toBe(
      key === 'cancel' ? 'request-unknown' : 'seal-result',
    );
  }
});
