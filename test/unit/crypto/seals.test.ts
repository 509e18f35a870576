// OCRA suites (RFC 6287 section 6) and their errors, digits, compression, constant-time helpers.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PrimitivesModule } from '../../primitives/module.ts';
import { compress, ocra, open1 } from '../../primitives/seals.ts';

const module = new PrimitivesModule();
const digits = '1234567890'.repeat(7);
const [key20, key32, key64] = [20, 32, 64].map((length) => Buffer.from(digits.slice(0, length))) as [
  Buffer,
  Buffer,
  Buffer,
];
const pinHash = createHash('sha1').update('1234').digest();

describe('OCRA suites', () => {
  const parse = (suite: string): [error: number, ...fields: number[]] => {
    const record = module.reset().reserve(32);
    const error = module.call('ocraParseSuite', module.put(Buffer.from(suite)), suite.length, record);
    return [error, ...Array.from({ length: 8 }, (_, i) => module.view().getUint32(record + 4 * i, true))];
  };
  // Hash, digits, counter, format (A 65, H 72, N 78), length, PIN hash, session length, time step in seconds.
  test.each([
    ['OCRA-1:HOTP-SHA1-6:QN08', [1, 6, 0, 78, 8, 0, 0, 0]],
    ['OCRA-1:HOTP-SHA512-8:C-QN08-PSHA1', [3, 8, 1, 78, 8, 1, 0, 0]],
    ['OCRA-1:HOTP-SHA256-6:QA10-T1M', [2, 6, 0, 65, 10, 0, 0, 60]],
    ['OCRA-1:HOTP-SHA1-4:QH8-S512', [1, 4, 0, 72, 8, 0, 512, 0]],
    ['OCRA-1:HOTP-SHA256-0:QA64-PSHA512-S064-T48H', [2, 0, 0, 65, 64, 3, 64, 172800]],
    ['OCRA-1:HOTP-SHA256-10:Q-P-S-T', [2, 10, 0, 78, 8, 1, 64, 60]],
    ['OCRA-1:HOTP-SHA256-6:QN04-T59S', [2, 6, 0, 78, 4, 0, 0, 59]],
  ])('%s is read', (suite, fields) => expect(parse(suite)).toEqual([0, ...fields]));

  test.each([
    ['', 1],
    ['OCRA-2:HOTP-SHA1-6:QN08', 1],
    ['ocra-1:HOTP-SHA1-6:QN08', 1],
    ['OCRA-1:TOTP-SHA1-6:QN08', 2],
    ['OCRA-1:HOTP-SHA384-6:QN08', 2],
    ['OCRA-1:HOTP-MD5-6:QN08', 2],
    ['OCRA-1:HOTP-SHA1', 2],
    ['OCRA-1:HOTP-SHA1-3:QN08', 3],
    ['OCRA-1:HOTP-SHA1-11:QN08', 3],
    ['OCRA-1:HOTP-SHA1-:QN08', 3],
    ['OCRA-1:HOTP-SHA1-6', 3],
    ['OCRA-1:HOTP-SHA1-6:', 4],
    ['OCRA-1:HOTP-SHA1-6:C', 4],
    ['OCRA-1:HOTP-SHA1-6:PSHA1', 4],
    ['OCRA-1:HOTP-SHA1-6:QX08', 4],
    ['OCRA-1:HOTP-SHA1-6:QN03', 4],
    ['OCRA-1:HOTP-SHA1-6:QN65', 4],
    ['OCRA-1:HOTP-SHA1-6:QN', 4],
    ['OCRA-1:HOTP-SHA1-6:QN08-PMD5', 5],
    ['OCRA-1:HOTP-SHA1-6:QN08-S000', 6],
    ['OCRA-1:HOTP-SHA1-6:QN08-S513', 6],
    ['OCRA-1:HOTP-SHA1-6:QN08-T0M', 7],
    ['OCRA-1:HOTP-SHA1-6:QN08-T60S', 7],
    ['OCRA-1:HOTP-SHA1-6:QN08-T49H', 7],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1D', 7],
    ['OCRA-1:HOTP-SHA1-6:QN08-', 8],
    ['OCRA-1:HOTP-SHA1-6:QN08-T1M-PSHA1', 8],
    ['OCRA-1:HOTP-SHA1-6:QN08 ', 8],
    ['OCRA-1:HOTP-SHA1-6:QN088', 8],
  ])('"%s" is refused with error %i', (suite, error) => expect(parse(suite)[0]).toBe(error));
});

