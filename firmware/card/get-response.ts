// What did not fit into the expected length waits for GET RESPONSE (ISO/IEC 7816-4, 11.8.1); only for software that
// needs it, T=1 carries long answers by itself. Called by the dispatcher and line.ts.
import { Sw } from '../../protocol/generated/firmware/apdu';
import { addByte, addBytes, answerLength, setAnswerLength } from './answer';
import { answer, ANSWER_MAX } from './secrets';

const waiting: usize = memory.data(592, 4);
let waitingLength: u32 = 0;

export function forgetWaiting(): void {
  memory.fill(waiting, 0, ANSWER_MAX);
  waitingLength = 0;
}

/** Called with an empty answer: fills it with all that waits. */
export function getResponse(): u32 {
  if (waitingLength == 0) return Sw.Conditions;
  addBytes(waiting, waitingLength);
  return Sw.Ok;
}

/** Ends the answer with its status word, or with 61xx and the first `expected` bytes of it (0: up to 256). */
export function endAnswer(sw: u32, expected: u32): void {
  const limit: u32 = expected == 0 ? 256 : expected;
  const all = answerLength;
  forgetWaiting();
  if (all > limit) {
    waitingLength = all - limit;
    memory.copy(waiting, answer + limit, waitingLength);
    setAnswerLength(limit);
    sw = Sw.MoreData | (waitingLength > 255 ? 0 : waitingLength);
  }
  addByte(sw >> 8);
  addByte(sw);
}
