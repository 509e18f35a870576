// The form of a server's key store: everything encrypted under one key, and that key under the secrets of two officers, so that
// neither can open it alone (seal document 9.3). Called by key-store.ts.
//
//   share 1 = wrap 1 XOR scrypt(secret of officer 1)     share 2 = wrap 2 XOR scrypt(secret of officer 2)
//   store key = HKDF-SHA-256(share 1 | share 2)          body = XChaCha20-Poly1305, the head as associated data
//
// A wrap alone is noise: nothing tells whether one secret was guessed, so both have to be guessed together.
import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { SealError } from '../errors.ts';

const format = 'sigillator-key-store-1';
const shortestSecret = 8;
/** scrypt's N: 2^17 makes a guess cost 128 MB and about half a second. */
export const usualCost = 2 ** 17;

export interface OfficerSecret {
  officer: string;
  secret: string;
}

interface Wrap {
  user: string;
  salt: string;
  wrapped: string;
}

export interface StoreHead {
  format: typeof format;
  /** Random; stands in journal rows and protocols. */
  id: string;
  cost: number;
  officers: [Wrap, Wrap];
}

export interface StoreFile extends StoreHead {
  /** Grows with each change. */
  sequence: number;
  nonce: string;
  sealed: string;
}

const stretch = promisify(
  (secret: string, salt: Buffer, N: number, done: (error: Error | null, key: Buffer) => void): void =>
    scrypt(secret.normalize('NFC'), salt, 32, { N, r: 8, p: 1, maxmem: N * 1024 + 2 ** 20 }, done),
);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** Overwrites the shares. */
function storeKey(id: string, shares: readonly Buffer[]): Uint8Array {
  const both = Buffer.concat(shares);
  try {
    return hkdf(sha256, both, hex(id), new TextEncoder().encode(format), 32);
  } finally {
    wipe(both, ...shares);
  }
}

function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/** In place: no copy of a share is made. */
async function xorStretched(bytes: Buffer, secret: string, salt: Buffer, cost: number): Promise<Buffer> {
  const stretched = await stretch(secret, salt, cost);
  for (let i = 0; i < bytes.length; i++) bytes[i]! ^= stretched[i]!;
  wipe(stretched);
  return bytes;
}

/** A head for two officers, with a new key. */
export async function createHead(
  secrets: readonly OfficerSecret[],
  cost = usualCost,
  id = randomBytes(16).toString('hex'),
): Promise<{ head: StoreHead; key: Uint8Array }> {
  requireTwo(secrets);
  for (const { officer, secret } of secrets)
    if (secret.length < shortestSecret)
      throw new SealError('secret-too-short', `Secret of ${officer}: expected at least ${shortestSecret} characters.`);
  if (secrets[0]!.secret === secrets[1]!.secret)
    throw new SealError('secrets-equal', "Officers' secrets: expected two different ones, got the same twice.");
  const shares = [randomBytes(32), randomBytes(32)];
  const wrap = async ({ officer, secret }: OfficerSecret, share: Buffer): Promise<Wrap> => {
    const salt = randomBytes(16);
    const wrapped = await xorStretched(Buffer.from(share), secret, salt, cost);
    return { user: officer, salt: salt.toString('hex'), wrapped: wrapped.toString('hex') };
  };
  try {
    const officers = [await wrap(secrets[0]!, shares[0]!), await wrap(secrets[1]!, shares[1]!)] as [Wrap, Wrap];
    return { head: { format, id, cost, officers }, key: storeKey(id, shares) };
  } finally {
    wipe(...shares);
  }
}

function requireTwo(secrets: readonly OfficerSecret[]): void {
  if (secrets.length === 2 && secrets[0]!.officer !== secrets[1]!.officer) return;
  throw new SealError('usage', 'The key store needs two different officers, each with a secret.');
}

/** The key, if both secrets are right: openBody tells. In any order; each officer says who he is. */
export async function openHead(head: StoreHead, secrets: readonly OfficerSecret[]): Promise<Uint8Array> {
  requireTwo(secrets);
  const shares: Buffer[] = [];
  try {
    for (const { user, salt, wrapped } of head.officers) {
      const given = secrets.find(({ officer }) => officer === user);
      if (!given) throw notOpened();
      shares.push(await xorStretched(hex(wrapped), given.secret, hex(salt), head.cost));
    }
    return storeKey(head.id, shares);
  } finally {
    wipe(...shares);
  }
}

const notOpened = (cause?: unknown): SealError =>
  new SealError(
    'key-store-not-opened',
    'Opening the key store: a name or a secret of the two officers is wrong, or the store was changed from outside.',
    { cause },
  );

const associated = ({ format, id, cost, officers, sequence }: StoreHead & { sequence: number }): Uint8Array =>
  new TextEncoder().encode(JSON.stringify([format, id, cost, officers.map((one) => Object.values(one)), sequence]));

export function sealBody(head: StoreHead, sequence: number, key: Uint8Array, body: Uint8Array): StoreFile {
  const nonce = randomBytes(24);
  const sealed = xchacha20poly1305(key, nonce, associated({ ...head, sequence })).encrypt(body);
  const { format, id, cost, officers } = head;
  return {
    format,
    id,
    cost,
    officers,
    sequence,
    nonce: nonce.toString('hex'),
    sealed: Buffer.from(sealed).toString('hex'),
  };
}

export function openBody(file: StoreFile, key: Uint8Array): Uint8Array {
  try {
    return xchacha20poly1305(key, hex(file.nonce), associated(file)).decrypt(hex(file.sealed));
  } catch (cause) {
    throw notOpened(cause);
  }
}

export function parseStoreFile(text: string): StoreFile {
  const isHex = (value: unknown, bytes: number): boolean =>
    typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]*$/.test(value);
  try {
    const file = JSON.parse(text) as StoreFile;
    const cost = Number.isInteger(Math.log2(file.cost)) && file.cost >= 2 && file.cost <= 2 ** 20;
    const numbers = cost && Number.isSafeInteger(file.sequence) && file.sequence > 0;
    const wraps = file.officers.length === 2 && file.officers.every(isWrap);
    const body = isHex(file.id, 16) && isHex(file.nonce, 24) && /^([0-9a-f]{2}){16,}$/.test(file.sealed);
    if (file.format === format && numbers && wraps && body) return file;
  } catch {
    // Falls to the one sentence below: whatever is wrong, it is no key store.
  }
  throw new SealError(
    'key-store',
    `Reading the key store: expected the form ${format}; it is damaged or something else.`,
  );

  function isWrap({ user, salt, wrapped }: Wrap): boolean {
    return typeof user === 'string' && isHex(salt, 16) && isHex(wrapped, 32);
  }
}