describe('OCRA mutual challenge-response, RFC 6287 appendix C.3', () => {
  test.each([
    ['OCRA-1:HOTP-SHA256-8:QA08', key32, 'CLI22220SRV11110', undefined, '28247970'],
    ['OCRA-1:HOTP-SHA256-8:QA08', key32, 'SRV11114CLI22224', undefined, '28934924'],
    ['OCRA-1:HOTP-SHA512-8:QA08', key64, 'CLI22220SRV11110', undefined, '79496648'],
    ['OCRA-1:HOTP-SHA512-8:QA08-PSHA1', key64, 'SRV11110CLI22220', pinHash, '18806276'],
    ['OCRA-1:HOTP-SHA256-8:QA08', key32, 'SIG14000', undefined, '46554205'],
  ])('%s with %s', (suite, key, question, pin, response) => {
    expect(ocra(module, { suite, key, question, ...(pin ? { pinHash: pin } : {}) })).toBe(response);
  });
  test('a timed signature, appendix C.5', () => {
    const suite = 'OCRA-1:HOTP-SHA512-8:QA10-T1M';
    expect(ocra(module, { suite, key: key64, question: 'SIG1400000', time: 0x132d0b6n })).toBe('65360607');
  });
});

describe('OCRA challenges', () => {
  const respond = (suite: string, question: string) => ocra(module, { suite, key: key32, question });
  test('a numeric challenge and 16 times it answer alike, as the RFC has it; QA tells them apart', () => {
    const challenges = ['000001', '000016', '000256', '004096', '065536'];
    expect(challenges.map((q) => respond('OCRA-1:HOTP-SHA256-6:QN06', q))).toEqual(Array(5).fill('511229'));
    expect(challenges.map((q) => respond('OCRA-1:HOTP-SHA256-6:QA06', q))).toEqual([
      ...['225394', '441135', '441213', '276893', '740906'],
    ]);
  });
  test('short numeric challenges answer as in other implementations', () => {
    const suite = 'OCRA-1:HOTP-SHA1-6:QN08';
    const respondShort = (question: string) => ocra(module, { suite, key: key20, question });
    expect(['11', '111', '1111', '11111', '111111', '1111111'].map(respondShort)).toEqual([
      ...['807261', '901657', '134216', '861721', '275430', '960547'],
    ]);
  });
  test('hexadecimal digits lie to the left, in either case', () => {
    // QH 41424344 are the same 128 bytes as QA ABCD, but the suite is hashed too: only the case may not matter.
    expect(respond('OCRA-1:HOTP-SHA256-6:QH08', 'abcdef01')).toBe(respond('OCRA-1:HOTP-SHA256-6:QH08', 'ABCDEF01'));
    expect(respond('OCRA-1:HOTP-SHA256-6:QH08', 'abcdef01')).not.toBe(respond('OCRA-1:HOTP-SHA256-6:QH08', 'abcdef1'));
  });
  test.each([
    ['QN08', ''],
    ['QN08', '12345678901234567'],
    ['QN08', '1234567a'],
    ['QH08', 'abcdefg0'],
    ['QA08', 'tab\there'],
    ['QA08', 'å'],
  ])('%s refuses "%s"', (format, question) => {
    expect(() => respond(`OCRA-1:HOTP-SHA256-6:${format}`, question)).toThrow('challenge');
  });
  test('a PIN hash of another length, and session information that is too long, are refused', () => {
    const suite = 'OCRA-1:HOTP-SHA256-6:QN08-PSHA256';
    expect(() => ocra(module, { suite, key: key32, question: '1', pinHash })).toThrow('PIN hash');
    const session = Buffer.alloc(65);
    const withSession = 'OCRA-1:HOTP-SHA256-6:QN08-S064';
    expect(() => ocra(module, { suite: withSession, key: key32, question: '1', session })).toThrow('session');
  });
  test('no digits means the whole value', () => {
    expect(respond('OCRA-1:HOTP-SHA256-0:QN08', '11111111')).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('SE-8.1 open-1 takes a key of 35 digits and no other', () => {
  const none = new Uint8Array(0);
  for (const key of ['1'.repeat(34), '1'.repeat(36), `${'1'.repeat(34)}x`])
    expect(() => open1(module, 'document', key, none)).toThrow('35 digits');
});

test('SE-2.5 open-1 separates document, issuer and response by their labels', () => {
  const data = Buffer.from('000001');
  const seals = ['document', 'issuer', 'response'].map((label) => open1(module, label, '7'.repeat(35), data));
  expect(new Set(seals).size).toBe(3);
});

test('SE-7.1 compresses by dropping the carry out of six digits, for sums around it', () => {
  // 999 + 999999 + 999999 + 999 with 1,000,000 taken off after each addition: 998, 997 less one, and so 1996.
  expect(compress(module, '9'.repeat(18))).toBe('001996');
  expect(compress(module, '000999999000000000')).toBe('999999');
  expect(compress(module, '001999999000000000')).toBe('000000');
});

test('decimal digits of numbers of any size are those of BigInt', () => {
  for (const hex of ['00', 'ff', '03e8', 'ffffffff', '7fffffff', 'ff'.repeat(32), `01${'00'.repeat(31)}`]) {
    const number = Buffer.from(hex, 'hex');
    const at = module.reset().put(number);
    const out = module.reserve(18);
    module.call('decimalDigits', at, number.length, out, 18);
    const expected = (BigInt(`0x${hex}`) % 10n ** 18n).toString().padStart(18, '0');
    expect(Buffer.from(module.take(out, 18)).toString()).toBe(expected);
    expect(module.call('areDigits', out, 18)).toBe(1);
  }
});

test('areDigits refuses the characters on either side of the digits', () => {
  for (const text of ['/', ':', '1a', ' 1', '\x001'])
    expect(module.call('areDigits', module.reset().put(Buffer.from(text)), text.length)).toBe(0);
});

test('equalBytes sees a difference in any single bit', () => {
  const bytes = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  const a = module.reset().put(bytes);
  const b = module.put(bytes);
  expect(module.call('equalBytes', a, b, 16)).toBe(1);
  expect(module.call('equalBytes', a, b, 0)).toBe(1);
  for (let bit = 0; bit < 128; bit++) {
    const view = module.view();
    view.setUint8(b + (bit >> 3), view.getUint8(b + (bit >> 3)) ^ (1 << (bit & 7)));
    expect(module.call('equalBytes', a, b, 16)).toBe(0);
    view.setUint8(b + (bit >> 3), view.getUint8(b + (bit >> 3)) ^ (1 << (bit & 7)));
  }
});

test('select, isZero and selectBytes choose without a branch', () => {
  expect([module.call('select', 1, 5, 9), module.call('select', 0, 5, 9)]).toEqual([5, 9]);
  expect([0, 1, 0x80000000, 0xffffffff].map((x) => module.call('isZero', x))).toEqual([1, 0, 0, 0]);
  const [a, b] = [module.reset().put(Buffer.from('yes')), module.put(Buffer.from('not'))];
  const out = module.reserve(3);
  module.call('selectBytes', 1, a, b, out, 3);
  expect(Buffer.from(module.take(out, 3)).toString()).toBe('yes');
  module.call('selectBytes', 0, a, b, out, 3);
  expect(Buffer.from(module.take(out, 3)).toString()).toBe('not');
});
