// Writes the answer of a command, field by field; called by the commands.
import { answer, ANSWER_MAX } from './secrets';
import { wipe } from '../shared/constant-time';

export let answerLength: u32 = 0;

export function clearAnswer(): void {
  wipe(answer, ANSWER_MAX);
  answerLength = 0;
}

export function addByte(value: u32): void {
  store<u8>(answer + answerLength, <u8>value);
  answerLength++;
}

/** Big-endian, byte by byte: an answer is not aligned. */
export function addNumber(value: u32): void {
  addByte(value >> 24);
  addByte(value >> 16);
  addByte(value >> 8);
  addByte(value);
}

export function addBytes(at: usize, length: u32): void {
  memory.copy(answer + answerLength, at, length);
  answerLength += length;
}

/** Makes room that the caller fills. */
export function addRoom(length: u32): usize {
  const at = answer + answerLength;
  answerLength += length;
  return at;
}

export function setAnswerLength(length: u32): void {
  answerLength = length;
}
