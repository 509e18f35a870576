// The registry of seal methods on the host: open-1, ocra, and an external module in its thread. Digits of ocra are those of the
// published vectors, those of the dummy are read off its key and data.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  cardSuite,
  compressSeal,
  documentSeal,
  documentSealBy,
  ExternalMethod,
  loadExternal,
  ocra,
  oneTimeResponse,
  openKey,
  parseKeysFile,
  placeSeals,
  scopeOf,
  sealMethods,
  sha256Hex,
  type VerifierKey,
  verifyDocument,
  verifyResponse,
} from '../../../host/src/index.ts';
import { bad, repeated, repeating, wrong } from '../../external-method.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const key = '98765432109876543210987654321098765';
const ocraKey = '12345678901234567890123456789012345';
const years = { validFrom: '2026-01-01', validTo: '2026-12-31' };
const at = new Date('2026-06-01T12:00:00Z');
const external = new ExternalMethod(repeating);
const methods = sealMethods(external);
afterAll(() => external.close());

const plain = ascii("UNH+1+CUSDEC:D:96B:UN'BGM+ZEM:::EX+ID1'LOC+36+US'AUT+000000+000000'UNT+5+1'");
const { sealed } = scopeOf(plain, { profile: 'tdr041' });
const rows = (...changes: Partial<VerifierKey>[]): VerifierKey[] =>
  changes.map((change) => ({ issuer: 'clerk', generation: 1, use: 'seal', key, ...years, ...change }));
const placed = (documentSeal6: string, issuerSeal6: string): Uint8Array =>
  placeSeals(plain, { profile: 'tdr041', documentSeal6, issuerSeal6 });

describe('ocra on the host', () => {
  test('SE-9.4d gives the published responses of every suite', () => {
    interface Vector {
      suite: string;
      keyHex: string;
      q: string;
      response: string;
      c?: number;
      t?: number;
      pin?: string;
    }
    const { cases } = JSON.parse(readFileSync(new URL('../../vectors/ocra.json', import.meta.url), 'utf8')) as {
      cases: Vector[];
    };
    for (const { suite, keyHex, q: question, c, t, pin, response } of cases) {
      const pinHash = /-P(SHA\d+)/.exec(suite)?.[1];
      const inputs = {
        question,
        ...(c === undefined ? {} : { counter: BigInt(c) }),
        ...(t === undefined ? {} : { time: BigInt(t) }),
        ...(pinHash && pin ? { pinHash: createHash(pinHash).update(pin).digest() } : {}),
      };
      expect(ocra(suite, Buffer.from(keyHex, 'hex'), inputs), `${suite} ${question}`).toBe(response);
    }
    expect(cases.length).toBe(54);
  });

  test('says which part of a suite or its inputs is wrong', () => {
    expect(() => ocra('OCRA-2:X', ascii(ocraKey), { question: '1' })).toThrow(/must begin with OCRA-1:/);
    expect(() => ocra(cardSuite, ascii(ocraKey), { question: '' })).toThrow(/challenge is empty, too long/);
    expect(() => ocra('OCRA-1:HOTP-SHA1-6:C-QN08', ascii(ocraKey), { question: '1' })).toThrow(/takes a counter/);
  });

  test('a seal of an ocra key is verified by the method of its key, or by that of the evidence', () => {
    const document6 = documentSeal(sealed).digits6;
    const issuer6 = ocra(cardSuite, ascii(ocraKey), { question: document6 });
    const document = placed(document6, issuer6);
    const named = rows({ key: ocraKey, method: 'ocra' });
    expect(verifyDocument(document, { keys: named, at })).toMatchObject({ ok: true, issuer: 'clerk' });
    const silent = rows({ key: ocraKey });
    expect(verifyDocument(document, { keys: silent, at }).explanation).toContain(
      'made with method ocra, but the key of issuer clerk, generation 1 is for open-1',
    );
    const evidence = { digest: sha256Hex(sealed), method: 'ocra' };
    expect(verifyDocument(document, { keys: silent, at, evidence })).toMatchObject({ ok: true });
    expect(verifyDocument(document, { keys: rows({ key: ocraKey, method: 'open-1' }), at, evidence })).toMatchObject({
      ok: false,
      reason: 'method-wrong',
    });
  });
});

describe('one-time responses', () => {
  // Computed for this key with another implementation: the same figures as in the card's test.
  const response = { ...rows({ key: ocraKey, use: 'response' })[0]!, method: 'ocra' as const };

  test('SE-9.4d the response of an ocra key is that of the card', () => {
    expect(oneTimeResponse('000000', response)).toBe('483735');
    expect(oneTimeResponse('123456', { key: ocraKey })).toBe('504136');
  });

  test('SE-9.4d that of open-1 carries the label response, on a classic card it is the issuer seal', () => {
    const { cases } = JSON.parse(readFileSync(new URL('../../vectors/open-1.json', import.meta.url), 'utf8'));
    for (const { use, key: digits, data, digits6 } of cases) {
      if (use === 'response') expect(oneTimeResponse(data, { key: digits, method: 'open-1' })).toBe(digits6);
      if (use === 'issuer')
        expect(oneTimeResponse(data, { key: digits, method: 'open-1', classic: true })).toBe(digits6);
    }
  });

  test.each([
    ['right', { response: '504136' }, { ok: true, generation: 1 }],
    ['wrong', { response: '504137' }, { ok: false }],
    ['wrong', { response: '50413' }, { ok: false }],
    ['issuer-unknown', { response: '504136', issuer: 'nobody' }, { ok: false }],
    ['key-not-valid', { response: '504136', at: new Date('2027-02-01') }, { ok: false, generation: 1 }],
  ])('SE-9.4d are judged %s: %o', (reason, options, verdict) => {
    const seals = rows({ key: ocraKey, method: 'ocra' });
    const asked = { challenge: '123456', issuer: 'clerk', keys: [...seals, response], at, ...options };
    expect(verifyResponse(asked)).toEqual({ reason, ...verdict });
  });
});

