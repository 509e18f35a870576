// Programs that may use the bridge: a name and the digest of a token each, in a file of this user alone. The token itself
// is shown once, when it is made.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SealError } from '../errors.ts';

export interface Tokens {
  /** Name of the program that has this token; undefined for an unknown one. */
  nameOf(token: string): string | undefined;
}

export interface TokenRow {
  name: string;
  /** SHA-256 of the token, hex. Tokens are 256 random bits: no need to make guessing slow. */
  digest: string;
  added: string;
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export class TokenFile implements Tokens {
  readonly #file: string;
  #read: { stamp: string; rows: TokenRow[] } = { stamp: '', rows: [] };

  constructor(file: string) {
    this.#file = file;
  }

  nameOf(token: string): string | undefined {
    const asked = digestOf(token);
    let found: string | undefined;
    // Every row is compared, each in constant time.
    for (const { name, digest } of this.list()) if (timingSafeEqual(Buffer.from(digest, 'hex'), asked)) found = name;
    return found;
  }

  list(): readonly TokenRow[] {
    const found = statSync(this.#file, { throwIfNoEntry: false, bigint: true });
    // A changed file is another file: it is moved into place.
    const stamp = found ? `${found.ino} ${found.mtimeNs}` : '';
    if (stamp !== this.#read.stamp)
      this.#read = { stamp, rows: found ? JSON.parse(readFileSync(this.#file, 'utf8')) : [] };
    return this.#read.rows;
  }

  /** Makes a token for a program and answers it; it cannot be read again later. */
  add(name: string, now: Date): string {
    if (!/^[\w.-]{1,64}$/.test(name))
      throw new SealError(
        'usage',
        `Adding a token: expected a name of letters, digits, ".", "-" and "_", got "${name}".`,
      );
    const rows = this.list();
    if (rows.some((row) => row.name === name))
      throw new SealError('usage', `Adding a token: "${name}" has one; revoke it first, or choose another name.`);
    const token = randomBytes(32).toString('base64url');
    this.#write([...rows, { name, digest: digestOf(token).toString('hex'), added: now.toISOString() }]);
    return token;
  }

  revoke(name: string): void {
    const rows = this.list();
    if (!rows.some((row) => row.name === name))
      throw new SealError('usage', `Revoking a token: there is none of the name "${name}".`);
    this.#write(rows.filter((row) => row.name !== name));
  }

  #write(rows: readonly TokenRow[]): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(rows, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
