// Which figures of `npm run bench` fail it: only those that are the same on every machine.
import { expect, test } from 'vitest';
import { absolute, against, counted, isMissed } from '../bench/row.ts';

test('a counted cost past its bar is missed, one at it is not', () => {
  expect([2.79, 2.8, 2.81].map((seconds) => isMissed(counted('sign', seconds, 's', 2.8)))).toEqual([
    false,
    false,
    true,
  ]);
});

test('a counted figure of which more is better is missed below its bar', () => {
  const years = (value: number) => isMissed({ ...absolute('life', value, 'years', 10), exact: true });
  expect([9.9, 10, 365].map(years)).toEqual([true, false, false]);
});

test('beside a peer the ratio counts, not the value', () => {
  const ratio = (value: number) =>
    isMissed({ ...against('block', value, 'cycles', 'C', 100, 1.1), less: true, exact: true });
  expect([109, 112].map(ratio)).toEqual([false, true]);
});

test('what a clock measured never fails', () => {
  expect([absolute('ms', 99, 'ms', 10), against('speed', 1, 'MB/s', 'peer', 100, 0.5)].map(isMissed)).toEqual([
    false,
    false,
  ]);
});
