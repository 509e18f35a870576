// Answers, errors and progress on their way to a host: encoded, encrypted, framed, queued. Called by link.ts, wait.ts
// and requests.ts.
import { ErrorNotice, FrameKind, MAX_FRAME, Message, WireError } from '../../../protocol/generated/firmware/wire';
import { frameWrite } from '../../shared/frame';
import { cipherSeal } from '../../shared/noise-cipher';
import { noiseSend, noiseWriteSecond } from '../../shared/noise-handshake';
import { clearFields, encodeAnswer, setNumber } from '../../shared/wire-codec';
import { portSend } from '../board';
import { outboxAdd, outboxFlush, outboxSpace } from './outbox';
import { inSession, owner } from './owner';

/** A message with its kind before, and room for tag and CRC behind. */
const message: usize = memory.data(2344, 8);

/** Sends the answer or notice that lies in the fields. Without a session it is dropped: the host asks again. */
export function answer(number: Message, tag: u32): void {
  if (!inSession()) return;
  const length = encodeAnswer(number, tag, message + 1);
  store<u8>(message, FrameKind.Session);
  send(owner, 1 + cipherSeal(noiseSend, 0, 0, message + 1, length, message + 1));
}

function errorFields(number: u32, error: u32): void {
  clearFields();
  setNumber(ErrorNotice.Code, error);
  setNumber(ErrorNotice.Message, number);
}

/** Answers a request with an error. */
export function refuse(number: u32, tag: u32, error: WireError): void {
  errorFields(number, error);
  answer(Message.Error, tag);
}

/** Sends the answer that lies in the fields to a port without a session. */
export function answerPlain(port: u32, number: Message, tag: u32): void {
  store<u8>(message, FrameKind.Plain);
  send(port, 1 + encodeAnswer(number, tag, message + 1));
}

export function refusePlain(port: u32, number: u32, tag: u32, error: WireError): void {
  errorFields(number, error);
  answerPlain(port, Message.Error, tag);
}

/** The second message of the handshake. */
export function sendSecond(port: u32): void {
  store<u8>(message, FrameKind.Handshake);
  send(port, 1 + noiseWriteSecond(message, 0, message + 1));
}

function send(port: u32, length: u32): void {
  const space = outboxSpace(length < 256 ? length + 8 : MAX_FRAME);
  if (space == 0) return;
  const size = frameWrite(message, length, space);
  memory.fill(message, 0, length);
  // Only the port of the session has a queue. Others get small frames, at once or not at all: their hosts ask again.
  if (port != owner) {
    portSend(port, space, size);
    return;
  }
  outboxAdd(size);
  outboxFlush(port);
}
