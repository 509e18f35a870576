// One key of the key store, encrypted by itself: it is laid open only while something is computed with it. Called by
// key-store.ts.
import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { KeyRow } from './key-row.ts';

export interface StoredKey extends KeyRow {
  /** Nonce and key, encrypted; hex. */
  sealed: string;
}

type Cipher = ReturnType<typeof xchacha20poly1305>;

/** What the row says of the key is bound to it. The cipher's own key lives for one use. */
function withCipher(storeKey: Uint8Array, nonce: Uint8Array, row: KeyRow, use: (cipher: Cipher) => Uint8Array) {
  const bound = [row.user, row.use, row.generation, row.method, row.classic, row.card];
  const cipherKey = hkdf(sha256, storeKey, undefined, new TextEncoder().encode('one key'), 32);
  try {
    return use(xchacha20poly1305(cipherKey, nonce, new TextEncoder().encode(JSON.stringify(bound))));
  } finally {
    cipherKey.fill(0);
  }
}

export function sealedKey(storeKey: Uint8Array, row: KeyRow, digits: Uint8Array): StoredKey {
  const nonce = randomBytes(24);
  const sealed = Buffer.concat([nonce, withCipher(storeKey, nonce, row, (cipher) => cipher.encrypt(digits))]);
  return { ...row, sealed: sealed.toString('hex') };
}

/** The digits, to be overwritten after use. */
export function openKey(storeKey: Uint8Array, row: StoredKey): Uint8Array {
  const sealed = Buffer.from(row.sealed, 'hex');
  return withCipher(storeKey, sealed.subarray(0, 24), row, (cipher) => cipher.decrypt(sealed.subarray(24)));
}

/** Compares without telling by its time where two keys differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}
