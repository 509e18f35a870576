// Which bytes a seal covers: a vector worked out by hand for every profile and every code of USH 0541.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DocumentScope, scopeOf, scopesOf } from '../../../host/src/index.ts';
import { profiles } from '../../../protocol/tables/profiles.ts';
import { seeded } from '../../seed.ts';
import { deviceScan } from '../edifact/device-scan.ts';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const sealedText = (document: string, profile: string): string => text(scopeOf(ascii(document), { profile }).sealed);

// A CUSDEC of Swedish Customs with the digests that were computed for it with other tools.
const body =
  "UNH+EDIFACT+CUSDEC:D:96B:UN:145050'BGM+ZEM:::EX+09SEE7JPUV5HC06IC6+Z'LOC+17+IT044100'LOC+18+SOL'LOC+35+SE'" +
  "LOC+36+TZ'LOC+116+SE003033'DTM+9:20090527:102'DTM+268:20090626:102'DTM+182:20090527:102'";
const message = `${body}UNT+11+EDIFACT'`;

describe('profile tdr041', () => {
  test('SE-5.1a SE-5.1b covers the data from UNH up to UNT without tags and separators, qualifiers included', () => {
    const { sealed, zeroFilled } = scopeOf(ascii(message), { profile: 'tdr041' });
    expect(text(sealed)).toBe(
      'EDIFACTCUSDECD96BUN145050ZEMEX09SEE7JPUV5HC06IC6Z17IT04410018SOL35SE36TZ116SE0030339200905271022682009062610218220090527102',
    );
    expect(sha256(sealed)).toBe('48d686f5534ced2d1809be10e289645054db752fe038b75a5784a461653b6cbd');
    expect(zeroFilled).toEqual([]);
  });

  test('SE-5.1b leaves release characters out and keeps what they release, and line breaks inside data', () => {
    expect(sealedText("UNH+1+X'FTX+A?+B??:C\r\nD'\r\nUNT+3+1'", 'tdr041')).toBe('1XA+B?C\r\nD');
  });

  test.each([
    ["AUT+123456+654321'", '1X000000000000'],
    ["AUT+000000+000000'", '1X000000000000'],
    ["AUT'", '1X000000000000'],
    ["AUT+12'", '1X000000000000'],
    // Only the two fields are zero; what stands behind them in the segment is data, and so is a second AUT.
    ["AUT+123456:A+654321+B'", '1X000000A000000B'],
    ["AUT+123456+654321'AUT+7+8'", '1X00000000000078'],
  ])('SE-5.1c takes the two seal fields as six zeros each: %s', (aut, expected) => {
    expect(sealedText(`UNH+1+X'${aut}UNT+3+1'`, 'tdr041')).toBe(expected);
  });

  test('SE-5.3a takes data in the order of the file', () => {
    expect(sealedText("UNH+1+X'LOC+1'LOC+2'UNT+4+1'", 'tdr041')).toBe('1X12');
    expect(sealedText("UNH+1+X'LOC+2'LOC+1'UNT+4+1'", 'tdr041')).toBe('1X21');
  });
});

describe('profile message', () => {
  test('SE-5.2a covers every character from UNH through UNT', () => {
    const { sealed, ranges } = scopeOf(ascii(message), { profile: 'message' });
    expect(ranges).toEqual([[0, 209]]);
    expect(sha256(sealed)).toBe('27c1d55117f4ee4b6588746cf663637f922ea443643eb13d89c805ba725bb4b9');
  });

  test('SE-5.2a line breaks between segments are characters too', () => {
    const { sealed } = scopeOf(ascii(message.replaceAll("'", "'\r\n")), { profile: 'message' });
    expect(sha256(sealed)).toBe('2c09f0557227b93361400a8c7de26142ee734fecc73b948cbc0ad049829cca09');
  });
});

