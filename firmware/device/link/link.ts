// The device's end of the wire: frames of all ports, one session, requests handed over one at a time. SPEC "Session".
// Called by index.ts with the events of ports and in its steps.
import { FrameKind, MAX_MESSAGE, Message, WireError } from '../../../protocol/generated/firmware/wire';
import { cipherOpen } from '../../shared/noise-cipher';
import { noiseReceive } from '../../shared/noise-handshake';
import { decodeRequest, messageTag } from '../../shared/wire-codec';
import { Event } from '../board';
import { hello } from './hello';
import {
  inputClosed, inputDone, Input, inputFrame, inputLength, inputOpened, inputPort, inputReadable, inputStep,
} from './input';
import { outboxFlush, outboxFree } from './outbox';
import { endSession, handshakeStep, handshakeTake, handshakeWorks, inSession, mayTake, owner } from './owner';
import { request, takesRequests } from './requests';
import { answerPlain, refuse, refusePlain } from './send';

const TAG: u32 = 16;

/** A port was opened or closed, has bytes, or takes bytes again. */
export function linkEvent(kind: Event, port: u32): void {
  switch (kind) {
    case Event.PortOpened:
      if (port == owner) endSession();
      return inputOpened(port);
    case Event.PortClosed:
      inputClosed(port);
      if (port == owner) endSession();
      return;
    case Event.PortReadable:
      return inputReadable(port);
    case Event.PortWritable:
      if (port == owner) outboxFlush(port);
  }
}

/** One piece of work; 1 while more may wait. */
export function linkStep(): u32 {
  if (handshakeWorks()) {
    handshakeStep();
    return 1;
  }
  if (!takesRequests()) return 0;
  const input = inputStep(owner, !outboxFree());
  if (input == Input.Frame) {
    take(inputPort(), inputFrame() + 1, inputLength() - 1);
    inputDone();
  }
  return input == Input.Empty ? 0 : 1;
}

function take(port: u32, bytes: usize, length: u32): void {
  const kind = load<u8>(bytes - 1);
  if (kind == FrameKind.Plain) takePlain(port, bytes, length);
  else if (kind == FrameKind.Handshake) {
    if (mayTake(port)) handshakeTake(port, bytes, length);
    else refusePlain(port, 0, 0, WireError.Busy);
  } else if (kind == FrameKind.Session) takeSession(port, bytes, length);
}

/** Without a session: hello, and nothing else. */
function takePlain(port: u32, bytes: usize, length: u32): void {
  const number = length > MAX_MESSAGE ? -(<i32>WireError.BadMessage) : decodeRequest(bytes, length);
  const tag = messageTag;
  if (number == Message.Hello) {
    // A hello on the port of the session comes from a host that starts anew.
    if (port == owner) endSession();
    const error = hello();
    if (error == 0) answerPlain(port, Message.Hello, tag);
    else refusePlain(port, Message.Hello, tag, error);
  } else if (number < 0) refusePlain(port, 0, tag, <WireError>-number);
  else refusePlain(port, number, tag, WireError.NoSession);
}

function takeSession(port: u32, bytes: usize, length: u32): void {
  if (port != owner || !inSession()) return refusePlain(port, 0, 0, WireError.NoSession);
  if (length > MAX_MESSAGE + TAG || !cipherOpen(noiseReceive, 0, 0, bytes, length, bytes)) {
    endSession();
    return refusePlain(port, 0, 0, WireError.NoSession);
  }
  const number = decodeRequest(bytes, length - TAG);
  if (number < 0) refuse(0, messageTag, <WireError>-number);
  else request(<Message>number, messageTag);
}
