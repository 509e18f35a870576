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

/** What the row says of the key is bound to it. */
const keyCipher = (storeKey: Uint8Array, nonce: Uint8Array, { user, use, generation, method, classic, card }: KeyRow) =>
  xchacha20poly1305(
    hkdf(sha256, storeKey, undefined, new TextEncoder().encode('one key'), 32),
    nonce,
    new TextEncoder().encode(JSON.stringify([user, use, generation, method, classic, card])),
  );

export function sealedKey(storeKey: Uint8Array, row: KeyRow, digits: Uint8Array): StoredKey {
  const nonce = randomBytes(24);
  const sealed = Buffer.concat([nonce, keyCipher(storeKey, nonce, row).encrypt(digits)]);
  return { ...row, sealed: sealed.toString('hex') };
}

/** The digits, to be overwritten after use. */
export function openKey(storeKey: Uint8Array, row: StoredKey): Uint8Array {
  const sealed = Buffer.from(row.sealed, 'hex');
  return keyCipher(storeKey, sealed.subarray(0, 24), row).decrypt(sealed.subarray(24));
}

/** Compares without telling by its time where two keys differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}
