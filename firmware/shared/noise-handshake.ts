// Noise_XX_25519_ChaChaPoly_SHA256 (Noise revision 34), the responder, in steps. One handshake at a time.
//   -> e        noiseReadFirst
//   <- e, ee, s, es   noiseStep until NoisePhase.SendSecond, then noiseWriteSecond
//   -> s, se    noiseReadThird, noiseStep until NoisePhase.Done
// Called by the link of the device; host/src/link/noise.ts is the initiator.
import { AEAD_TAG } from './chacha20-poly1305';
import { wipe } from './constant-time';
import { HKDF_CTX, hkdfExpand, hkdfExtract } from './hkdf';
import { CIPHER_STATE, cipherOpen, cipherSeal, cipherStart } from './noise-cipher';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from './sha256';
import { X25519_CTX, x25519Begin, x25519BeginBase, x25519Finish, x25519Step } from './x25519';

export const enum NoisePhase {
  Idle = 0,
  /** Working on the ephemeral key pair, on ee, on es: call noiseStep. */
  Ephemeral = 1,
  Ee = 2,
  Es = 3,
  SendSecond = 4,
  ReadThird = 5,
  /** Working on se: call noiseStep. */
  Se = 6,
  Done = 7,
  Failed = 8,
}

// All secrets of a handshake lie in one region, which noiseWipe empties:
// ck 32 | h 32 | ephemeral private 32 | cipher state 40 | shared secret 32 | derived 64 | X25519 | HKDF
const CK: usize = 0;
const H: usize = 32;
const E_PRIVATE: usize = 64;
const CIPHER: usize = 96;
const SECRET: usize = 136;
const DERIVED: usize = 168;
const DH: usize = 232;
const HKDF: usize = DH + ((X25519_CTX + 7) & ~7);
const REGION: usize = HKDF + HKDF_CTX;
const region: usize = memory.data(REGION, 8);
const sha: usize = memory.data(SHA256_CTX, 8);
const ePublic: usize = memory.data(32, 4);
/** Public keys of the host: ephemeral, then long-lived (known in phase Done). */
const rePublic: usize = memory.data(32, 4);
export const noiseHostKey: usize = memory.data(32, 4);
/** Cipher states after the handshake: what the host sends, what the device sends. */
export const noiseReceive: usize = memory.data(CIPHER_STATE, 8);
export const noiseSend: usize = memory.data(CIPHER_STATE, 8);

let hasKey: bool = false;
let sPrivate: usize = 0;
let sPublic: usize = 0;
export let noisePhase: NoisePhase = NoisePhase.Idle;
// The third message waits here while se is worked on: 48 bytes of key, then a payload.
const thirdPayload: usize = memory.data(256, 4);
let thirdLength: u32 = 0;

const protocolName: usize = memory.data<u8>([
  78, 111, 105, 115, 101, 95, 88, 88, 95, 50, 53, 53, 49, 57, 95, 67, 104, 97, 67, 104, 97, 80, 111, 108, 121, 95, 83,
  72, 65, 50, 53, 54, // Noise_XX_25519_ChaChaPoly_SHA256, just the 32 bytes that need no hashing (5.2)
]);

/** Wipes everything that a handshake left; a session that stands keeps its two cipher states. */
export function noiseWipe(): void {
  wipe(region, <u32>REGION);
  hasKey = false;
  if (noisePhase != NoisePhase.Done) noisePhase = NoisePhase.Idle;
}

/** Ends session and handshake. */
export function noiseEnd(): void {
  wipe(noiseReceive, CIPHER_STATE);
  wipe(noiseSend, CIPHER_STATE);
  noisePhase = NoisePhase.Idle;
  noiseWipe();
}

/** 32 bytes of the hash over the whole handshake; valid after Done until noiseWipe. */
export function noiseHash(): usize {
  return region + H;
}

// 5.2 MixHash: h = SHA-256(h | data).
function mixHash(data: usize, length: u32): void {
  sha256Init(sha);
  sha256Update(sha, region + H, 32);
  sha256Update(sha, data, length);
  sha256Final(sha, region + H);
}

// 5.2 MixKey: ck, k = HKDF(ck, secret). Noise's HKDF is RFC 5869 with salt ck and empty info (4.3).
function mixKey(): void {
  const prk = region + SECRET;
  hkdfExtract(region + HKDF, region + CK, 32, region + SECRET, 32, prk);
  hkdfExpand(region + HKDF, prk, 32, 0, 0, region + DERIVED, 64);
  memory.copy(region + CK, region + DERIVED, 32);
  cipherStart(region + CIPHER, region + DERIVED + 32);
  hasKey = true;
  wipe(region + SECRET, 32);
  wipe(region + DERIVED, 64);
}

function fail(): u32 {
  noiseEnd();
  noisePhase = NoisePhase.Failed;
  return 0;
}

