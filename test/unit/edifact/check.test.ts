// Envelope checks and the CONTRL that answers an interchange.
import { describe, expect, test } from 'vitest';
import {
  checkEnvelopes,
  type MessageRow,
  messageRows,
  readSegments,
  segmentRows,
  writeContrl,
} from '../../../host/src/index.ts';
import { testWithCorpus } from '../../corpus.ts';
import { bytesOf, samples } from './corpus.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const check = (text: string, strict = false) => checkEnvelopes(ascii(text), { strict });

/** UNB 0020 is 131 and UNZ 0020 is 132, twice: the references do differ, whatever the manifest says. */
const wronglyGood = '2f5a415acd2e.edi';

testWithCorpus('edifact')('finds the envelopes wrong that are wrong, and no other', () => {
  for (const sample of samples) {
    const wrong = sample.envelopeErrors.length > 0 || sample.file === wronglyGood;
    expect(checkEnvelopes(bytesOf(sample)).length > 0, `${sample.file} ${sample.envelopeErrors}`).toBe(wrong);
  }
});

describe('an error', () => {
  const head = "UNB+UNOC:3+A+B+200101:1200+7'UNH+1+CUSDEC:D:96B:UN'BGM+ZEM'";

  test('is kept a thousand times, then counted', () => {
    const found = check("x'".repeat(2500));
    expect(found).toHaveLength(1001);
    expect(found[999]).toMatchObject({ code: '15', segment: 1000 });
    expect(found[1000]).toMatchObject({ code: '18', segment: 2500, offset: 5000 });
    expect(found[1000]?.text).toBe('There are 1500 more errors; the first 1000 are listed.');
    expect(check("x'".repeat(1000))).toHaveLength(1000);
  });

  test('of a file in UTF-16 says so', () => {
    const [first] = checkEnvelopes(Buffer.from(`\ufeff${head}`, 'utf16le'));
    expect(first?.text).toMatch(/is no segment tag.* looks like UTF-16; .* convert it\.$/);
    expect(check("unb+1'")[0]?.text).not.toContain('UTF-16');
  });

  test('says code, words, segment, element and offset', () => {
    // UNT is the fourth segment; its count begins at offset 59 (head) + 4.
    expect(head).toHaveLength(59);
    expect(check(`${head}UNT+4+1'UNZ+1+7'`)).toEqual([
      {
        code: '29',
        text: 'UNT says 4, but the message has 3 segments from UNH through UNT.',
        segment: 4,
        element: 1,
        offset: 63,
      },
    ]);
  });

  test.each([
    ["UNT+3+2'UNZ+1+7'", '28', 'UNT refers to "2", but UNH 0062 is "1".'],
    ["UNT+3+1'UNZ+2+7'", '29', 'UNZ says 2, but the interchange has 1 message.'],
    ["UNT+3+1'UNZ+1+8'", '28', 'UNZ refers to "8", but UNB 0020 is "7".'],
    ["UNT+3+1'", '13', 'Interchange 7 has no UNZ. Ask the sender for the whole file.'],
    ["UNZ+1+7'", '13', 'Message 1 has no UNT.'],
    ["UNT+3+1'UNT+3+1'UNZ+1+7'", '13', 'UNT ends a message that never began: UNH is missing before it.'],
    ["UNT+3+1'UNZ+1+7'UNZ+0+7'", '13', 'UNZ ends an interchange that never began: UNB is missing before it.'],
  ])('of %s has code %s', (rest, code, text) => {
    expect(check(head + rest)[0]).toMatchObject({ code, text });
  });

  test('of a tag or of an unfinished end is told too', () => {
    expect(check("UNH+1+X'bad+1'UNT+3+1'")[0]).toMatchObject({ code: '15', segment: 2, element: 0, offset: 8 });
    expect(check("UNH+1+X'UNT+2+1")[0]).toMatchObject({ code: '13', segment: 2 });
  });

  test('of a group counts its messages', () => {
    const group = "UNB+UNOC:3+A+B+200101:1200+7'UNG+X+A+B+200101:1200+9+UN+D:96B'UNH+1+X'UNT+2+1'";
    expect(check(`${group}UNE+1+9'UNZ+1+7'`)).toEqual([]);
    expect(check(`${group}UNE+2+8'UNZ+1+7'`).map(({ code }) => code)).toEqual(['29', '28']);
  });
});

