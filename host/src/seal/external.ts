// The seal method `external`: a wasm module of the organisation's own, which may only compute. It runs in a thread of its own
// with a time limit, in a fresh instance for each seal, and gets no imports. Node only. Called through methods.ts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SealError } from '../errors.ts';
import { asciiBytes } from './digits.ts';
import { externalModule } from './external-module.ts';
import { answerState, type ExternalRequest, maxText, textOffset } from './external-request.ts';

const TIME_LIMIT_MS = 10_000;

/** Computes 18 digits; ExternalMethod is one, a test may be another. */
export interface DigitsMaker {
  digits18(key: string, data: Uint8Array): string;
}

export interface ExternalOptions {
  /** Default 10 s, which begins with the start of the thread. */
  timeLimitMs?: number;
}

export class ExternalMethod implements DigitsMaker {
  readonly #module: WebAssembly.Module;
  readonly #timeLimitMs: number;
  #worker: Worker | undefined;

  /** Throws if the module could do more than compute. */
  constructor(bytes: Uint8Array<ArrayBuffer>, { timeLimitMs = TIME_LIMIT_MS }: ExternalOptions = {}) {
    this.#module = externalModule(bytes);
    this.#timeLimitMs = timeLimitMs;
  }

  digits18(key: string, data: Uint8Array): string {
    const answer = new SharedArrayBuffer(textOffset + maxText);
    const request: ExternalRequest = { key: asciiBytes(key), data, answer };
    this.#running().postMessage(request);
    const words = new Int32Array(answer);
    if (Atomics.wait(words, 0, answerState.waiting, this.#timeLimitMs) === 'timed-out') {
      this.close();
      throw new SealError(
        'external-slow',
        `The external seal method did not answer within ${this.#timeLimitMs} ms and was stopped.`,
      );
    }
    const text = new TextDecoder().decode(new Uint8Array(answer, textOffset, words[1]).slice());
    if (words[0] === answerState.done) return text;
    throw new SealError('external-failed', `The external seal method ${text}. No seal was made.`);
  }

  /** Ends the thread; the next seal starts another. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    // The published package has .js where the clone has .ts.
    const script = new URL(import.meta.url.replace(/external(\.\w+)$/, 'external-worker$1'));
    const options = { workerData: this.#module, env: {}, argv: [], execArgv: [] };
    const worker = new Worker(script, options);
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

/** The module at a path, if it is the one with this SHA-256. */
export function loadExternal(file: string, sha256: string, options?: ExternalOptions): ExternalMethod {
  const failed = (problem: string, cause?: unknown): SealError =>
    new SealError('external-unfit', `Loading the external seal method ${file} failed: ${problem}.`, { cause });
  if (!isAbsolute(file)) throw failed('expected an absolute path, so that no working directory decides what runs');
  if (!/^[0-9a-f]{64}$/i.test(sha256)) throw failed(`expected its SHA-256 as 64 hex digits, got "${sha256}"`);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw failed('it cannot be read', cause);
  }
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== sha256.toLowerCase()) throw failed(`expected SHA-256 ${sha256}, got ${digest}`);
  return new ExternalMethod(bytes, options);
}