/** Begins: keys of this device (32 bytes each, kept by the caller), the prologue, 32 fresh random bytes. */
export function noiseBegin(
  privateKey: usize, publicKey: usize, prologue: usize, prologueLength: u32, random: usize,
): void {
  noiseEnd();
  sPrivate = privateKey;
  sPublic = publicKey;
  memory.copy(region + CK, protocolName, 32);
  memory.copy(region + H, protocolName, 32);
  mixHash(prologue, prologueLength);
  memory.copy(region + E_PRIVATE, random, 32);
}

/** -> e. Answers 1, or 0 for a message that is too short. A payload (unused by the wire) is mixed in as it stands. */
export function noiseReadFirst(message: usize, length: u32): u32 {
  if (length < 32) return fail();
  memory.copy(rePublic, message, 32);
  mixHash(rePublic, 32);
  mixHash(message + 32, length - 32);
  x25519BeginBase(region + DH, region + E_PRIVATE);
  noisePhase = NoisePhase.Ephemeral;
  return 1;
}

/** Does at most `most` steps of X25519; answers 1 while more work waits. */
export function noiseStep(most: u32): u32 {
  if (noisePhase != NoisePhase.Ephemeral && noisePhase != NoisePhase.Ee && noisePhase != NoisePhase.Es) {
    if (noisePhase != NoisePhase.Se) return 0;
  }
  if (x25519Step(region + DH, most) > 0) return 1;
  // 12.1: an all-zero secret comes from a bad public key; the handshake ends.
  const out = noisePhase == NoisePhase.Ephemeral ? ePublic : region + SECRET;
  if (x25519Finish(region + DH, out)) return fail();
  if (noisePhase == NoisePhase.Ephemeral) {
    mixHash(ePublic, 32);
    return next(NoisePhase.Ee, region + E_PRIVATE, rePublic);
  }
  if (noisePhase == NoisePhase.Ee) {
    mixKey();
    // s is encrypted under ee, before es (7.5): see noiseWriteSecond, which runs when both keys are known.
    encryptStatic();
    return next(NoisePhase.Es, sPrivate, rePublic);
  }
  mixKey();
  if (noisePhase == NoisePhase.Es) noisePhase = NoisePhase.SendSecond;
  else finish();
  return 0;
}

function next(phase: NoisePhase, scalar: usize, point: usize): u32 {
  x25519Begin(region + DH, scalar, point);
  noisePhase = phase;
  return 1;
}

// 5.2 EncryptAndHash of the public key of this device.
const encryptedStatic: usize = memory.data(48, 4);
function encryptStatic(): void {
  cipherSeal(region + CIPHER, region + H, 32, sPublic, 32, encryptedStatic);
  mixHash(encryptedStatic, 48);
}

/** <- e, ee, s, es. Writes 96 bytes and the encrypted payload; answers the length. */
export function noiseWriteSecond(payload: usize, length: u32, out: usize): u32 {
  memory.copy(out, ePublic, 32);
  memory.copy(out + 32, encryptedStatic, 48);
  const sealed = cipherSeal(region + CIPHER, region + H, 32, payload, length, out + 80);
  mixHash(out + 80, sealed);
  noisePhase = NoisePhase.ReadThird;
  return 80 + sealed;
}

/** -> s, se. Answers 1 if the key of the host was genuine; then noiseStep until Done or Failed. */
export function noiseReadThird(message: usize, length: u32): u32 {
  if (length < 64 || length > 48 + 256) return fail();
  if (!cipherOpen(region + CIPHER, region + H, 32, message, 48, noiseHostKey)) return fail();
  mixHash(message, 48);
  thirdLength = length - 48;
  memory.copy(thirdPayload, message + 48, thirdLength);
  x25519Begin(region + DH, region + E_PRIVATE, noiseHostKey);
  noisePhase = NoisePhase.Se;
  return 1;
}

/** The payload under se proves that the host holds its key; then Split (5.2). */
function finish(): void {
  const plain = region + HKDF; // 256 bytes are free there: HKDF_CTX is larger than a tag needs, payloads are empty
  const fits = thirdLength - AEAD_TAG <= HKDF_CTX;
  if (!fits || !cipherOpen(region + CIPHER, region + H, 32, thirdPayload, thirdLength, plain)) {
    fail();
    return;
  }
  mixHash(thirdPayload, thirdLength);
  const prk = region + SECRET;
  hkdfExtract(region + HKDF, region + CK, 32, region, 0, prk);
  hkdfExpand(region + HKDF, prk, 32, 0, 0, region + DERIVED, 64);
  cipherStart(noiseReceive, region + DERIVED);
  cipherStart(noiseSend, region + DERIVED + 32);
  noisePhase = NoisePhase.Done;
  // The hash stays for pairing; everything else goes.
  memory.copy(ePublic, region + H, 32);
  wipe(region, <u32>REGION);
  memory.copy(region + H, ePublic, 32);
}
