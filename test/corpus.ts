// The corpus of foreign documents beside the clone, or where SIGILLATOR_CORPUS says. It is not ours to pass on, so a test
// that reads it is skipped, and counted as skipped, where it is absent: `testWithCorpus('edifact')('title', …)`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestAPI, test } from 'vitest';

const beside = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'shared', 'corpus');
const folder = process.env.SIGILLATOR_CORPUS ?? beside;

/** Path inside the corpus. */
export const corpusPath = (...parts: string[]): string => join(folder, ...parts);

export const hasCorpus = (...parts: string[]): boolean => existsSync(corpusPath(...parts));

/** `test` if the corpus has this part, else a test that counts as skipped. */
export const testWithCorpus = (...parts: string[]): TestAPI | TestAPI['skip'] => test.skipIf(!hasCorpus(...parts));
