// The parts of `npm test` that decide what runs and what counts.
import { describe, expect, test } from 'vitest';
import { titlesById } from '../../requirements.ts';
import { isOver } from '../../sizes.ts';
import { declaredNeeds, installCommand } from '../../system-packages.ts';

describe('needs', () => {
  test('are read from the line of a test file', () => {
    expect(declaredNeeds('// A test.\n// Needs: chromium, openssl\n', 'a.test.ts')).toEqual(['chromium', 'openssl']);
    expect(declaredNeeds('// Nothing special.\n', 'a.test.ts')).toEqual([]);
  });

  test('that nobody knows are refused with the name of the file', () => {
    expect(() => declaredNeeds('// Needs: netscape\n', 'a.test.ts')).toThrow(/a\.test\.ts needs netscape/);
  });

  test('become one apt-get command without recommended packages', () => {
    expect(installCommand(['chromium', 'tshark']).join(' ')).toBe(
      'apt-get install --yes --no-install-recommends chromium tshark',
    );
  });
});

describe('requirement ids', () => {
  test('are taken from the beginning of a title, one or several', () => {
    const text =
      "test('SE-7.1 compresses', run);\ntest('SE-2.A, PK-4.2b signs', run);\ntest.each([1])('CA-7.6 %s', run);\n";
    expect(titlesById(text).map(([id]) => id)).toEqual(['SE-7.1', 'SE-2.A', 'PK-4.2b', 'CA-7.6']);
  });

  test('in the middle of a title or in a comment do not count', () => {
    expect(titlesById("// SE-7.1 says\ntest('does SE-7.1', run);\n")).toEqual([]);
  });
});

test('a size is over its budget only if it has one', () => {
  expect(
    [
      { id: 'a', bytes: 10, budget: 9 },
      { id: 'a', bytes: 10, budget: 10 },
      { id: 'a', bytes: 10, budget: null },
    ].map(isOver),
  ).toEqual([true, false, false]);
});
