// Document and issuer seals on the host: compute, place, verify, explain. Expected digits come from node:crypto.
import { createHash, createHmac } from 'node:crypto';
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
  type VerifierKey,
  verifyDocument,
} from '../../../host/src/index.ts';
import { seeded } from '../../seed.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const key = '98765432109876543210987654321098765';
const vectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));

/** open-1 by node:crypto: HMAC-SHA-256 over label | 0x00 | data, modulo 10^18. */
function reference(label: string, secret: string, data: Uint8Array): string {
  const mac = createHmac('sha256', secret).update(`${label}\0`).update(data).digest('hex');
  return String(BigInt(`0x${mac}`) % 10n ** 18n).padStart(18, '0');
}

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

const plain =
  "UNA:+.? 'UNB+UNOC:3+A+B+200101:1200+1'\r\nUNH+1+CUSDEC:D:96B:UN'\r\nBGM+ZEM:::EX+ID1'\r\nNAD+CZ+++St\xe5lr\xf6r AB'\r\n" +
  "FTX+AAA+++PIPES\r\nOF STEEL'\r\nLOC+36+US'\r\nAUT+000000+000000'\r\nUNT+7+1'\r\nUNZ+1+1'\r\n";
const keys: VerifierKey[] = parseKeysFile(
  JSON.stringify([
    { issuer: 'clerk', generation: 2, use: 'seal', key, validFrom: '2026-01-01', validTo: '2026-12-31' },
    {
      issuer: 'clerk',
      generation: 2,
      use: 'response',
      key: `1${key.slice(1)}`,
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
    },
    {
      issuer: 'server',
      generation: 1,
      use: 'seal',
      key: `5${key.slice(1)}`,
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
      heldBy: 'host',
    },
  ]),
);
const at = new Date('2026-12-31T20:00:00Z');
const profile = 'tdr041';

const sealedBytes = scopeOf(ascii(plain), { profile }).sealed;
const document6 = compressSeal(reference('document', openKey, sealedBytes));
const issuer6 = compressSeal(reference('issuer', key, ascii(document6)));
const sealed = placeSeals(ascii(plain), { profile, documentSeal6: document6, issuerSeal6: issuer6 });

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

