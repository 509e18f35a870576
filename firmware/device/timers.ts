// Several timers on the one alarm of the board. Called by the machine, the card slot and the screens.
import { alarm, milliseconds } from './board';

export const enum Timer {
  /** No key for the set time. */
  Idle = 0,
  /** What the screen asked for: a turning sign, a countdown. */
  Screen = 1,
  /** The card slot: a card that must answer. */
  Card = 2,
  /** A host that began a handshake must end it. */
  Handshake = 3,
  /** A host's request that waits for a person. */
  Request = 4,
  /** Contacts of the keypad come to rest. */
  Keys = 5,
  /** A port waits for what is half here from another one. */
  HalfFrame = 6,
}
const COUNT: u32 = 7;

@unmanaged
class Slot {
  running: u32;
  due: u32;
}
const SLOT: usize = 8;
const slots: usize = memory.data(56, 4);

function slot(timer: Timer): Slot {
  return changetype<Slot>(slots + <usize>timer * SLOT);
}

export function setTimer(timer: Timer, delay: u32): void {
  slot(timer).running = 1;
  slot(timer).due = milliseconds() + delay;
  arm();
}

export function clearTimer(timer: Timer): void {
  if (!slot(timer).running) return;
  slot(timer).running = 0;
  arm();
}

export function timerRuns(timer: Timer): bool {
  return slot(timer).running != 0;
}

/** True once for a timer whose time has come. */
export function timerDue(timer: Timer): bool {
  const it = slot(timer);
  if (!it.running || <i32>(milliseconds() - it.due) < 0) return false;
  it.running = 0;
  return true;
}

/** Asks the board for the nearest; after every alarm too, since an alarm comes once. */
export function arm(): void {
  const now = milliseconds();
  let nearest: u32 = 0;
  for (let i: u32 = 0; i < COUNT; i++) {
    const it = slot(<Timer>i);
    if (!it.running) continue;
    const left: u32 = <i32>(it.due - now) > 0 ? it.due - now : 1;
    if (nearest == 0 || left < nearest) nearest = left;
  }
  alarm(nearest);
}
