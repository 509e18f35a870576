// The interchanges of the corpus with what is expected of each; used by the tests of this folder.
import { readFileSync } from 'node:fs';
import { corpusPath, hasCorpus } from '../../corpus.ts';

export interface Sample {
  file: string;
  category: 'interchange-ok' | 'interchange-with-errors' | 'message-only' | 'fragment';
  envelopeErrors: string[];
  una: string | null;
  charset: string | null;
  tokens: string[][][];
}

/** Every interchange, or none where the corpus is absent. */
export const samples: Sample[] = hasCorpus('edifact', 'manifest.jsonl')
  ? readFileSync(corpusPath('edifact', 'manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];

export const bytesOf = ({ file }: Sample): Uint8Array => readFileSync(corpusPath('edifact', file));
