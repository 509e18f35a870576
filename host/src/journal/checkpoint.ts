// Signed checkpoints: Ed25519 over number and hash of a row. The key is the office's; whoever keeps its public half and the
// last checkpoint elsewhere can tell a cut or rewritten journal.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SealError } from '../errors.ts';

/** Says: row `number` has this hash. */
export interface Checkpoint {
  number: number;
  hash: string;
  time: string;
  /** Key id, a colon, and the signature in base64. */
  signature: string;
}

const statement = (number: number, hash: string): Buffer =>
  Buffer.from(`sigillator-journal-checkpoint-1 ${number} ${hash}`);

/** First sixteen hexadecimal digits of SHA-256 of the public key (SPKI, DER). */
const idOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

export class CheckpointKey {
  readonly #key: KeyObject;
  readonly id: string;
  /** PEM, for those who verify. */
  readonly publicKey: string;

  constructor(privateKey: KeyObject) {
    this.#key = privateKey;
    const publicKey = createPublicKey(privateKey);
    this.id = idOf(publicKey);
    this.publicKey = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  }

  /** A new key that is kept nowhere. */
  static make(): CheckpointKey {
    return new CheckpointKey(generateKeyPairSync('ed25519').privateKey);
  }

  sign(number: number, hash: string): string {
    return `${this.id}:${sign(null, statement(number, hash), this.#key).toString('base64')}`;
  }
}

/** True if one of the public keys (PEM) signed this; undefined if the signature is by none of them. */
export function isSigned(
  publicKeys: readonly string[],
  { number, hash, signature }: Omit<Checkpoint, 'time'>,
): boolean | undefined {
  const [id, base64 = ''] = signature.split(':');
  const key = publicKeys.map(readPublicKey).find((candidate) => idOf(candidate) === id);
  return key && verify(null, statement(number, hash), key, Buffer.from(base64, 'base64'));
}

function readPublicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Falls through to the one message.
  }
  throw new SealError('checkpoint-key', 'Reading the public key of the journal: expected an Ed25519 key in PEM.');
}

/** Reads the key from a file that only its user may read, or makes it, with FILE.pub beside it for those who verify. */
export async function loadCheckpointKey(file: string): Promise<CheckpointKey> {
  try {
    return (await readKey(file)) ?? (await makeKey(file));
  } catch (error) {
    throw error instanceof SealError ? error : unusable(file, String(error), error);
  }
}

async function readKey(file: string): Promise<CheckpointKey | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return undefined;
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw unusable(file, 'others may read it; make it yours alone (mode 600)');
  const pem = await readFile(file, 'utf8');
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return new CheckpointKey(key);
  } catch {
    // Falls through to the one message.
  }
  throw unusable(file, 'expected an Ed25519 private key in PEM; move it away to have one made');
}

/** Linked into place, so that two programs that begin together end with one key. */
async function makeKey(file: string): Promise<CheckpointKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const key = await readKey(file);
  if (!key) throw unusable(file, 'it vanished while it was being made');
  await writeFile(`${file}.pub`, key.publicKey, { mode: 0o644 });
  return key;
}

const unusable = (file: string, why: string, cause?: unknown): SealError =>
  new SealError('checkpoint-key', `Using the journal's key in ${file}: ${why}.`, { cause });