describe('an explanation', () => {
  const explained = (documentSeal6: string, issuerSeal6 = issuer6): string =>
    verifyDocument(placed(documentSeal6, issuerSeal6), { keys, at }).explanation;
  const placed = (documentSeal6: string, issuerSeal6: string): Uint8Array =>
    ascii(plain.replace('AUT+000000+000000', `AUT+${documentSeal6}+${issuerSeal6}`));
  const sealOf = (data: Uint8Array): string => compressSeal(reference('document', openKey, data));
  const text = Buffer.from(sealedBytes).toString('latin1');
  const mac = (data: Uint8Array, label = 'document\0'): Buffer =>
    createHmac('sha256', openKey).update(label).update(data).digest();
  const digits = (digest: Buffer): string =>
    String(BigInt(`0x${digest.toString('hex')}`) % 10n ** 18n).padStart(18, '0');

  const hexHash = createHash('sha256').update(sealedBytes).digest('hex');
  const reversedKey = [...openKey].reverse().join('');
  const withTags = 'UNH1CUSDECD96BUNBGMZEMEXID1NADCZSt\xe5lr\xf6r ABFTXAAAPIPES\r\nOF STEELLOC36USAUT000000000000';

  test.each([
    ['double hash', sealOf(createHash('sha256').update(sealedBytes).digest()), /double hash/],
    ['byte order', compressSeal(digits(Buffer.from(mac(sealedBytes)).reverse())), /reverse order/],
    ['no label', compressSeal(digits(mac(sealedBytes, ''))), /label "document" was left out/],
    ['CR LF lost', sealOf(ascii(text.replaceAll('\r\n', '\n'))), /CR LF had become LF/],
    ['line breaks lost', sealOf(ascii(text.replaceAll('\r\n', ''))), /line breaks were left out/],
    ['UNT sealed too', sealOf(ascii(`${text}71`)), /from UNH through UNT/],
    ['UNH left out', sealOf(ascii(text.slice('1CUSDECD96BUN'.length))), /from BGM through AUT/],
    ['UTF-8', sealOf(Buffer.from(text, 'utf8')), /from ISO 8859-1 to UTF-8/],
    ['question marks', sealOf(ascii(text.replace(/[\x80-\xff]/g, '?'))), /accents had become question marks/],
    // SEN 85 02 00: å is }, ö is |. Code page 850: å is 0x86, ö is 0x94.
    ['7 bits', sealOf(ascii(text.replaceAll('\xe5', '}').replaceAll('\xf6', '|'))), /Swedish 7-bit set/],
    ['850', sealOf(ascii(text.replaceAll('\xe5', '\x86').replaceAll('\xf6', '\x94'))), /code page 850/],
    ['LF added', sealOf(ascii(`${text}\n`)), /line break at the end was sealed too \(LF\)/],
    ['CR LF added', sealOf(ascii(`${text}\r\n`)), /line break at the end was sealed too \(CR LF\)/],
    ['hexadecimal hash', sealOf(ascii(hexHash)), /hexadecimal text of a SHA-256 was sealed/],
    ['hexadecimal hash in capitals', sealOf(ascii(hexHash.toUpperCase())), /in capitals was sealed/],
    ['label issuer', compressSeal(reference('issuer', openKey, sealedBytes)), /label "issuer" was used/],
    ['label response', compressSeal(reference('response', openKey, sealedBytes)), /label "response" was used/],
    ['key reversed', compressSeal(reference('document', reversedKey, sealedBytes)), /open key in reverse order/],
    ['cut off behind', reference('document', openKey, sealedBytes).slice(0, 6), /cut off, not compressed/],
    ['all 18 digits', reference('document', openKey, sealedBytes), /These are the 18 digits; the field takes the 6/],
    ['AUT left out', sealOf(ascii(text.slice(0, -12))), /seal fields were left out|from UNH through LOC/],
    ['tags sealed', sealOf(ascii(withTags)), /segment tags were sealed too/],
    ['blanks in the seal fields', sealOf(ascii(text.replace(/0{12}$/, ' '.repeat(12)))), /filled with blanks/],
    ['whole file', sealOf(ascii(plain)), /whole file was sealed, UNA and UNB included/],
    ['profile message', sealOf(scopeOf(ascii(plain), { profile: 'message' }).sealed), /profile message|seal fields/],
    ['zeros as key', compressSeal(reference('document', '0'.repeat(35), sealedBytes)), /key of zeros/],
    ['cut off', reference('document', openKey, sealedBytes).slice(-6), /cut off, not compressed/],
    ['changed data', sealOf(ascii(`${text}x`)), /None of the usual mistakes/],
  ])('finds %s', (_, seal, reason) => {
    if (seal === document6) throw new Error('the mistake gives the right seal by chance: change the document');
    expect(explained(seal)).toMatch(reason);
  });

  // Profile ush, 0541 = 1: from the U of USH up to the last character before UST, every character.
  const header = "UNH+1+X:D'\r\nUSH+7+A+1'\r\n";
  const security = "BGM+1'\r\nFTX+2'\r\n";
  const trailer = "UST+A+3'\r\nUSR+1:SEAL+1:123456'\r\nUNT+7+1'\r\n";
  const ush = scopeOf(ascii(header + security + trailer), { profile: 'ush' }).sealed;
  const characters = Buffer.from(ush).toString('latin1');
  const explainedUsh = (seal: string): string =>
    verifyDocument(ascii(header + security + trailer.replace('SEAL', seal)), { keys, at }).explanation;

  test.each([
    ['one segment too many in front', sealOf(ascii(`UNH+1+X:D'\r\n${characters}`)), /from UNH through/],
    ['one segment too few behind', sealOf(ascii(characters.replace(/FTX.*$/s, '').trimEnd())), /range was from/],
    ['no line breaks', sealOf(ascii(characters.replaceAll('\r\n', ''))), /line breaks were left out/],
    ['LF', sealOf(ascii(characters.replaceAll('\r\n', '\n'))), /CR LF had become LF/],
    ['double hash', sealOf(createHash('sha256').update(ush).digest()), /double hash/],
  ])('finds, where every character is sealed, %s', (_, seal, reason) => {
    expect(explainedUsh(seal)).toMatch(reason);
  });

  test('finds line breaks that were put between the segments of one line, and LF that became CR LF', () => {
    const oneLine = (header + security + trailer).replaceAll('\r\n', '');
    const { sealed: right } = scopeOf(ascii(oneLine), { profile: 'ush' });
    const broken = Buffer.from(right).toString('latin1').replaceAll("'", "'\n").trimEnd();
    const seen = (text: string, seal: string): string =>
      verifyDocument(ascii(text.replace('SEAL', seal)), { keys, at }).explanation;
    expect(seen(oneLine, sealOf(ascii(broken)))).toMatch(/line break \(LF\) stood between the segments/);
    const unix = (header + security + trailer).replaceAll('\r\n', '\n');
    expect(seen(unix, sealOf(ush))).toMatch(/LF had become CR LF|line break \(CR LF\) stood/);
  });

  test('finds zeros that were lost from an issuer seal, or from the document seal that was typed for it', () => {
    const number = Array.from({ length: 500 }, (_, i) => i).find((i) => {
      const seal = sealOf(ascii(`1X${i}000000000000`));
      return seal.startsWith('0') && compressSeal(reference('issuer', key, ascii(seal))).startsWith('0');
    })!;
    const document6 = sealOf(ascii(`1X${number}000000000000`));
    const issued = (typed: string): string => compressSeal(reference('issuer', key, ascii(typed)));
    const seen = (seal: string): string =>
      verifyDocument(ascii(`UNH+1+X'BGM+${number}'AUT+${document6}+${seal}'UNT+4+1'`), { keys, at }).explanation;
    expect(seen(issued(document6))).toContain('Sealed by issuer clerk');
    expect(seen(String(Number(issued(document6))))).toContain('Zeros in front were lost (issuer clerk');
    expect(seen(issued(String(Number(document6))))).toContain('over the document seal without its zeros in front');
  });

  test('finds zeros that were lost', () => {
    // The first number that gives a seal with a zero in front, so that there is a zero to lose.
    const number = Array.from({ length: 200 }, (_, i) => i).find((i) =>
      sealOf(ascii(`1X${i}000000000000`)).startsWith('0'),
    )!;
    const right = sealOf(ascii(`1X${number}000000000000`));
    const document = ascii(`UNH+1+X'BGM+${number}'AUT+${Number(right)}+123456'UNT+4+1'`);
    expect(verifyDocument(document, { keys, at }).explanation).toContain(
      `Zeros in front were lost: ${right} is right.`,
    );
  });

  test.each([
    [
      'the response key',
      compressSeal(reference('issuer', `1${key.slice(1)}`, ascii(document6))),
      /made with the response key/,
    ],
    ['a one-time response', compressSeal(reference('response', key, ascii(document6))), /one-time response/],
    [
      'the 18 digits',
      compressSeal(reference('issuer', key, ascii(reference('document', openKey, sealedBytes)))),
      /over the 18 digits/,
    ],
    ['nothing known', '000001', /None of the usual mistakes gives this issuer seal/],
  ])('of a wrong issuer seal finds %s', (_, seal, reason) => {
    expect(explained(document6, seal)).toMatch(reason);
  });
});
