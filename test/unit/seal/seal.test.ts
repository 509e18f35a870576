// Document and issuer seals on the host: compute, place, verify, explain. Expected digits come from node:crypto.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compressSeal,
  documentSeal,
  documentSeals,
  issuerSeal,
  openKey,
  parseEvidence,
  parseKeysFile,
  placeSeals,
  scopeOf,
  sha256Hex,
  verifyDocument,
} from '../../../host/src/index.ts';
import { seeded } from '../../seed.ts';
import { ascii, at, document6, issuer6, key, keys, plain, profile, reference, sealed, sealedBytes } from './_sealed.ts';

const vectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));

describe('a seal', () => {
  test('SE-2.5 document and issuer seals are those of the published vectors', () => {
    for (const { use, key: secret, dataHex, data, digits18, digits6 } of vectors('open-1').cases) {
      if (use === 'document' && secret === openKey)
        expect(documentSeal(dataHex === undefined ? ascii(data) : Buffer.from(dataHex, 'hex'))).toMatchObject({
          digits18,
          digits6,
        });
      if (use === 'issuer') expect(issuerSeal(data, secret)).toMatchObject({ digits18, digits6 });
    }
  });

  test('SE-7.1 18 digits become 6 with every carry, and keep zeros in front', () => {
    for (const [digits18, digits6] of vectors('compression').cases) expect(compressSeal(digits18)).toBe(digits6);
  });

  test('SE-7.1 refuses digits that lost a zero', () => {
    expect(() => compressSeal('12345678901234567')).toThrow(/exactly 18 digits, got 17 digits. Zeros in front/);
    expect(() => issuerSeal('12345', key)).toThrow(/exactly 6 digits/);
    expect(() => issuerSeal('123456', '123')).toThrow(/exactly 35 digits/);
  });

  test('SE-2.5 is the same for many documents at once, whatever their lengths', () => {
    const documents = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 13 });
    fc.assert(
      fc.property(documents, (list) => {
        expect(documentSeals(list).map(({ digits18 }) => digits18)).toEqual(
          list.map((one) => reference('document', openKey, one)),
        );
      }),
      seeded(100, 5000),
    );
  });
});

