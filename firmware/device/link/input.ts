// Bytes of all ports become frames, one at a time. Called by link.ts.
// A port that begins a frame while another port's is half here waits in the board's buffer, so one buffer serves all;
// but not for long: noise, or a program that died, must not keep the other ports silent. SPEC "Frames".
import { HALF_FRAME_MS, MAX_FRAME } from '../../../protocol/generated/firmware/wire';
import { Fed, frameBuffer, frameFeed, frameReset, Receiver } from '../../shared/frame';
import { milliseconds, portReceive } from '../board';
import { clearTimer, setTimer, Timer } from '../timers';

const PORTS: u32 = 3;
const NO_PORT: u32 = 0xff;
const CHUNK: u32 = 64;

const receiver: Receiver = changetype<Receiver>(memory.data(2360, 8));
const chunk: usize = memory.data(64, 4);
let at: u32 = 0;
let length: u32 = 0;
/** The port that the chunk and the frame in the receiver came from. */
let port: u32 = NO_PORT;
/** When the bytes came with which that frame began. What damage and whole frames before it took counts too. */
let since: u32 = 0;
/** Ports that are open, and those that may have bytes: a bit each. */
let open: u32 = 0;
let readable: u32 = 0;

export function inputOpened(which: u32): void {
  if (which >= PORTS) return;
  if (port == which) drop();
  open |= 1 << which;
  readable |= 1 << which;
}

export function inputClosed(which: u32): void {
  open &= ~(1 << which);
  readable &= ~(1 << which);
  if (port == which) drop();
}

export function inputReadable(which: u32): void {
  readable |= open & (1 << which);
}

function drop(): void {
  port = NO_PORT;
  at = 0;
  length = 0;
  frameReset(receiver);
}

/** What one piece of work brought. */
export const enum Input {
  /** Nothing waits. */
  Empty = 0,
  More = 1,
  /** A frame: see inputPort, inputFrame and inputLength; then call inputDone. */
  Frame = 2,
}

/** `session` is the port of the session, or none; `held`: it is not read, since its host does not read either. */
export function inputStep(session: u32, held: bool): Input {
  const resting = held && port == session;
  if ((at == length || resting) && !fill(session, held)) return Input.Empty;
  while (at < length) {
    const fed = frameFeed(receiver, load<u8>(chunk + at++));
    if (fed == Fed.Frame) return Input.Frame;
  }
  return Input.More;
}

export function inputPort(): u32 {
  return port;
}
/** Kind byte and message. */
export function inputFrame(): usize {
  return frameBuffer(receiver);
}
export function inputLength(): u32 {
  return receiver.length;
}

/** The frame has been used; nothing of it stays. */
export function inputDone(): void {
  memory.fill(frameBuffer(receiver), 0, receiver.length);
  frameReset(receiver);
}

/** The next bytes: of each port in turn, but what is half here keeps others than the session's waiting for a while. */
function fill(session: u32, held: bool): bool {
  receiver.capacity = MAX_FRAME;
  clearTimer(Timer.HalfFrame);
  const left = leftOfHalf();
  let waits = false;
  const last = port == NO_PORT ? PORTS - 1 : port;
  for (let turn: u32 = 1; turn <= PORTS; turn++) {
    const which = (last + turn) % PORTS;
    if (!((readable >> which) & 1) || (held && which == session)) continue;
    if (left > 0 && which != port && which != session) waits = true;
    else if (receive(which, session)) return true;
  }
  if (waits) setTimer(Timer.HalfFrame, left);
  return false;
}

/** Takes bytes of this port; whatever another one left half here is gone then. */
function receive(which: u32, session: u32): bool {
  const taken = portReceive(which, chunk, CHUNK);
  if (taken == 0) {
    readable &= ~(1 << which);
    return false;
  }
  if (port != which) drop();
  if (between()) since = milliseconds();
  port = which;
  at = 0;
  length = taken;
  return true;
}

/** Milliseconds that other ports still wait for what is half here. */
function leftOfHalf(): u32 {
  if (between() || receiver.lost != 0) return 0;
  const left = <i32>(since + HALF_FRAME_MS - milliseconds());
  return left > 0 ? left : 0;
}

/** True where no frame is half here. */
function between(): bool {
  return at == length && receiver.length == 0 && receiver.run == 0 && receiver.zero == 0 && receiver.lost == 0;
}