describe('profile ush', () => {
  // Two security headers, the seal's (A) before another (B); trailers in reverse order, line feeds between segments.
  const parts = {
    unh: "UNH+1+CUSDEC:D:96B:UN'\n",
    ownHeader: (code: string) => `USH+7+A+${code}'\nUSA+1:::16'\n`,
    otherHeader: "USH+7+B+1'\nUSA+1:::16'\n",
    body: "BGM+830+ID1'\nLOC+36+US'\n",
    otherTrailer: "UST+B+3'\nUSR+1:222222'\n",
    ownTrailer: "UST+A+3'\nUSR+1:111111'\n",
    unt: "UNT+11+1'",
  };
  const document = (code: string) =>
    `UNA:+.? 'UNB+UNOC:4+A+B+200101:1200+1'\n${parts.unh}${parts.ownHeader(code)}${parts.otherHeader}${parts.body}` +
    `${parts.otherTrailer}${parts.ownTrailer}${parts.unt}\nUNZ+1+1'\n`;

  test('SE-5.2b code 1 covers its own header group and the body', () => {
    expect(sealedText(document('1'), 'ush')).toBe(parts.ownHeader('1') + parts.body);
  });

  test('SE-5.2b code 2 covers everything from its header up to its trailer, embedded ones included', () => {
    const expected = parts.ownHeader('2') + parts.otherHeader + parts.body + parts.otherTrailer;
    expect(sealedText(document('2'), 'ush')).toBe(expected);
  });

  test.each(['3', '6'])(
    'SE-5.2b code %s covers the whole message from the U of UNH through the terminator of UNT',
    (code) => {
      const whole = document(code);
      expect(sealedText(whole, 'ush')).toBe(whole.slice(whole.indexOf('UNH'), whole.indexOf('\nUNZ')));
    },
  );

  test('SE-5.2b code ZZZ covers what was agreed: from BGM up to UNT if nothing else was', () => {
    const expected = parts.body + parts.otherTrailer + parts.ownTrailer;
    expect(sealedText(document('ZZZ'), 'ush')).toBe(expected);
  });

  test.each([
    ['LOC', 'UST', false, "LOC+36+US'\n"],
    ['LOC', 'UST', true, "LOC+36+US'\nUST+B+3'"],
    ['UNH', 'USH', false, parts.unh + parts.ownHeader('ZZZ')],
    ['USH', 'BGM', true, `${parts.ownHeader('ZZZ')}${parts.otherHeader}BGM+830+ID1'`],
  ])('SE-5.2b agreed points %s to %s (included: %s)', (start, stop, stopIncluded, expected) => {
    const { sealed } = scopeOf(ascii(document('ZZZ')), { profile: 'ush', agreed: { start, stop, stopIncluded } });
    expect(text(sealed)).toBe(expected);
  });

  test.each([
    ['4', /0541 is none of/],
    ['', /0541 is none of/],
  ])('refuses code "%s"', (code, reason) => {
    expect(() => scopeOf(ascii(document(code)), { profile: 'ush' })).toThrow(reason);
  });

  test('refuses a message without USH, and a header without its trailer', () => {
    expect(() => scopeOf(ascii(message), { profile: 'ush' })).toThrow(/no USH/);
    expect(() => scopeOf(ascii(document('2').replace('UST+A', 'UST+C')), { profile: 'ush' })).toThrow(/no UST/);
  });

  test('finds both seals in the USR of its own trailer', () => {
    const seals = scopeOf(ascii(document('1').replace("USR+1:111111'", "USR+1:111111+1:333333'")), { profile: 'ush' });
    expect(seals.fields.filter(({ name }) => name.endsWith('Seal')).map(({ text }) => text)).toEqual([
      '111111',
      '333333',
    ]);
  });
});

describe('what the clerk sees', () => {
  const declaration =
    "UNH+1+CUSDEC:D:96B:UN'BGM+830:::EX+ID1'GIS+7'LOC+36+US'LOC+35+SE'CST+1+84213900'FTX+AAA+++PUMPS:AND MORE'" +
    "CST+2+73044100'FTX+AAA+++STEEL PIPES'AUT+000000+000000'UNT+11+1'";

  test('SE-2.A is read from the document: type, customs id, goods with every repetition, destination, control code', () => {
    const shown = scopeOf(ascii(declaration), { profile: 'tdr041' }).fields.map(({ name, text, sealed }) => [
      name,
      text,
      sealed,
    ]);
    expect(shown).toEqual([
      ['messageType', 'CUSDEC', true],
      ['documentName', '830', true],
      ['documentName', 'EX', true],
      ['customsId', 'ID1', true],
      ['exportControl', '7', true],
      ['destination', 'US', true],
      ['goods', '84213900', true],
      ['goods', 'PUMPS', true],
      ['goods', 'AND MORE', true],
      ['goods', '73044100', true],
      ['goods', 'STEEL PIPES', true],
      ['documentSeal', '000000', true],
      ['issuerSeal', '000000', true],
    ]);
  });

  test('is marked where it is not sealed', () => {
    const document = "UNH+1+CUSDEC:D:96B:UN'USH+7+A+1'BGM+830+ID1'UST+A+1'UNT+5+1'";
    const { fields } = scopeOf(ascii(document), { profile: 'ush' });
    expect(fields.map(({ name, sealed }) => [name, sealed])).toEqual([
      ['messageType', false],
      ['documentName', true],
      ['customsId', true],
    ]);
  });
});