describe('an external method', () => {
  test('gives document seals under the open key and issuer seals under the key of the clerk', () => {
    const data = Buffer.from(sealed).toString('latin1').replace(/\D/g, '0');
    const digitsOnly = ascii(data);
    const right = repeated(openKey, data);
    expect(documentSealBy(methods, 'external', digitsOnly)).toEqual({
      method: 'external',
      digits18: right,
      digits6: compressSeal(right),
    });
    const issuer = methods.get('external')!.sixDigits('issuer', key, '012345');
    expect(issuer.digits18).toBe(repeated(key, '012345'));
  });

  test('is used in verifying, and named in what is said when it does not fit', () => {
    // The first six characters of the sealed data must be digits for the dummy: profile message of a file of digits.
    const numbers = scopeOf(plain, { profile: 'tdr041' });
    expect(() => documentSealBy(methods, 'external', numbers.sealed)).toThrow(/something else than 18 ASCII digits/);
    const document6 = documentSeal(sealed).digits6;
    const issuer6 = compressSeal(repeated(key, document6));
    const keys = rows({ method: 'external' });
    expect(verifyDocument(placed(document6, issuer6), { keys, at, methods })).toMatchObject({ ok: true });
    expect(verifyDocument(placed(document6, issuer6), { keys, at })).toMatchObject({
      ok: false,
      reason: 'method-unknown',
      explanation: expect.stringContaining('Set external-module'),
    });
    // The key of another issuer, for a method that is not here, keeps nobody from verifying.
    const own = rows({ method: 'external', issuer: 'other' }, { key: ocraKey, method: 'ocra' });
    const byOcra = placed(document6, ocra(cardSuite, ascii(ocraKey), { question: document6 }));
    expect(verifyDocument(byOcra, { keys: own, at })).toMatchObject({ ok: true, issuer: 'clerk' });
    expect(() => documentSealBy(methods, 'ocra', sealed)).toThrow(/no document seals; expected open-1/);
  });

  test.each([
    ['noWasm', /it is no wasm module/],
    ['importing', /expected no imports, got env.now/],
    ['otherName', /expected the export seal \(function\), got memory \(memory\), sign \(function\)/],
    ['noMemory', /expected the export memory \(memory\), got seal/],
    ['unbounded', /at most 1024 pages, got one without a maximum/],
    ['huge', /at most 1024 pages, got 1025/],
  ] as const)('is refused: %s', (name, sentence) => {
    expect(() => new ExternalMethod(bad[name])).toThrow(sentence);
  });

  test.each([
    ['letters', /something else than 18 ASCII digits/],
    ['failing', /answered 7, expected 0/],
    ['trapping', /stopped: unreachable/],
    ['endless', /did not answer within 1000 ms and was stopped/],
  ] as const)('gives no seal: %s', (name, sentence) => {
    const method = new ExternalMethod(wrong[name], { timeLimitMs: name === 'endless' ? 1000 : 20_000 });
    expect(() => method.digits18(key, ascii('123456'))).toThrow(sentence);
    method.close();
  });

  test('keeps nothing from one call to the next', () => {
    const method = new ExternalMethod(wrong.forgetful);
    for (const data of ['123456', '654321']) expect(method.digits18(key, ascii(data))).toBe(repeated(key, data));
    method.close();
  });

  test('says so when a document is too long for its memory, and goes on after an endless call', () => {
    const method = new ExternalMethod(wrong.small);
    expect(() => method.digits18(key, new Uint8Array(70_000).fill(0x31))).toThrow(/cannot take 70000 bytes/);
    expect(method.digits18(key, ascii('123456'))).toBe(repeated(key, '123456'));
    method.close();
    expect(method.digits18(key, ascii('123456')), 'in a new thread').toBe(repeated(key, '123456'));
    method.close();
  });

  test('is loaded by absolute path and digest only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
    const file = join(folder, 'method.wasm');
    writeFileSync(file, repeating);
    const digest = createHash('sha256').update(repeating).digest('hex');
    expect(loadExternal(file, digest.toUpperCase())).toBeInstanceOf(ExternalMethod);
    expect(() => loadExternal('method.wasm', digest)).toThrow(/expected an absolute path/);
    expect(() => loadExternal(file, '00')).toThrow(/64 hex digits/);
    expect(() => loadExternal(file, '0'.repeat(64))).toThrow(`expected SHA-256 ${'0'.repeat(64)}, got ${digest}`);
    expect(() => loadExternal(join(folder, 'none'), digest)).toThrow(/cannot be read/);
    rmSync(folder, { recursive: true });
  });
});

test('a keys file may name the method of a key, if it is one', () => {
  const [row] = rows({ method: 'ocra', classic: true });
  expect(parseKeysFile(JSON.stringify([row]))).toEqual([row]);
  expect(() => parseKeysFile(JSON.stringify([{ ...row, method: 'rot13' }]))).toThrow(/one of open-1, ocra, external/);
  expect(() => parseKeysFile(JSON.stringify([{ ...row, classic: 1 }]))).toThrow(/classic expected true or false/);
});
