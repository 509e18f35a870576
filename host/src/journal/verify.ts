// Verifies a journal row by row, wherever the rows come from: a database or an export.
import { type ChainedRow, type Head, noHash, rowHash } from './chain.ts';
import { type Checkpoint, isSigned } from './checkpoint.ts';
import { contentHash } from './entry.ts';
import { linesOf, parseLine } from './export.ts';
import type { StoredRow } from './store.ts';

export interface VerifyJournalOptions {
  /** Public halves of the office's keys, PEM: then each checkpoint row must be signed by one of them, and one must be there. */
  publicKeys?: readonly string[] | undefined;
  /** Checkpoints that were kept away from the journal: it must still have those rows. */
  checkpoints?: readonly Checkpoint[] | undefined;
}

export interface Verdict {
  ok: boolean;
  /** How many rows are good, from the first one on. */
  rows: number;
  /** Number of the first row that is damaged, missing or not signed as it should be. */
  firstBad: number | null;
  /** What is wrong, in words. */
  reason: string | null;
  /** The last row that a checkpoint of the office's keys covers; what stands behind it only the chain protects. */
  signed: number;
  /** Hash of the last good row. */
  head: string;
}

export class ChainVerifier {
  readonly #options: VerifyJournalOptions;
  readonly #kept: Map<number, Checkpoint[]>;
  /** Rows whose content is gone, which a later retention has to allow. */
  #bare: number[] = [];
  #head: Head = { number: 0, hash: noHash };
  #signed = 0;
  #verdict: Verdict | undefined;

  constructor(options: VerifyJournalOptions = {}) {
    this.#options = options;
    this.#kept = Map.groupBy(options.checkpoints ?? [], ({ number }) => number);
  }

  /** False once a row was bad. */
  push(row: StoredRow): boolean {
    const problem = this.#chainProblem(row) ?? this.#contentProblem(row) ?? this.#signatureProblem(row);
    if (problem !== undefined) return this.#fail(this.#head.number + 1, problem);
    this.#head = { number: row.number, hash: row.hash };
    const kept = this.#kept.get(row.number)?.find(({ hash }) => hash !== row.hash);
    if (kept)
      return this.#fail(row.number, `the checkpoint of ${kept.time} knows another row; the journal was written anew`);
    return true;
  }

  /** The judgement; `damage` is what the database says of itself. */
  end(damage?: string): Verdict {
    if (!this.#verdict) this.#endProblem(damage);
    return this.#verdict ?? this.#answer(null, null);
  }

  /** Ends with the next row as the first bad one. */
  stop(reason: string): Verdict {
    if (!this.#verdict) this.#fail(this.#head.number + 1, reason);
    return this.end();
  }

  #endProblem(damage: string | undefined): void {
    const { number } = this.#head;
    let last = 0;
    for (const kept of this.#kept.keys()) last = Math.max(last, kept);
    const publicKeys = this.#options.publicKeys ?? [];
    const [bare] = this.#bare;
    if (last > number)
      this.#fail(
        number + 1,
        `rows ${number + 1} to ${last} are gone: the checkpoint of ${this.#timeOf(last)} knows them`,
      );
    else if (bare !== undefined) this.#fail(bare, 'its content is gone and no retention row allows it');
    else if (publicKeys.length > 0 && number > 0 && this.#signed === 0)
      this.#fail(1, 'no checkpoint was signed by the given key', 0);
    else if (damage !== undefined) this.#fail(number + 1, `the rows are good, but ${damage}`);
  }

  #timeOf(number: number): string {
    return this.#kept.get(number)?.[0]?.time ?? '';
  }

  #chainProblem(row: StoredRow): string | undefined {
    const number = this.#head.number + 1;
    if (row.number > number)
      return row.number === number + 1 ? 'it is missing' : `rows ${number} to ${row.number - 1} are missing`;
    if (row.number !== number) return `a row with number ${row.number} stands in its place`;
    if (row.previous !== this.#head.hash) return 'it does not follow from the row before it';
    if (row.hash !== rowHash(number, row.previous, row)) return 'its fields are not those that were hashed';
    return undefined;
  }

  #contentProblem(row: StoredRow): string | undefined {
    const { content } = row;
    if (content) {
      if (row.contentHash === null) return 'it has content that was never written';
      return contentHash(content) === row.contentHash ? undefined : 'its content is not what was hashed';
    }
    if (content === null && row.contentHash !== null) this.#bare.push(row.number);
    if (row.kind === 'retention') this.#bare = this.#bare.filter((number) => number > (row.upTo ?? 0));
    return undefined;
  }

  #signatureProblem(row: ChainedRow): string | undefined {
    const publicKeys = this.#options.publicKeys ?? [];
    if (row.kind !== 'checkpoint' || publicKeys.length === 0) return undefined;
    const signed = { number: row.number - 1, hash: row.previous, signature: row.signature ?? '' };
    const verdict = isSigned(publicKeys, signed);
    if (verdict) this.#signed = signed.number;
    return verdict === false ? 'its signature is wrong' : undefined;
  }

  #fail(firstBad: number, reason: string, rows = firstBad - 1): false {
    this.#verdict = { ...this.#answer(firstBad, reason), rows };
    return false;
  }

  #answer(firstBad: number | null, reason: string | null): Verdict {
    const { number, hash } = this.#head;
    return { ok: firstBad === null, rows: number, firstBad, reason, signed: this.#signed, head: hash };
  }
}

/** Verifies what `export` wrote, in any pieces; no journal and no database is needed. */
export async function verifyExport(
  pieces: AsyncIterable<Uint8Array | string>,
  options: VerifyJournalOptions = {},
): Promise<Verdict> {
  const verifier = new ChainVerifier(options);
  for await (const line of linesOf(pieces)) {
    const row = parseLine(line);
    if (row === undefined) return verifier.stop('its line is not one of an export');
    if (!verifier.push(row)) break;
  }
  return verifier.end();
}
