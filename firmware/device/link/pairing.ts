// Pairing: commitment, random numbers, six digits, at most three tries of two minutes in all. SPEC "Pairing".
// Called by requests/pair.ts (the host's side) and screens/pairing.ts (the clerk's).
import { HOST_NAME } from '../../../protocol/generated/firmware/wire';
import { wipe } from '../../shared/constant-time';
import { HKDF_CTX, hkdfExpand, hkdfExtract } from '../../shared/hkdf';
import { noiseHash, noiseHostKey } from '../../shared/noise-handshake';
import { Random, randomBytes } from '../../shared/random';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../../shared/sha256';
import { milliseconds } from '../board';
import { hostAdd, NO_HOST } from './hosts';
import { hostsChanged } from './requests';

const OPEN_MS: u32 = 120_000;
/** Somebody in the middle has one guess in a million a try. */
const TRIES: u32 = 3;
const RANDOM: u32 = 16;
const DIGITS: u32 = 6;

const enum Phase {
  None = 0,
  /** The device has committed to its number. */
  Begun = 1,
  /** The numbers are known to both: whoever turns back now has used a try. */
  Revealed = 2,
}
let phase: Phase = Phase.None;
let failures: u32 = 0;
let endsAt: u32 = 0;

const name: usize = memory.data(20, 4);
let nameLength: u32 = 0;
// host's random | device's random
const randoms: usize = memory.data(32, 8);
/** SHA-256 of the device's number. */
export const commitment: usize = memory.data(32, 4);
const sha: usize = memory.data(SHA256_CTX, 8);
const hkdf: usize = memory.data(HKDF_CTX, 8);
const prk: usize = memory.data(32, 8);
const okm: usize = memory.data(8, 8);
const digits: usize = memory.data(8, 4);
const label: usize = memory.data<u8>([
  115, 105, 103, 105, 108, 108, 97, 116, 111, 114, 32, 112, 97, 105, 114, 105, 110, 103, // "sigillator pairing"
]);
const LABEL: u32 = 18;

/** The clerk opens pairing. */
export function pairingOpen(): void {
  pairingForget();
  failures = 0;
  endsAt = milliseconds() + OPEN_MS;
}

/** Milliseconds until pairing closes by itself, 0 once it is over. */
export function pairingLeftMs(): u32 {
  const left = <i32>(endsAt - milliseconds());
  return left > 0 ? <u32>left : 0;
}

/** True once no try is left. */
export function pairingUsedUp(): bool {
  return failures >= TRIES;
}

function pairingForget(): void {
  phase = Phase.None;
  wipe(randoms, 32);
  wipe(digits, 8);
}

/** The try under way came to nothing. */
export function pairingFailed(): void {
  if (phase == Phase.Revealed) failures++;
  pairingForget();
}

/** The host left. */
export function pairingLeft(): void {
  pairingFailed();
}

/** Begins a try with the name (Latin-1) that the host gives itself; false without a random number. */
export function pairingBegin(from: usize, length: u32): bool {
  pairingFailed();
  if (pairingUsedUp() || randomBytes(randoms + RANDOM, RANDOM) != Random.OK) return false;
  memory.copy(name, from, min<u32>(length, HOST_NAME));
  nameLength = min<u32>(length, HOST_NAME);
  sha256Init(sha);
  sha256Update(sha, randoms + RANDOM, RANDOM);
  sha256Final(sha, commitment);
  phase = Phase.Begun;
  return true;
}

/** Takes the host's number; answers where the device's lies, or 0 where no try has begun. */
export function pairingReveal(random: usize): usize {
  if (phase != Phase.Begun) return 0;
  memory.copy(randoms, random, RANDOM);
  phase = Phase.Revealed;
  hkdfExtract(hkdf, noiseHash(), 32, randoms, 2 * RANDOM, prk);
  hkdfExpand(hkdf, prk, 32, label, LABEL, okm, 8);
  // Both sides show the number and nobody hides it: dividing it may take what time it takes.
  let number = bswap<u64>(load<u64>(okm)) % 1_000_000;
  for (let i: i32 = DIGITS - 1; i >= 0; i--) {
    store<u8>(digits + i, <u8>(number % 10));
    number /= 10;
  }
  wipe(prk, 32);
  wipe(okm, 8);
  return randoms + RANDOM;
}

/** True while digits wait to be compared. */
export function pairingRevealed(): bool {
  return phase == Phase.Revealed;
}

export function pairingDigits(): usize {
  return digits;
}
export function pairingName(): usize {
  return name;
}
export function pairingNameLength(): u32 {
  return nameLength;
}

/** The clerk has seen the same digits on both sides. */
export function pairingConfirm(): bool {
  if (phase != Phase.Revealed) return false;
  const added = hostAdd(noiseHostKey, name, nameLength) != NO_HOST;
  if (added) hostsChanged(noiseHostKey);
  pairingForget();
  return added;
}
