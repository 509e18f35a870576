// Why a seal does not fit: every usual mistake has its sentence. Expected digits come from node:crypto.
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { compressSeal, openKey, scopeOf, verifyDocument } from '../../../host/src/index.ts';
import { ascii, at, document6, issuer6, key, keys, plain, reference, sealedBytes } from './_sealed.ts';

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
