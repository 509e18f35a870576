// The one place where RSA keeps secrets: memory that the caller gives, cut into slots; called by the RSA files.
// A slot of one unit holds half a modulus (a prime) as words or limbs, two units hold a whole one.
import { limbCount, Modulus, setMontgomeryScratch } from './montgomery';

/** What a step answers, and why a key, a message or a work was refused. */
export const enum Rsa {
  OK = 0,
  /** Call the step again. */
  WORKING = 1,
  EVEN_MODULUS = 2,
  /** Below 512 bits, not a multiple of 64 bits, or longer than the workspace holds. */
  MODULUS_LENGTH = 3,
  /** e is even, below 3 or not less than n. */
  EXPONENT = 4,
  /** p * q is not n, or a prime is not exactly half as long as n. */
  PRIMES = 5,
  /** A ciphertext or signature is not below n, or not as long as n; a digest or message does not fit. */
  RANGE = 6,
  /** The result did not verify under e: a fault, or d does not belong to the key. Nothing is released. */
  FAULT = 7,
  /** The random source is not seeded or has failed its health test. */
  RANDOM = 8,
  /** Strict decipher only. */
  PADDING = 9,
  /** No key is loaded, or no such work is under way. */
  STATE = 10,
  /** The signature is not one of this message. */
  SIGNATURE = 11,
}

/** Slots, in units from the start of the workspace. */
export const enum Slot {
  // The key, as words.
  N = 0, P = 2, Q = 3, DP = 4, DQ = 5, QINV = 6, E = 7,
  /** 32 bytes: the key of implicit rejection. */
  REJECTION = 8,
  // Moduli inside: limbs and R * R.
  N_LIMBS = 9, N_SQUARE = 11, P_LIMBS = 13, P_SQUARE = 14, Q_LIMBS = 15, Q_SQUARE = 16,
  /** Blinding pair inside: r^e and 1 / r. */
  BLIND = 17, UNBLIND = 19,
  /** What goes into the private operation, and what comes out, as words. */
  INPUT = 21, OUTPUT = 23,
  X = 25, Y = 27,
  HALF_P = 29, HALF_Q = 30,
  EXPONENT = 31,
  /** Sixteen powers of the base; also the four numbers of an inversion (two units each). */
  TABLE = 32,
  POWER = 48, CHOSEN = 49,
  COLUMNS = 50,
  END = 59,
}

/** Bytes of a unit for a modulus of `bits`: limbs of 13 bits in halfwords are the longest of all forms. */
function unitBytes(bits: u32): u32 {
  // A blinded exponent has 32 bits more than half a modulus and fits, because limbs waste three bits of sixteen.
  return max<u32>(80, (max<u32>((((bits >> 1) + 5 + 12) / 13 + 3) & ~3, 40) << 1) + 15 & ~15);
}

/** Bytes of workspace that keys of `bits` need: 9440 for 2048. */
export function rsaWorkspaceBytes(bits: u32): u32 {
  return unitBytes(bits) * <u32>Slot.END;
}

let base: usize = 0;
let capacity: u32 = 0;
let unit: u32 = 0;
/** Bits of the modulus that the slots are cut for. */
export let keyBits: u32 = 0;

const moduli = memory.data(3 * offsetof<Modulus>(), 8);
// @ts-ignore: decorator
@inline
export function modN(): Modulus { return changetype<Modulus>(moduli); }
// @ts-ignore: decorator
@inline
export function modP(): Modulus { return changetype<Modulus>(moduli + offsetof<Modulus>()); }
// @ts-ignore: decorator
@inline
export function modQ(): Modulus { return changetype<Modulus>(moduli + 2 * offsetof<Modulus>()); }

/** Gives the memory, 16-aligned. Any key that was loaded is gone. */
export function rsaSetWorkspace(p: usize, bytes: u32): void {
  base = p;
  capacity = bytes;
  rsaWipe();
}

/** Cuts the slots for a modulus of `bits`, all zero; false if it does not fit. */
export function cutSlots(bits: u32): bool {
  rsaWipe();
  if (rsaWorkspaceBytes(bits) > capacity) return false;
  unit = unitBytes(bits);
  keyBits = bits;
  setMontgomeryScratch(slot(Slot.COLUMNS));
  return true;
}

export function slot(index: Slot): usize {
  return base + <usize>(<u32>index * unit);
}

export function unitLength(): u32 {
  return unit;
}

/** Words of a prime. */
export function halfWords(): u32 {
  return keyBits >> 6;
}

/** Clears every secret of RSA: key, blinding, intermediate values, key generation, the work under way. */
export function rsaWipe(): void {
  memory.fill(base, 0, capacity);
  memory.fill(moduli, 0, 3 * offsetof<Modulus>());
  keyBits = 0;
  memory.fill(workData, 0, offsetof<Work>());
}

/** Which work is under way; a step of another work is refused. */
export const enum Task { NONE, SIGN, VERIFY, DECIPHER, GENERATE, IMPORT, PRIME }

/** Where the work under way stands. No pointer, no secret. */
@unmanaged
export class Work {
  task: Task;
  /** Phase of the task. */
  phase: u32;
  /** Phase of the private operation that a task has begun. */
  operation: u32;
  /** Position inside a power, an inversion, a sieve or a test. */
  cursor: u32;
  /** Rounds of a primality test, or a second position beside `cursor`. */
  round: u32;
  /** What a task keeps: the hash of a signature, the length of a message. */
  detail: u32;
  /** 1 if a whole key is in its slots. */
  loaded: u32;
  /** Private operations with the blinding pair since it was made; zero: there is none. */
  blindings: u32;
}

const workData = memory.data(offsetof<Work>(), 8);
// @ts-ignore: decorator
@inline
export function work(): Work { return changetype<Work>(workData); }

/** Starts a task; whatever was under way is forgotten, the key stays. */
export function beginTask(task: Task): void {
  const w = work();
  w.task = task;
  w.phase = 0;
  w.operation = 0;
  w.cursor = 0;
  w.round = 0;
}

/** Ends a task with its answer. */
export function endTask(result: Rsa): Rsa {
  work().task = Task.NONE;
  return result;
}

/** Next phase of the task. */
export function nextPhase(): Rsa {
  const w = work();
  w.phase++;
  w.cursor = 0;
  return Rsa.WORKING;
}