describe('a strict check', () => {
  const envelope = (body: string, count: number, charset = 'UNOC') =>
    `UNB+${charset}:3+A+B+200101:1200+7'UNH+1+CUSDEC:D:96B:UN'${body}UNT+${count}+1'UNZ+1+7'`;

  test('is satisfied by a sound CUSDEC', () => {
    expect(check(envelope("BGM+ZEM:::EX+ID1'LOC+36+US'AUT+000000+000000'", 5), true)).toEqual([]);
  });

  test.each([
    ["LOC++US'", '13', 'LOC element 1 (3227) is missing.'],
    ["UCI+1'", '15', 'UCI does not belong into CUSDEC.'],
    ["AUT+1+2+3'", '16', 'AUT has 3 elements, at most 2 are known.'],
    ["DTM+137:2020:1022'", '39', 'DTM element 1 (C507): 2379 is "1022", 4 characters where an..3 allows 3.'],
    ["CNT+5:x'", '37', 'CNT element 1 (C270): 6066 is "x", but n..18 is a number.'],
    ["BGM+A:b:c:d:e'", '16', 'BGM element 1 (C002): 5 components, at most 4 are known.'],
  ])('finds %s', (body, code, text) => {
    expect(check(envelope(body, 3), true)).toContainEqual(expect.objectContaining({ code, text }));
  });

  test('knows the segment tables of CUSDEC, CUSRES, CONTRL and AUTACK, and every segment in them', () => {
    const tags = (rows: MessageRow[]): string[] => rows.flatMap(({ name, group }) => (group ? tags(group) : [name]));
    for (const type of ['CUSDEC', 'CUSRES', 'CONTRL', 'AUTACK'])
      expect(tags(messageRows(type)!).filter((tag) => segmentRows(tag) === undefined)).toEqual([]);
    // AUTACK, ISO 9735-6: header groups, secured data, references, trailer groups.
    expect(messageRows('AUTACK')!.map(({ name, mandatory, repeats }) => [name, mandatory, repeats])).toEqual([
      ['UNH', true, 1],
      ['SG1', true, 99],
      ['USB', true, 1],
      ['SG3', true, 9999],
      ['SG4', true, 99],
      ['UNT', true, 1],
    ]);
    expect(segmentRows('USH')!.map(({ number }) => number)).toEqual([
      '0501',
      '0534',
      '0541',
      '0503',
      '0505',
      '0507',
      '0509',
      'S500',
      '0520',
      'S501',
    ]);
  });

  test('holds the text to the characters of its charset', () => {
    expect(check(envelope("BGM+a'", 3, 'UNOA'), true)).toMatchObject([{ code: '21' }]);
    expect(check(envelope("BGM+\xe5'", 3, 'UNOB'), true)).toMatchObject([{ code: '21' }]);
    expect(check(envelope("BGM+\xe5'", 3, 'UNOC'), true)).toEqual([]);
    expect(check(envelope("BGM+A'", 3, 'XYZA'), true)[0]).toMatchObject({ code: '46' });
  });
});

describe('CONTRL', () => {
  const answer = (text: string) =>
    readSegments(writeContrl(ascii(text), { reference: 'R1', at: new Date('2026-01-02T03:04:05Z') })).map(
      ({ elements }) => elements.map((components) => components.join(':')).join('+'),
    );

  test('acknowledges a sound interchange to its sender', () => {
    expect(answer("UNB+UNOC:3+A:14+B:ZZ+200101:1200+7'UNH+1+X:D'UNT+2+1'UNZ+1+7'")).toEqual([
      'UNB+UNOC:3+B:ZZ+A:14+260102:0304+R1',
      'UNH+1+CONTRL:4:1:UN',
      'UCI+7+A:14+B:ZZ+7',
      'UNT+3+1',
      'UNZ+1+R1',
    ]);
  });

  test('rejects a message with segment and element of each error', () => {
    // UNT is the second segment of the message; its first element is wrong.
    expect(answer("UNB+UNOC:3+A+B+200101:1200+7'UNH+9+X:D'UNT+3+9'UNZ+1+7'").slice(2, 6)).toEqual([
      'UCI+7+A+B+7',
      'UCM+9+X:D+4',
      'UCS+2',
      'UCD+29+1',
    ]);
  });

  test('rejects an interchange whose own envelope is wrong', () => {
    expect(answer("UNB+UNOC:3+A+B+200101:1200+7'UNH+9+X:D'UNT+2+9'UNZ+2+7'")[2]).toBe('UCI+7+A+B+4+29+UNZ');
  });
});
