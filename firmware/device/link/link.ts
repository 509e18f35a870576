// The device's end of the wire: frames of all ports, one session, requests handed to requests.ts one at a time.
// SPEC "Session". Called by index.ts with the events of ports and in each step.
import { FrameKind, MAX_FRAME, MAX_MESSAGE, Message, WireError } from '../../../protocol/generated/firmware/wire';
import { Fed, frameBuffer, frameFeed, frameReset, frameWrite, Receiver, RECEIVER_BYTES } from '../../shared/frame';
import { cipherOpen, cipherSeal } from '../../shared/noise-cipher';
import {
  noiseBegin, noiseEnd, noiseHostKey, NoisePhase, noisePhase, noiseReadFirst, noiseReadThird, noiseReceive, noiseSend,
  noiseStep, noiseWriteSecond,
} from '../../shared/noise-handshake';
import { randomBytes } from '../../shared/random';
import { clearFields, decodeRequest, encodeAnswer, messageTag, setNumber } from '../../shared/wire-codec';
import { portReceive } from '../board';
import { deviceKeys } from './device-keys';
import { hello } from './hello';
import { outboxClear, outboxEmpty, outboxFlush, outboxFree, outboxPut } from './outbox';
import { hostLeft, hostCame, request, takesRequests } from './requests';

const PORTS: u32 = 3;
const NO_PORT: u32 = 0xff;

// One whole frame at a time is taken in. A port that starts a frame while another port's is being taken waits in the
// board's buffer; so one large buffer serves all ports.
const receiver: Receiver = changetype<Receiver>(memory.data(2360, 8));
const chunk: usize = memory.data(64, 4);
let chunkAt: u32 = 0;
let chunkLength: u32 = 0;
let chunkPort: u32 = NO_PORT;

/** The port that the session, or the handshake, belongs to. */
let owner: u32 = NO_PORT;
/** Ports that bytes wait on, a bit each; ports that are open. */
let readable: u32 = 0;
let open: u32 = 0;
/** Bytes of a message to send, with kind before and tag behind, then the frame around them. */
const message: usize = memory.data(2344, 8);
const frame: usize = memory.data(2368, 8);
const prologue: usize = memory.data<u8>([115, 105, 103, 105, 108, 108, 97, 116, 111, 114, 32, 49]); // "sigillator 1"
/** Steps of X25519 in one step of the device: about half a millisecond each on the M0+. */
const CURVE_STEPS: u32 = 16;

/** True while a session stands. */
export function inSession(): bool {
  return owner != NO_PORT && noisePhase == NoisePhase.Done;
}

export function portOpened(port: u32): void {
  open |= 1 << port;
  readable |= 1 << port;
}

export function portClosed(port: u32): void {
  open &= ~(1 << port);
  readable &= ~(1 << port);
  if (chunkPort == port) dropInput();
  if (owner == port) endSession();
}

export function portReadable(port: u32): void {
  if ((open >> port) & 1) readable |= 1 << port;
}

function dropInput(): void {
  chunkPort = NO_PORT;
  chunkAt = 0;
  chunkLength = 0;
  frameReset(receiver);
}

/** Ends the session: its keys are gone, what waited to be sent is gone; what the clerk approved goes on. */
export function endSession(): void {
  if (owner == NO_PORT) return;
  owner = NO_PORT;
  noiseEnd();
  outboxClear();
  hostLeft();
}

/** One piece of work; 1 while more waits. */
export function linkStep(): u32 {
  if (owner != NO_PORT) outboxFlush(owner);
  if (handshakeWorks()) return handshakeStep();
  if (!takesRequests() || !outboxFree()) return 0;
  if (chunkAt == chunkLength && !fill()) return 0;
  while (chunkAt < chunkLength) {
    const fed = frameFeed(receiver, load<u8>(chunk + chunkAt++));
    if (fed == Fed.Frame) {
      take();
      return 1;
    }
  }
  return 1;
}

/** The next bytes: of the port whose frame is half here, else of any. */
function fill(): bool {
  receiver.capacity = MAX_FRAME;
  for (let port: u32 = 0; port < PORTS; port++) {
    if (!((readable >> port) & 1)) continue;
    if (chunkPort != NO_PORT && chunkPort != port && receiver.length > 0) continue;
    const length = portReceive(port, chunk, 64);
    if (length == 0) {
      readable &= ~(1 << port);
      continue;
    }
    if (chunkPort != port) frameReset(receiver);
    chunkPort = port;
    chunkAt = 0;
    chunkLength = length;
    return true;
  }
  return false;
}

