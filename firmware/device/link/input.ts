// Bytes of all ports become frames, one at a time. Called by link.ts.
// A port that begins a frame while another port's is half here waits in the board's buffer, so one buffer serves all.
import { MAX_FRAME } from '../../../protocol/generated/firmware/wire';
import { Fed, frameBuffer, frameFeed, frameReset, Receiver } from '../../shared/frame';
import { portReceive } from '../board';

const PORTS: u32 = 3;
const NO_PORT: u32 = 0xff;
const CHUNK: u32 = 64;

const receiver: Receiver = changetype<Receiver>(memory.data(2360, 8));
const chunk: usize = memory.data(64, 4);
let at: u32 = 0;
let length: u32 = 0;
/** The port that the chunk and the frame in the receiver came from. */
let port: u32 = NO_PORT;
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

export function inputStep(): Input {
  if (at == length && !fill()) return Input.Empty;
  while (at < length) if (frameFeed(receiver, load<u8>(chunk + at++)) == Fed.Frame) return Input.Frame;
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

/** The next bytes: of the port whose frame is half here, else of any. */
function fill(): bool {
  receiver.capacity = MAX_FRAME;
  for (let which: u32 = 0; which < PORTS; which++) {
    if (!((readable >> which) & 1)) continue;
    if (port != which && port != NO_PORT && !between()) continue;
    const taken = portReceive(which, chunk, CHUNK);
    if (taken == 0) {
      readable &= ~(1 << which);
      continue;
    }
    if (port != which) frameReset(receiver);
    port = which;
    at = 0;
    length = taken;
    return true;
  }
  return false;
}

/** True where no frame is half here. */
function between(): bool {
  return receiver.length == 0 && receiver.run == 0 && receiver.zero == 0 && receiver.lost == 0;
}
