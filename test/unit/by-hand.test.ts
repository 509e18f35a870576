// The guide for a person with a real board: every step is said with the screen that must follow, and a "no" is a failure.
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { byHand, withoutCard } from '../by-hand.ts';

const answering = async (answers: string, names: string[]) => {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(answers);
  const counts = await byHand(names, { input, output });
  return { counts, said: String(output.read()) };
};

test('a person is led through a duty, and what they saw is counted', async () => {
  const { counts, said } = await answering('y\ny\ny\n', ['self test', 'sv']);
  expect(said).toContain('self test: ok\n');
  expect(said).toContain('Självtest');
  expect(counts).toEqual({ passed: 1, failed: 0, skipped: 0 });
  expect((await answering('y\nn\ny\n', ['self test'])).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  await expect(answering('y\n', ['self test'])).rejects.toThrow('got the end of the input');
});

test('the duties begin with the first start, end with erasing, and need no card', () => {
  expect(withoutCard[0]).toBe('first start');
  expect(withoutCard.at(-1)).toBe('erase');
  expect(withoutCard).not.toContain('seal');
});
