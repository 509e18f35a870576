// The two cipher states of a Noise session (revision 34, 5.1), ChaCha20-Poly1305 with a counter as nonce.
// Called by noise-handshake.ts and by the link of the device.
import { AEAD_CTX, AEAD_TAG, aeadOpen, aeadSeal } from './chacha20-poly1305';
import { wipe } from './constant-time';

// A cipher state: key, 32 bytes | counter, 8 bytes.
export const CIPHER_STATE: u32 = 40;
const COUNTER: usize = 32;

const aead: usize = memory.data(AEAD_CTX, 8);
// 96 bits of nonce: 32 of zero, then the counter, lowest byte first (12.3).
const nonce: usize = memory.data(16, 8);

/** 5.1 InitializeKey. */
export function cipherStart(state: usize, key: usize): void {
  memory.copy(state, key, 32);
  store<u64>(state, 0, COUNTER);
}

function takeNonce(state: usize): bool {
  const counter = load<u64>(state, COUNTER);
  // 2^64 - 1 is reserved; a session never gets there, and one that did would end.
  if (counter == u64.MAX_VALUE) return false;
  store<u32>(nonce, 0);
  store<u32>(nonce, <u32>counter, 4);
  store<u32>(nonce, <u32>(counter >> 32), 8);
  return true;
}

function countUp(state: usize): void {
  store<u64>(state, load<u64>(state, COUNTER) + 1, COUNTER);
}

/** Encrypts `n` bytes at `p` to `out` (may be `p`), tag behind; answers the length, 0 when the counter is used up. */
export function cipherSeal(state: usize, aad: usize, aadLength: u32, p: usize, n: u32, out: usize): u32 {
  if (!takeNonce(state)) return 0;
  aeadSeal(aead, state, nonce, aad, aadLength, p, n, out, out + n);
  countUp(state);
  return n + AEAD_TAG;
}

/** Decrypts `n` bytes at `p`, the tag being the last 16, to `out`; answers 1 if they were genuine. */
export function cipherOpen(state: usize, aad: usize, aadLength: u32, p: usize, n: u32, out: usize): u32 {
  if (n < AEAD_TAG || !takeNonce(state)) return 0;
  const length = n - AEAD_TAG;
  // 5.1: the counter stays where it was when a message is not genuine.
  if (!aeadOpen(aead, state, nonce, aad, aadLength, p, length, p + length, out)) return 0;
  countUp(state);
  return 1;
}

export function cipherWipe(state: usize): void {
  wipe(state, CIPHER_STATE);
}
