// The issuer's master key as a file: wrapped under the secrets of two officers, so that neither can open it alone.
// Called by the CLI. Each secret goes through scrypt with a salt of its own; HKDF joins both.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, randomBytes } from '@noble/hashes/utils.js';
import { SealError } from '../errors.ts';

const FORMAT = 'sigillator-issuer-master-1';
const SHORTEST_SECRET = 8;

export interface MasterFile {
  format: typeof FORMAT;
  /** scrypt's N; r = 8, p = 1. */
  cost: number;
  salts: [string, string];
  nonce: string;
  wrapped: string;
}

/** Two secrets in the order in which the officers gave them at creation. */
export type OfficerSecrets = [string, string];

function wrappingKey(secrets: OfficerSecrets, salts: Uint8Array[], cost: number): Uint8Array {
  const parts = secrets.map((secret, i) =>
    scrypt(new TextEncoder().encode(secret.normalize('NFC')), salts[i]!, { N: cost, r: 8, p: 1, dkLen: 32 }),
  );
  return hkdf(sha256, concatBytes(...parts), undefined, new TextEncoder().encode(FORMAT), 32);
}

/** A new master, wrapped. 2^17 makes a guess cost 128 MB and about half a second; tests take less. */
export function createMaster(secrets: OfficerSecrets, cost = 2 ** 17): { master: Uint8Array; file: MasterFile } {
  for (const secret of secrets)
    if (secret.length < SHORTEST_SECRET)
      throw new SealError('secret-too-short', `Officer's secret: expected at least ${SHORTEST_SECRET} characters.`);
  if (secrets[0] === secrets[1])
    throw new SealError('secrets-equal', "Officers' secrets: expected two different ones, got the same twice.");
  const [master, nonce, ...salts] = [randomBytes(32), randomBytes(12), randomBytes(16), randomBytes(16)];
  const wrapped = chacha20poly1305(wrappingKey(secrets, salts, cost), nonce).encrypt(master);
  const [first, second] = salts.map(bytesToHex) as [string, string];
  const file = { format: FORMAT, cost, salts: [first, second], nonce: bytesToHex(nonce), wrapped: bytesToHex(wrapped) };
  return { master, file: file as MasterFile };
}

export function parseMasterFile(text: string): MasterFile {
  const hex = (value: unknown, bytes: number): boolean =>
    typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]*$/.test(value);
  try {
    const file = JSON.parse(text) as MasterFile;
    const cost = Number.isInteger(Math.log2(file.cost)) && file.cost >= 2 && file.cost <= 2 ** 20;
    const fields = hex(file.nonce, 12) && hex(file.wrapped, 48) && file.salts.length === 2;
    if (file.format === FORMAT && cost && fields && file.salts.every((salt) => hex(salt, 16))) return file;
  } catch {
    // Falls to the one sentence below: whatever is wrong, it is no master file.
  }
  throw new SealError('master-file', `Reading the issuer master: expected a file of the form ${FORMAT}.`);
}

export function openMaster(file: MasterFile, secrets: OfficerSecrets): Uint8Array {
  const key = wrappingKey(secrets, file.salts.map(hexToBytes), file.cost);
  try {
    return chacha20poly1305(key, hexToBytes(file.nonce)).decrypt(hexToBytes(file.wrapped));
  } catch (cause) {
    const message = 'Opening the issuer master: one of the two secrets is wrong, or they are in the wrong order.';
    throw new SealError('master-not-opened', message, { cause });
  }
}