function take(): void {
  const port = chunkPort;
  const bytes = frameBuffer(receiver);
  const length = receiver.length - 1;
  const kind = load<u8>(bytes);
  if (kind == FrameKind.Plain) takePlain(port, bytes + 1, length);
  else if (kind == FrameKind.Handshake) takeHandshake(port, bytes + 1, length);
  else if (kind == FrameKind.Session && port == owner && noisePhase == NoisePhase.Done) takeSession(bytes + 1, length);
  frameReset(receiver);
}

/** Before a session: hello, and nothing else. */
function takePlain(port: u32, bytes: usize, length: u32): void {
  const number = decodeRequest(bytes, length);
  if (number == Message.Hello) {
    // A new hello on the port of the session is a host that starts anew.
    if (port == owner) endSession();
    const error = hello();
    if (error != 0) sendPlainError(port, error, Message.Hello);
    else sendPlain(port, Message.Hello);
  } else sendPlainError(port, number < 0 ? -number : WireError.NoSession, number > 0 ? number : 0);
}

function takeHandshake(port: u32, bytes: usize, length: u32): void {
  if (owner != NO_PORT && owner != port) return sendPlainError(port, WireError.Busy, 0);
  if (noisePhase == NoisePhase.ReadThird) {
    if (!noiseReadThird(bytes, length)) endSession();
    return;
  }
  // Any other handshake message is the first of a new one; the session before it ends.
  endSession();
  if (randomBytes(message, 32) != 0) return sendPlainError(port, WireError.Internal, 0);
  owner = port;
  noiseBegin(deviceKeys(), deviceKeys() + 32, prologue, 12, message);
  memory.fill(message, 0, 32);
  if (!noiseReadFirst(bytes, length)) endSession();
}

function handshakeWorks(): bool {
  return (
    noisePhase == NoisePhase.Ephemeral ||
    noisePhase == NoisePhase.Ee ||
    noisePhase == NoisePhase.Es ||
    noisePhase == NoisePhase.Se
  );
}

function handshakeStep(): u32 {
  noiseStep(CURVE_STEPS);
  if (noisePhase == NoisePhase.SendSecond) {
    store<u8>(message, FrameKind.Handshake);
    const length = noiseWriteSecond(message, 0, message + 1);
    send(owner, 1 + length);
  } else if (noisePhase == NoisePhase.Done) hostCame(noiseHostKey);
  else if (noisePhase == NoisePhase.Failed) endSession();
  return 1;
}

function takeSession(bytes: usize, length: u32): void {
  if (length > MAX_MESSAGE + 16 || !cipherOpen(noiseReceive, 0, 0, bytes, length, bytes)) {
    const port = owner;
    endSession();
    return sendPlainError(port, WireError.NoSession, 0);
  }
  const number = decodeRequest(bytes, length - 16);
  // requests.ts answers each request exactly once by answer() or refuse(), now or when the clerk has acted.
  if (number < 0) refuse(messageTag, 0, <WireError>(-number));
  else request(number, messageTag);
  memory.fill(bytes, 0, length);
}

/** Sends the answer or notice that lies in the fields. Without a session it is dropped: the host asks again. */
export function answer(number: Message, tag: u32): void {
  if (!inSession()) return;
  const length = encodeAnswer(number, tag, message + 1);
  store<u8>(message, FrameKind.Session);
  send(owner, 1 + cipherSeal(noiseSend, 0, 0, message + 1, length, message + 1));
}

export function refuse(tag: u32, number: u32, error: WireError): void {
  clearFields();
  setNumber(0, error);
  setNumber(1, number);
  answer(Message.Error, tag);
}

function sendPlain(port: u32, number: Message): void {
  store<u8>(message, FrameKind.Plain);
  send(port, 1 + encodeAnswer(number, messageTag, message + 1));
}

function sendPlainError(port: u32, error: u32, number: u32): void {
  clearFields();
  setNumber(0, error);
  setNumber(1, number);
  sendPlain(port, Message.Error);
}

/** Frames what lies in `message` and queues it, or gives it to a port that has no queue: a host without a session. */
function send(port: u32, length: u32): void {
  const size = frameWrite(message, length, frame);
  if (port == owner) {
    outboxPut(frame, size);
    outboxFlush(port);
  } else if (outboxEmpty() || owner != NO_PORT) sendOnce(port, size);
}
