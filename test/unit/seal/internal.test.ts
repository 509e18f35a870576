// Sealing from an internal record format, and the file seals of Bankgirot.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bankgirotKvv,
  bankgirotMac,
  documentSeal,
  internalBytes,
  internalSeal,
  normaliseBankgirot,
  type SegmentData,
  scopeOf,
  sealBankgirotFile,
  sealField,
  verifyBankgirotFile,
  writeSegments,
} from '../../../host/src/index.ts';
import { seeded } from '../../seed.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('the internal form', () => {
  test('SE-6.2 loses zeros in front and blanks behind where the length is variable, and nothing else', () => {
    const values = [
      { value: '000120', format: 'n..15' },
      { value: '-007', format: 'n..15' },
      { value: '0.50', format: 'n..15' },
      { value: '000', format: 'n..6' },
      { value: '007', format: 'n3' },
      { value: 'STEEL   ', format: 'an..35' },
      { value: ' A ', format: 'an3' },
      '00 X ',
      sealField,
    ] as const;
    expect(Buffer.from(internalBytes(values)).toString()).toBe('120-70.500007STEEL A 00 X000000');
  });

  // What a translator does with a record: strips, then writes EDIFACT.
  const number = fc.nat({ max: 999_999 });
  const words = fc
    .string({ unit: fc.constantFrom(..."AB +:'?åö"), minLength: 1, maxLength: 10 })
    .filter((text) => text.trim() !== '');
  const item = fc.record({ number, zeros: fc.nat({ max: 4 }), text: words, blanks: fc.nat({ max: 5 }) });

  test('SE-6.2 gives the seal of the EDIFACT form', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (items) => {
        const segments: SegmentData[] = items.map(({ number: amount, text }) => [
          'FTX',
          'AAA',
          String(amount),
          text.replace(/ +$/, ''),
        ]);
        const edifact = writeSegments([
          ['UNH', '1', ['CUSDEC', 'D']],
          ...segments,
          ['AUT', '111111', '222222'],
          ['UNT', '9', '1'],
        ]);
        const internal = [
          '1',
          'CUSDEC',
          'D',
          ...items.flatMap(({ number: amount, zeros, text, blanks }) => [
            'AAA',
            { value: '0'.repeat(zeros) + amount, format: 'n..15' },
            { value: text + ' '.repeat(blanks), format: 'an..35' },
          ]),
          sealField,
          sealField,
        ] as const;
        expect(internalSeal(internal)).toEqual(documentSeal(scopeOf(edifact, { profile: 'tdr041' }).sealed));
      }),
      seeded(200, 10_000),
    );
  });
});

describe('a Bankgirot seal', () => {
  const key = '1234567890ABCDEF1234567890ABCDEF';
  const file = ascii(
    [
      `0120240416AUTOGIRO${' '.repeat(44)}0069240009925256  `,
      `82202404220    000000000020790200000008000000099252560040106553200145${' '.repeat(11)}`,
      `82202404260    000000000021458700000004000000099252560040107191200141${' '.repeat(11)}`,
      `82202404220    000000000012095900000007500000099252560040106552200146${' '.repeat(11)}`,
      '',
    ].join('\r\n'),
  );

  test('has the values of the published test cases', () => {
    const vectors = JSON.parse(readFileSync(new URL('../../vectors/bankgirot-hmac.json', import.meta.url), 'utf8'));
    const cases: Record<string, string>[] = vectors.cases;
    expect(cases.length).toBeGreaterThan(5);
    expect(bankgirotKvv(key)).toBe('FF365893D899291C3BF505FB3175E880');
    // Case 2b, ISO 8859-1 input with everything that is mapped or unknown.
    const input = Buffer.from('F5D55E7E406021222324252627280929 2A2B2C2D2E2FA7BD'.replaceAll(' ', ''), 'hex');
    expect(bankgirotMac(input, key)).toBe('20956E44B404C4085446139B2B952D77');
    expect(bankgirotMac(Buffer.from('C4D6C5E4F6E5', 'hex'), key)).toBe('515704694958361678194D51850FF157');
    expect(Buffer.from(normaliseBankgirot(Buffer.from('C4D6C5E4F6E50D0A09', 'hex'))).toString('hex')).toBe(
      '5b5c5d7b7c7dc3',
    );
  });

  test('of a file stands in its closing record', () => {
    const sealed = Buffer.from(sealBankgirotFile(file, key, '240429')).toString('latin1');
    expect(sealed.split('\r\n')[0]).toBe(`00240429HMAC${' '.repeat(68)}`);
    expect(sealed.split('\r\n').at(-2)).toBe(
      `99240429FF365893D899291C3BF505FB3175E880284F075A27506C1F5C4EBAEB812D6BAE${' '.repeat(8)}`,
    );
  });

  test('tells a wrong key from a changed file', () => {
    const sealed = sealBankgirotFile(file, key, '240429');
    expect(verifyBankgirotFile(sealed, key)).toEqual({ ok: true, reason: 'sealed' });
    expect(verifyBankgirotFile(sealed, key.replace('1', '2'))).toEqual({ ok: false, reason: 'key-wrong' });
    const changed = Uint8Array.from(sealed);
    changed[100] = 0x39;
    expect(verifyBankgirotFile(changed, key)).toEqual({ ok: false, reason: 'seal-wrong' });
    expect(verifyBankgirotFile(file, key)).toEqual({ ok: false, reason: 'records-missing' });
    expect(() => bankgirotKvv('12')).toThrow(/32 hexadecimal/);
  });
});
