// OCRA (RFC 6287) on the host, by the firmware's own code: issuer seals and one-time responses of keys whose method is
// `ocra`, and any suite for standard verifiers. Called by methods.ts and login.
import { type Engine, engine } from '../edifact/engine.ts';

import { SealError } from '../errors.ts';
import { asciiBytes, asciiText } from './digits.ts';
import { hexOf } from './sha256.ts';

/** The suite of the card: six digits for six characters. Numeric questions (QN06) make q and 16 q equal. */
export const cardSuite = 'OCRA-1:HOTP-SHA256-6:QA06';

export interface OcraInputs {
  /** The challenge. */
  question: string;
  counter?: bigint;
  /** Hash of the PIN, as the suite says. */
  pinHash?: Uint8Array;
  session?: Uint8Array;
  /** Number of time steps since 1970. */
  time?: bigint;
}

/** Sentences for OcraError of firmware/shared/ocra-suite.ts. */
const problems = [
  '',
  'the suite must begin with OCRA-1:',
  'the crypto function must be HOTP-SHA1, HOTP-SHA256 or HOTP-SHA512',
  'the number of digits must be 0 or 4 to 10',
  'the challenge must be QA, QN or QH with a length of 04 to 64',
  "the PIN hash must be PSHA1, PSHA256 or PSHA512, and the given one as long as the suite's",
  'the session length must be S001 to S512, and the given information no longer',
  'the time step must be T1S to T59S, T1M to T59M or T1H to T48H',
  'the suite goes on after its end, or its inputs are out of order',
  'the challenge is empty, too long, or holds a character that its format does not allow',
];

const failed = (suite: string, problem: string): SealError =>
  new SealError('ocra', `Computing OCRA with suite "${suite}" failed: ${problem}.`);

const SUITE_BYTES = 32;
const INPUT_BYTES = 40;
const OUT_BYTES = 64;
/** Bytes of the whole value by the number of the hash. */
const digestBytes = [0, 20, 32, 64];
/** Places in OcraSuite. */
const field = { hash: 0, digits: 1, counter: 2, pinHash: 5, time: 7 } as const;

/** The response: digits, or with a suite of 0 digits the whole value in hex. */
export function ocra(suite: string, key: Uint8Array, inputs: OcraInputs): string {
  const shared = engine();
  return shared.scratch(() => {
    const { exports } = shared;
    const text = asciiBytes(suite);
    const textAt = shared.put(text);
    const suiteAt = shared.allocate(SUITE_BYTES);
    const wrong = exports.ocraParseSuite(textAt, text.length, suiteAt);
    if (wrong !== 0) throw failed(suite, problems[wrong] ?? `error ${wrong}`);
    const fields = shared.words(suiteAt, SUITE_BYTES / 4).slice();
    requireInputs(suite, fields, inputs);
    const context = shared.allocate(exports.OCRA_CTX.value);
    const keyAt = shared.put(key);
    const inputAt = putInputs(shared, inputs);
    const out = shared.allocate(OUT_BYTES);
    const error = exports.ocraCompute(context, suiteAt, textAt, text.length, keyAt, key.length, inputAt, out);
    shared.bytes(keyAt, key.length).fill(0);
    shared.bytes(context, exports.OCRA_CTX.value).fill(0);
    if (error !== 0) throw failed(suite, problems[error] ?? `error ${error}`);
    const digits = fields[field.digits]!;
    if (digits > 0) return asciiText(shared.bytes(out, digits));
    return hexOf(shared.bytes(out, digestBytes[fields[field.hash]!]!));
  });
}

function requireInputs(suite: string, fields: Uint32Array, { counter, pinHash, time }: OcraInputs): void {
  if (fields[field.counter] !== 0 && counter === undefined) throw failed(suite, 'it takes a counter, none was given');
  if (fields[field.pinHash] !== 0 && !pinHash?.length) throw failed(suite, 'it takes a PIN hash, none was given');
  if (fields[field.time] !== 0 && time === undefined) throw failed(suite, 'it takes a time, none was given');
}

/** Lays the inputs out as OcraInput and answers its address. */
function putInputs(shared: Engine, { question, counter, pinHash, session, time }: OcraInputs): number {
  const empty = new Uint8Array(0);
  const [text, pin, about] = [asciiBytes(question), pinHash ?? empty, session ?? empty];
  const [textAt, pinAt, aboutAt] = [text, pin, about].map((bytes) => shared.put(bytes)) as [number, number, number];
  const at = shared.allocate(INPUT_BYTES);
  const bytes = shared.bytes(at, INPUT_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const [offset, value] of [textAt, text.length].entries()) view.setUint32(offset * 4, value, true);
  view.setBigUint64(8, counter ?? 0n, true);
  view.setBigUint64(16, time ?? 0n, true);
  for (const [offset, value] of [pinAt, pin.length, aboutAt, about.length].entries())
    view.setUint32(24 + offset * 4, value, true);
  return at;
}
