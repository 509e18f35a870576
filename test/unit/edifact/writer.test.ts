// Writing segments, and charsets both ways.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  charsetNames,
  charsetOf,
  defaultService,
  readSegments,
  type SegmentData,
  writeAdvice,
  writeSegment,
  writeSegments,
} from '../../../host/src/index.ts';
import { seeded } from '../../seed.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const syntax4 = { ...defaultService, repetition: 0x2a };

describe('a writer', () => {
  test('releases the plus of Base64', () => {
    expect(latin1(writeSegment(['USC', '', ['4', 'ab+c/d='], '3']))).toBe("USC++4:ab?+c/d=+3'");
  });

  test('releases its own service characters, and no others', () => {
    expect(latin1(writeSegment(['FTX', "a+b:c'd?e*f"]))).toBe("FTX+a?+b?:c?'d??e*f'");
    expect(latin1(writeSegment(['FTX', 'a*f'], { service: syntax4 }))).toBe("FTX+a?*f'");
  });

  test('refuses what cannot be written, and says why', () => {
    const noRelease = { ...defaultService, release: 0x20 };
    expect(() => writeSegment(['FTX', 'a+b'], { service: noRelease })).toThrow(/no release character/);
    expect(() => writeSegment(['RFF', [['A'], ['B']]])).toThrow(/syntax 4/);
    expect(() => writeSegment(['FTX', '\u0416'], { charset: 'UNOC' })).toThrow(/no character "Ж" \(U\+0416\)/);
  });

  const text = fc.string({ unit: fc.constantFrom(..."AB19 +:'?*\r\né"), minLength: 1, maxLength: 8 });
  const components = fc.array(text, { minLength: 1, maxLength: 4 });
  const elements = fc.array(fc.array(components, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
  const segment = fc
    .tuple(fc.constantFrom('BGM', 'FTX', 'LOC'), elements)
    .map(([tag, rest]) => [tag, ...rest] as const);

  test('and the scanner give the same tree back', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
        const bytes = writeSegments(segments as unknown as SegmentData[], { service: syntax4, lineBreak: '\r\n' });
        const whole = Buffer.concat([writeAdvice(syntax4), bytes]);
        const expected = segments.map(([tag, ...rest]) => [[[tag]], ...rest]);
        expect(readSegments(whole).map(({ repetitions }) => repetitions)).toEqual(expected);
      }),
      seeded(200, 10_000),
    );
  });

  test('writes what was read byte for byte', () => {
    const text = "UNA:+.?*'UNH+1+X:D'RFF+A:1*B:2+?+?*'FTX+AAI+++Stålrör:??'UNT+4+1'";
    const read = readSegments(Buffer.from(text, 'latin1'));
    const again = read.map(({ tag, repetitions, service }) =>
      latin1(writeSegment([tag, ...repetitions.slice(1)] as SegmentData, { service })),
    );
    expect(`UNA:+.?*'${again.join('')}`).toBe(text);
  });
});

describe('a charset', () => {
  // One letter that tells each apart: byte, character (ISO 8859 tables; UTF-8 for UNOW and UNOY).
  const samples: [string, number[], string][] = [
    ['UNOC', [0xe5], 'å'],
    ['UNOD', [0xb1], 'ą'],
    ['UNOE', [0xb6], 'Ж'],
    ['UNOF', [0xc1], 'Α'],
    ['UNOG', [0xa1], 'Ħ'],
    ['UNOH', [0xa2], 'ĸ'],
    ['UNOI', [0xc7], 'ا'],
    ['UNOJ', [0xe0], 'א'],
    ['UNOK', [0xf0], 'ğ'],
    ['UNOL', [0xa4], '€'],
    ['UNOW', [0xc3, 0xa5], 'å'],
    ['UNOY', [0xe2, 0x82, 0xac], '€'],
  ];

  test.each(samples)('SE-6.1 %s reads and writes its letters', (name, bytes, character) => {
    const charset = charsetOf(name);
    expect(charset.decode(Uint8Array.from(bytes))).toBe(character);
    expect([...charset.encode(character)]).toEqual(bytes);
  });

  test.each(charsetNames)('SE-6.1 %s keeps every text that it can write', (name) => {
    const charset = charsetOf(name);
    const every = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)).filter((byte) => {
      try {
        charset.decode(byte);
        return true;
      } catch {
        return false;
      }
    });
    expect(every.length).toBeGreaterThan(100);
    for (const byte of every.filter(([value]) => value !== 0x1b && value !== 0x0e && value !== 0x0f))
      expect(charset.encode(charset.decode(byte))).toEqual(byte);
  });

  test('refuses bytes that are none of its characters, with the place', () => {
    expect(() => charsetOf('UNOA').decode(Uint8Array.of(0x41, 0xe5))).toThrow(/UNOA failed: byte 0xE5 at position 1/);
    expect(() => charsetOf('UNOW').decode(Uint8Array.of(0x41, 0xff))).toThrow(/UNOW failed: byte 0xFF at position 1/);
    expect(() => charsetOf('UNOI').decode(Uint8Array.of(0xa1))).toThrow(/0xA1/);
    expect(() => charsetOf('UNOQ')).toThrow(/Unknown character set "UNOQ"/);
  });

  test('SE-6.1 is chosen by UNB, and the bytes stay as they came', () => {
    const bytes = Uint8Array.of(...Buffer.from("UNB+UNOE:3+A'FTX+"), 0xb6, 0x27);
    const [, segment] = readSegments(bytes);
    expect(segment!.component(1)).toBe('Ж');
    expect([...segment!.bytes]).toEqual([...bytes.subarray(-6)]);
  });
});
