// The one EDIFACT scanner, through the host's reader and in chunks as a device has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventReader, readSegments, type Segment, SegmentReader, tokenTable } from '../../../host/src/index.ts';
import { testWithCorpus } from '../../corpus.ts';
import { all, seeded } from '../../seed.ts';
import { bytesOf, samples } from './corpus.ts';
import { deviceScan } from './device-scan.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const tree = (text: string, repetition = false): unknown =>
  readSegments(ascii(text)).map((segment) => (repetition ? segment.repetitions : segment.elements));

function readInChunks(bytes: Uint8Array, size: number): Segment[] {
  const reader = new SegmentReader({ charset: 'UNOC' });
  const segments: Segment[] = [];
  for (let at = 0; at < bytes.length; at += size) segments.push(...reader.push(bytes.subarray(at, at + size)));
  reader.end();
  return segments;
}

describe('the corpus', () => {
  testWithCorpus('edifact')('SE-2.A gives the tokens that other parsers agree on, for every interchange', () => {
    expect(samples.length).toBeGreaterThan(400);
    for (const sample of samples) {
      const reader = new SegmentReader({ charset: 'UNOC' });
      const found = reader.push(bytesOf(sample)).map(({ elements }) => elements);
      expect(found, sample.file).toEqual(sample.tokens);
      expect([reader.una ?? null, reader.declaredCharset ?? null], sample.file).toEqual([sample.una, sample.charset]);
    }
  });

  testWithCorpus('edifact')('SE-6.1 gives every byte of every segment back as it came', () => {
    for (const sample of samples) {
      const bytes = bytesOf(sample);
      for (const segment of readSegments(bytes))
        expect(segment.bytes, sample.file).toEqual(new Uint8Array(bytes.subarray(segment.start, segment.end)));
    }
  });

  testWithCorpus('edifact')('reads the same in every chunking of small files, and in device chunks', () => {
    for (const sample of samples.filter((_, index) => all || index % 8 === 0)) {
      const bytes = bytesOf(sample);
      const whole = deviceScan(bytes, { chunk: bytes.length + 1, capacity: 2 * bytes.length + 16 });
      const sizes = bytes.length < 600 ? Array.from({ length: bytes.length }, (_, i) => i + 1) : [64, 256];
      for (const chunk of sizes) {
        const { tokens, end } = deviceScan(bytes, { chunk, capacity: 8 });
        expect(tokens, `${sample.file} in chunks of ${chunk}`).toEqual(whole.tokens);
        expect(end, sample.file).toBe(whole.end);
      }
      for (const chunk of [1, 7, 100].filter((size) => size > 1 || bytes.length < 2000))
        expect(
          readInChunks(bytes, chunk).map(({ elements }) => elements),
          sample.file,
        ).toEqual(sample.tokens);
    }
  });
});

describe('service characters', () => {
  test('are the default ones without UNA', () => {
    expect(tree("UNB+UNOC:3+A'UNZ+0+1'")).toEqual([
      [['UNB'], ['UNOC', '3'], ['A']],
      [['UNZ'], ['0'], ['1']],
    ]);
  });

  test('follow every UNA of a file, and an interchange without one has the default ones again', () => {
    const text = "UNA:+.? ~UNB+UNOA:1+A~UNZ+0+1~\nUNA|*,! _UNB*UNOA|1*B!_C_UNZ*0*2_\nUNB+UNOA:1+D'UNZ+0+3'";
    expect(tree(text)).toEqual([
      [['UNB'], ['UNOA', '1'], ['A']],
      [['UNZ'], ['0'], ['1']],
      [['UNB'], ['UNOA', '1'], ['B_C']],
      [['UNZ'], ['0'], ['2']],
      [['UNB'], ['UNOA', '1'], ['D']],
      [['UNZ'], ['0'], ['3']],
    ]);
  });

  test('of UNOB without UNA are IS 4, IS 3 and IS 1, and a question mark is data (ISO 9735 level B)', () => {
    const text = 'UNB\x1dUNOB\x1f1\x1dA?\x1cUNH\x1d1\x1dORDERS\x1fD\x1c';
    expect(tree(text)).toEqual([
      [['UNB'], ['UNOB', '1'], ['A?']],
      [['UNH'], ['1'], ['ORDERS', 'D']],
    ]);
  });

  test.each([
    ["FTX+a?'b'", [['FTX'], ["a'b"]]],
    ["FTX+a??'", [['FTX'], ['a?']]],
    ["FTX+a???'b'", [['FTX'], ["a?'b"]]],
    ["FTX+a????'", [['FTX'], ['a??']]],
    ["FTX+?+?:?a'", [['FTX'], ['+:a']]],
    ["FTX+a\r\nb'", [['FTX'], ['a\r\nb']]],
  ])('a run of release characters before a separator counts by parity: %j', (text, expected) => {
    expect(tree(text)).toEqual([expected]);
  });

  test('line breaks and blanks between segments belong to none', () => {
    expect(tree("BGM+1'\r\n\t LOC+2'\r\n")).toEqual([
      [['BGM'], ['1']],
      [['LOC'], ['2']],
    ]);
  });
});

