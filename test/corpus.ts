// The corpus of foreign documents beside the clone. It is not ours to pass on, so a test that reads it is skipped, and
// counted as skipped, where it is absent: `testWithCorpus('edifact')('title', …)`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TestAPI, test } from 'vitest';

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'shared', 'corpus');

/** Path inside the corpus. */
export const corpusPath = (...parts: string[]): string => join(folder, ...parts);

export const hasCorpus = (...parts: string[]): boolean => existsSync(corpusPath(...parts));

/** `test` if the corpus has this part, else a test that counts as skipped. */
export const testWithCorpus = (...parts: string[]): TestAPI | TestAPI['skip'] => test.skipIf(!hasCorpus(...parts));
