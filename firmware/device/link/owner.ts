// The one session of the device: which port it belongs to, how it is agreed on, how it ends. SPEC "Session".
// Called by link.ts; send.ts and the requests ask whether it stands.
import { wipe } from '../../shared/constant-time';
import {
  noiseBegin, noiseEnd, noiseHostKey, NoisePhase, noisePhase, noiseReadFirst, noiseReadThird, noiseStep,
} from '../../shared/noise-handshake';
import { Random, randomBytes } from '../../shared/random';
import { clearTimer, setTimer, Timer } from '../timers';
import { deviceKeysForget, deviceKeysLoad } from './device-keys';
import { outboxClear } from './outbox';
import { hostCame, hostLeft, hostStays } from './requests';
import { sendSecond } from './send';

const NO_PORT: u32 = 0xff;
/** A host has so long from its first to its third message. */
const HANDSHAKE_MS: u32 = 10_000;
/** Steps of X25519 in one step of the device: about half a millisecond each on the M0+. */
const CURVE_STEPS: u32 = 16;
const PROLOGUE: u32 = 12;
const prologue: usize = memory.data<u8>([115, 105, 103, 105, 108, 108, 97, 116, 111, 114, 32, 49]); // "sigillator 1"
const random: usize = memory.data(32, 8);

/** The port that session or handshake belongs to. */
export let owner: u32 = NO_PORT;

/** True while a session stands. */
export function inSession(): bool {
  return owner != NO_PORT && noisePhase == NoisePhase.Done;
}

/** Ends session or handshake: its keys are gone, and what waited to be sent; what the clerk approved goes on. */
export function endSession(): void {
  if (owner == NO_PORT) return;
  const stood = inSession();
  owner = NO_PORT;
  clearTimer(Timer.Handshake);
  deviceKeysForget();
  noiseEnd();
  outboxClear();
  if (stood) hostLeft();
}

/** False where another port has the session and keeps it: a host that is paired, is pairing, or is shaking hands. */
export function mayTake(port: u32): bool {
  return owner == NO_PORT || owner == port || (inSession() && !hostStays());
}

/** Takes a message of the handshake from a port that may. */
export function handshakeTake(port: u32, bytes: usize, length: u32): void {
  if (owner == port && noisePhase == NoisePhase.ReadThird) {
    if (!noiseReadThird(bytes, length)) endSession();
    return;
  }
  // Any other handshake message is the first of a new one; the session before it ends.
  endSession();
  const keys = deviceKeysLoad();
  if (keys == 0 || randomBytes(random, 32) != Random.OK) return deviceKeysForget();
  owner = port;
  noiseBegin(keys, keys + 32, prologue, PROLOGUE, random);
  wipe(random, 32);
  if (!noiseReadFirst(bytes, length)) return endSession();
  setTimer(Timer.Handshake, HANDSHAKE_MS);
}

export function handshakeWorks(): bool {
  return (
    noisePhase == NoisePhase.Ephemeral || noisePhase == NoisePhase.Ee || noisePhase == NoisePhase.Es ||
    noisePhase == NoisePhase.Se
  );
}

export function handshakeStep(): void {
  noiseStep(CURVE_STEPS);
  if (noisePhase == NoisePhase.SendSecond) {
    deviceKeysForget();
    sendSecond(owner);
  } else if (noisePhase == NoisePhase.Done) {
    clearTimer(Timer.Handshake);
    hostCame(noiseHostKey);
  } else if (noisePhase == NoisePhase.Failed) endSession();
}