describe('placing', () => {
  test('SE-5.1c puts both seals into AUT, changes no other byte, and leaves the document seal as it was', () => {
    expect(Buffer.from(sealed).toString('latin1')).toBe(
      plain.replace('AUT+000000+000000', `AUT+${document6}+${issuer6}`),
    );
    expect(documentSeal(scopeOf(sealed, { profile }).sealed).digits6).toBe(document6);
  });

  test('puts both into the USR of the security trailer for profile ush', () => {
    const document = ascii("UNH+1+X'USH+7+A+1'BGM+1'UST+A+3'USR+1:000000'UNT+6+1'");
    const placed = placeSeals(document, { profile: 'ush', documentSeal6: '012345', issuerSeal6: '678901' });
    expect(Buffer.from(placed).toString()).toBe("UNH+1+X'USH+7+A+1'BGM+1'UST+A+3'USR+1:012345+1:678901'UNT+6+1'");
  });

  test.each([
    ["UNH+1+X'BGM+1'UNT+3+1'", 'tdr041', /has no AUT. Let the document have AUT\+000000\+000000'/],
    ["UNH+1+X'BGM+1'UNT+3+1'", 'message', /has no seal fields in the document/],
  ])('says what to do where there is no field: %s', (text, id, reason) => {
    expect(() => placeSeals(ascii(text), { profile: id, documentSeal6: '012345', issuerSeal6: '678901' })).toThrow(
      reason,
    );
  });
});

describe('verifying', () => {
  test('SE-2.5 accepts a sealed document and names its issuer', () => {
    expect(verifyDocument(sealed, { keys, at })).toEqual({
      ok: true,
      reason: 'sealed',
      explanation: 'Sealed by issuer clerk, key generation 2.',
      origin: 'card',
      profile,
      issuer: 'clerk',
      generation: 2,
    });
  });

  test('says host-held where a server has the key', () => {
    const byServer = compressSeal(reference('issuer', `5${key.slice(1)}`, ascii(document6)));
    const document = placeSeals(sealed, { profile, documentSeal6: document6, issuerSeal6: byServer });
    expect(verifyDocument(document, { keys, at })).toMatchObject({ ok: true, origin: 'host-held', issuer: 'server' });
  });

  test('SE-2.5 notices every changed byte of the sealed data', () => {
    const scope = scopeOf(sealed, { profile });
    for (const [start, end] of scope.ranges)
      for (let offset = start; offset < end; offset++) {
        const changed = Uint8Array.from(sealed);
        changed[offset] = changed[offset] === 0x58 ? 0x59 : 0x58;
        expect(verifyDocument(changed, { keys, at, profile }).ok, `byte ${offset}`).toBe(false);
      }
  });

  test('SE-2.5 notices no changed letter or digit that is not sealed', () => {
    const { ranges, zeroFilled } = scopeOf(sealed, { profile });
    const isSealed = (offset: number): boolean =>
      [...ranges, ...zeroFilled].some(([start, end]) => start <= offset && offset < end);
    const text = Buffer.from(sealed).toString('latin1');
    // What says where the message and its seals are.
    const structure = ['UNA', 'UNB', 'UNH', 'AUT', 'UNT'].map((tag) => text.indexOf(tag));
    const open = Array.from(sealed.keys()).filter(
      (offset) =>
        !isSealed(offset) &&
        /[A-Z0-9]/.test(text[offset]!) &&
        !structure.some((start) => start <= offset && offset < start + 3),
    );
    // Tags of BGM, NAD, FTX and LOC, all data of UNB, UNT and UNZ, and the tag of UNZ.
    expect(open.length).toBeGreaterThan(35);
    for (const offset of open) {
      const changed = Uint8Array.from(sealed);
      changed[offset] = text[offset] === 'X' ? 0x59 : 0x58;
      expect(verifyDocument(changed, { keys, at, profile }).ok, `byte ${offset}: ${text[offset]}`).toBe(true);
    }
  });

  test.each([
    ['seal-missing', ascii(plain), {}],
    ['issuer-unknown', sealed, { keys: [] }],
    ['key-not-valid', sealed, { at: new Date('2027-01-01T00:00:00Z') }],
    ['evidence-wrong', sealed, { evidence: { digest: '0'.repeat(64) } }],
    ['method-unknown', sealed, { evidence: { digest: '0'.repeat(64), method: 'external' } }],
    ['issuer-unknown', sealed, { evidence: { digest: sha256Hex(sealedBytes), issuer: 'nobody' } }],
  ])('has the reason %s', (reason, document, options) => {
    expect(verifyDocument(document, { keys, at, ...options })).toMatchObject({ ok: false, reason });
  });

  test('takes the seals of a profile without fields from the evidence', () => {
    const whole = scopeOf(ascii(plain), { profile: 'message' }).sealed;
    const documentSeal6 = compressSeal(reference('document', openKey, whole));
    const issuerSeal6 = compressSeal(reference('issuer', key, ascii(documentSeal6)));
    const digest = createHash('sha256').update(whole).digest('hex');
    const evidence = { profile: 'message', digest, documentSeal6, issuerSeal6, issuer: 'clerk' };
    expect(verifyDocument(ascii(plain), { keys, at, evidence })).toMatchObject({ ok: true, profile: 'message' });
  });

  test('reads keys and evidence, or says what is wrong with them and not what they hold', () => {
    expect(() => parseKeysFile('[{"issuer":"a","generation":1,"use":"seal","key":"123"}]')).toThrow(
      /row 1, key expected 35 digits/,
    );
    expect(() => parseKeysFile('{}')).toThrow(/expected a list of keys/);
    expect(() => parseEvidence('{"digest":"12"}')).toThrow(/SHA-256 in hex/);
  });
});
