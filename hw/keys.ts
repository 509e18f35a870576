// Keys of updates: Ed25519, as PEM files that OpenSSL reads and writes. The two development keys are no secret: anybody can derive
// them from the words below, so a first stage that trusts one says DEVELOPMENT. Called by build.ts, sign.ts and tests.
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** PKCS#8 (RFC 8410) up to the 32 bytes of the key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW = 32;

export type DevelopmentKey = 'release' | 'recovery';

export function developmentKey(which: DevelopmentKey): KeyObject {
  const seed = createHash('sha256').update(`sigillator development key, no secret: ${which}`).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
}

/** The 32 bytes of the public key. */
export const publicBytes = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' }).subarray(-RAW);

export const isDevelopment = (key: KeyObject): boolean =>
  (['release', 'recovery'] as const).some((which) => publicBytes(developmentKey(which)).equals(publicBytes(key)));

function readKey(path: string, kind: 'public' | 'private', read: (pem: Buffer) => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read(readFileSync(path));
  } catch (cause) {
    throw new Error(`Reading the ${kind} key ${path}: expected a PEM file; make one with OpenSSL, see hw/README.md.`, {
      cause,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`Reading the ${kind} key ${path}: expected an Ed25519 key, got ${key.asymmetricKeyType}.`);
  return key;
}

export const readPublicKey = (path: string): KeyObject => readKey(path, 'public', (pem) => createPublicKey(pem));
export const readPrivateKey = (path: string): KeyObject => readKey(path, 'private', (pem) => createPrivateKey(pem));
