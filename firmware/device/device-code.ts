// The code that guards the settings: stored stretched, checked in constant time, slower after wrong tries.
// Called by the settings screens. A try is counted before it is checked; the wait starts anew at power-on.
import { equalBytes, wipe } from '../shared/constant-time';
import { PBKDF2_CTX, pbkdf2Begin, pbkdf2Finish, pbkdf2Step } from '../shared/pbkdf2';
import { Random, randomBytes } from '../shared/random';
import { counterRaise, counterRead, counterWrite } from '../shared/store-counter';
import { Store, storeBegin, storeCommit, storeIdle, storePut, storeRead } from '../shared/store';
import { milliseconds } from './board';
import { entryAscii, entryLength } from './keypad/entry';
import { StoreKey } from './settings';

export const CODE_LEAST: u32 = 6;
export const CODE_MOST: u32 = 8;
/** About half a second on the board. */
const ITERATIONS: u32 = 4000;
/** Iterations in one step of at most 10 ms. */
const PER_STEP: u32 = 64;
const LONGEST_WAIT: u32 = 900;

export const enum Code {
  Working = 0,
  Right = 1,
  Wrong = 2,
  /** The memory failed. */
  Failed = 3,
}

/** Salt (16), stretched code (32). */
const SIZE: u32 = 48;
const record: usize = memory.data(48, 8);
const context: usize = memory.data(PBKDF2_CTX, 8);
const digits: usize = memory.data(8, 8);
const result: usize = memory.data(32, 8);
const zero: usize = memory.data(4, 4);

@unmanaged
class Wait {
  since: u32;
  seconds: u32;
  /** 1 while the code is new and to be stored, 0 while it is checked. */
  storing: u32;
}
const wait = changetype<Wait>(memory.data(12, 4));

/** True once a code has been set. */
export function codeExists(): bool {
  const length = storeRead(StoreKey.Code, record, SIZE);
  return length == SIZE;
}

/** At power-on: wrong tries of before still cost their wait. */
export function codeInit(): void {
  startWait(counterRead(StoreKey.CodeTries));
}

/** Seconds until the next try is allowed. */
export function codeWait(): u32 {
  const passed: u32 = (milliseconds() - wait.since) / 1000;
  if (passed >= wait.seconds) wait.seconds = 0;
  return wait.seconds == 0 ? 0 : wait.seconds - passed;
}

/** Two seconds after the first wrong try, then twice as long each time. */
function startWait(tries: i32): void {
  wait.since = milliseconds();
  wait.seconds = tries <= 0 ? 0 : min<u32>(LONGEST_WAIT, <u32>1 << min<u32>(tries, 10));
}

/** Begins to stretch the typed digits as a new code, with a salt of its own. False without random numbers. */
export function codeBeginStore(): bool {
  wait.storing = 1;
  if (randomBytes(record, 16) != Random.OK) return false;
  stretch();
  return true;
}

/** Counts a try and begins to stretch the typed digits. False if it could not be counted. */
export function codeBeginCheck(): bool {
  wait.storing = 0;
  if (storeRead(StoreKey.Code, record, SIZE) != SIZE) return false;
  let counted = counterRaise(StoreKey.CodeTries);
  for (let i = 0; i < 16 && counted == Store.BUSY; i++) {
    storeIdle();
    counted = counterRaise(StoreKey.CodeTries);
  }
  if (counted != Store.OK) return false;
  stretch();
  return true;
}

function stretch(): void {
  entryAscii(digits);
  pbkdf2Begin(context, digits, entryLength(), record, 16, 1, ITERATIONS);
  wipe(digits, CODE_MOST);
}

/** Does at most 10 ms of the work begun. */
export function codeStep(): Code {
  if (pbkdf2Step(context, PER_STEP) != 0) return Code.Working;
  pbkdf2Finish(context, result);
  const outcome = wait.storing ? keep() : compare();
  wipe(result, 32);
  wipe(record, SIZE);
  return outcome;
}

function keep(): Code {
  memory.copy(record + 16, result, 32);
  store<u32>(zero, 0);
  for (let i = 0; i < 16; i++) {
    const begun = storeBegin();
    if (begun == Store.OK && storePut(StoreKey.Code, record, SIZE, 1) == Store.OK)
      return commit() ? Code.Right : Code.Failed;
    storeIdle();
  }
  return Code.Failed;
}

/** No wrong tries yet, and both records at once. */
function commit(): bool {
  return storePut(StoreKey.CodeTries, zero, 4, 0) == Store.OK && storeCommit() == Store.OK;
}

function compare(): Code {
  const right = equalBytes(record + 16, result, 32);
  if (right) return counterWrite(StoreKey.CodeTries, 0) == Store.OK ? Code.Right : Code.Failed;
  startWait(counterRead(StoreKey.CodeTries));
  return Code.Wrong;
}