describe('a file', () => {
  const two = "UNB+UNOC:3'UNH+1+X'BGM+A'UNT+3+1'UNH+2+X'BGM+B'UNT+3+2'UNZ+2'";

  test('with several messages has a scope for each, and asks which one', () => {
    expect(scopesOf(ascii(two), { profile: 'tdr041' }).map(({ message, sealed }) => [message, text(sealed)])).toEqual([
      ['1', '1XA'],
      ['2', '2XB'],
    ]);
    expect(text(scopeOf(ascii(two), { profile: 'tdr041', message: '2' }).sealed)).toBe('2XB');
    expect(() => scopeOf(ascii(two), { profile: 'tdr041' })).toThrow(/expected one message, found 2 among 1, 2/);
  });

  test('is one message for a device, which refuses a second', () => {
    expect(deviceScan(ascii(two), { chunk: 16, profile: 1 }).scopeError).toBe(3);
  });

  test.each([
    ["BGM+A'", /UNH is missing/],
    ["UNH+1+X'BGM+A'", /no UNT/],
    ["UNH+1+X'UNH+2+X'UNT+2+2'", /no UNT/],
    ["UNH+1+X'UNZ+1+1'", /no UNT/],
    ["UNH+1+X'UNA:+.? 'UNT+2+1'", /no UNT/],
    ["UNH+1+X'UNT+2+1'BGM", /ends within a segment/],
  ])('that is not whole is refused: %s', (document, reason) => {
    expect(() => scopesOf(ascii(document), { profile: 'tdr041' })).toThrow(reason);
  });
});

/** Whether a byte of the file counts: it stands in a range, and no seal field was zero-filled over it. */
const isSealed = ({ ranges }: DocumentScope, at: number): boolean =>
  ranges.some(([start, end]) => start <= at && at < end);

describe('a changed byte', () => {
  const samples = {
    tdr041: "UNB+UNOC:3'\nUNH+1+CUSDEC:D'\nBGM+A?+B:C+1'\nAUT+123456+654321'\nUNT+4+1'\nUNZ+1'",
    ush: "UNB+UNOC:3'\nUNH+1+X'\nUSH+7+A+1'\nBGM+A?+B:C+1'\nUST+A+1'\nUSR+1:123456'\nUNT+6+1'\nUNZ+1'",
    message: "UNB+UNOC:3'\nUNH+1+X'\nBGM+A?+B:C+1'\nUNT+3+1'\nUNZ+1'",
  };

  test.each(profiles.map(({ id }) => id))('SE-5.2a is noticed if it is sealed and only then: profile %s', (profile) => {
    const bytes = ascii(samples[profile]);
    const scope = scopeOf(bytes, { profile });
    const before = sha256(scope.sealed);
    let sealedBytes = 0;
    for (const [at, byte] of bytes.entries()) {
      // A letter for a letter and a digit for a digit: the structure stays, so the ranges stay.
      if (!/[A-Z0-9]/.test(String.fromCharCode(byte))) continue;
      const changed = Uint8Array.from(bytes);
      changed[at] = byte === 0x58 || byte === 0x38 ? byte + 1 : byte < 0x40 ? 0x38 : 0x58;
      let after: string;
      try {
        after = sha256(scopeOf(changed, { profile }).sealed);
      } catch {
        continue; // A tag that rules the structure was hit: refused, so noticed.
      }
      if (isSealed(scope, at)) sealedBytes++;
      // A changed tag is structure: it may move the ranges, so it may be noticed although no data changed.
      if (isSealed(scope, at)) expect(after, `byte ${at}`).not.toBe(before);
      else if (!isTag(samples[profile], at)) expect(after, `byte ${at}`).toBe(before);
    }
    expect(sealedBytes).toBeGreaterThan(8);
  });
});

const isTag = (document: string, at: number): boolean => /(^|['\n])[A-Z]{0,2}$/.test(document.slice(0, at));

describe('small chunks', () => {
  const pieces = [
    'UNH+1+CUSDEC',
    "'",
    "'\n",
    'USH+7+A+1',
    'USH+7+B+2',
    'USH+1+C+6',
    'USH+1+C+ZZZ',
    'USA+1',
    'UST+A+1',
    'UST+B+1',
  ];
  const more = [
    'USR+1:123456',
    'BGM+A?+B',
    'LOC+36+US',
    'AUT+12+34',
    'AUT',
    'FTX+AAA+++x:y',
    'UNT+1+1',
    'UNB+UNOC:4',
    "?'",
    'AB',
    '+',
    ':',
  ];
  const soup = fc.array(fc.constantFrom(...pieces, "'", "'", ...more), { maxLength: 30 });

  test('give a device what the whole file gives the host, for every profile', () => {
    fc.assert(
      fc.property(soup, fc.integer({ min: 1, max: 30 }), fc.constantFrom(1, 2, 3), (parts, chunk, profile) => {
        const bytes = ascii(`UNH+1+CUSDEC:D'${parts.join('')}'UNT+1+1'`);
        const whole = deviceScan(bytes, { chunk: 2000, capacity: 4000, profile });
        const small = deviceScan(bytes, { chunk, capacity: 8, profile });
        expect(small.scopeError).toBe(whole.scopeError);
        if (whole.scopeError !== 0) return;
        expect(text(small.sealed)).toBe(text(whole.sealed));
        expect(small.ranges).toEqual(whole.ranges);
        expect(small.fields).toEqual(whole.fields);
      }),
      seeded(500, 30_000),
    );
  });
});