describe('repetition', () => {
  const asterisks = "UNH+1'RFF+A:1*B:2'";
  const expected = [
    [['RFF']],
    [
      ['A', '1'],
      ['B', '2'],
    ],
  ];

  test.each([
    ['syntax 4 without UNA', `UNB+UNOC:4'${asterisks}`, expected],
    ['syntax 4 with UNA', `UNA:+.?*'UNB+UNOC:4'${asterisks}`, expected],
    ['a message of its own behind UNA', `UNA:+.?*'${asterisks}`, expected],
    ['syntax 3, although UNA has an asterisk', `UNA:+.?*'UNB+UNOC:3'${asterisks}`, [[['RFF']], [['A', '1*B', '2']]]],
    ['syntax 4 with a blank in UNA', `UNA:+.? 'UNB+UNOC:4'${asterisks}`, [[['RFF']], [['A', '1*B', '2']]]],
  ])('follows the syntax version: %s', (_, text, found) => {
    expect(readSegments(ascii(text)).at(-1)!.repetitions).toEqual(found);
  });

  test('stays in the text unless it is asked for', () => {
    expect(tree(`UNB+UNOC:4'${asterisks}`)).toContainEqual([['RFF'], ['A', '1*B', '2']]);
  });
});

describe('packages', () => {
  // 0810 says 12 octets; they hold terminators, UNZ and a UNA that are no EDIFACT.
  const object = "UNZ'UNA*+.?~";
  const header = "UNB+UNOC:4'UNO+1+A:1+B:2+12'";

  test('an object is skipped by its length in octets, whatever it holds', () => {
    const reader = new SegmentReader();
    const tags = reader.push(ascii(`${header}${object}UNP+12+1'UNZ+1+1'`)).map(({ tag }) => tag);
    expect(tags).toEqual(['UNB', 'UNO', 'UNP', 'UNZ']);
    expect(reader.objects).toEqual([{ start: header.length, end: header.length + 12 }]);
  });

  test('an object may come behind its security segments (0814)', () => {
    const text = `UNB+UNOC:4'UNO+1+A:1+B:2+12:2'USH+1+1'USA+1'${object}UNP+12+1'`;
    expect(readSegments(ascii(text)).map(({ tag }) => tag)).toEqual(['UNB', 'UNO', 'USH', 'USA', 'UNP']);
    for (const chunk of [1, 2, 5])
      expect(readInChunks(ascii(text), chunk).map(({ tag }) => tag)).toEqual(['UNB', 'UNO', 'USH', 'USA', 'UNP']);
  });

  test('an object that is cut short is told at the end', () => {
    const reader = new SegmentReader();
    reader.push(ascii(`${header}abc`));
    expect(reader.end()).toBe('object-cut-short');
  });
});

describe('any bytes', () => {
  const soup = fc.array(fc.constantFrom(..."UNABHOZ+:'?* \n\r\x1c\x1d\x1f1234", '\xff'), { maxLength: 300 });

  test('give the same tokens in every chunking, in linear work', () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 40 }), (characters, chunk) => {
        const bytes = ascii(characters.join(''));
        const whole = deviceScan(bytes, { chunk: 1000, capacity: 2000 });
        const parts = deviceScan(bytes, { chunk, capacity: 8 });
        expect(parts.tokens).toEqual(whole.tokens);
        // The host's module looks at sixteen bytes at once, the device's at one.
        expect([...tokenTable(bytes)].map((token) => [token >>> 4, token & 15])).toEqual(whole.tokens);
        // Every byte is taken once, and a call takes at least one token's worth of bytes.
        expect(parts.taken).toBe(bytes.length);
        expect(parts.calls).toBeLessThanOrEqual(
          Math.ceil(bytes.length / chunk) + Math.ceil(whole.tokens.length / 7) + 1,
        );
      }),
      seeded(300, 20_000),
    );
  });

  test('give events and segments that agree', () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 40 }), (characters, chunk) => {
        const bytes = ascii(characters.join(''));
        const found: string[][][] = [];
        let open: string[][] = [];
        const events = new EventReader({
          openSegment: (tag) => {
            open = [[tag]];
          },
          element: () => open.push([]),
          component: (text) => open.at(-1)!.push(text),
          closeSegment: () => found.push(open),
        });
        for (let at = 0; at < bytes.length; at += chunk) events.push(bytes.subarray(at, at + chunk));
        expect(found).toEqual(readInChunks(bytes, chunk).map(({ elements }) => elements));
      }),
      seeded(300, 20_000),
    );
  });

  test('leave nothing behind for the file that is read next', () => {
    fc.assert(
      fc.property(soup, soup, (before, characters) => {
        const bytes = ascii(characters.join(''));
        readSegments(ascii(before.join('')));
        const shape = (segments: Segment[]) => segments.map(({ elements, start, end }) => ({ elements, start, end }));
        expect(shape(readSegments(bytes))).toEqual(shape(new SegmentReader().push(bytes)));
      }),
      seeded(300, 20_000),
    );
  });

  test('make a table that grows with them: nothing but separators has more tokens than bytes', () => {
    const bytes = ascii("'".repeat(5000));
    expect(tokenTable(bytes)).toHaveLength(10_000);
    expect(deviceScan(bytes, { chunk: 64, capacity: 8 }).tokens).toHaveLength(10_000);
  });
});
