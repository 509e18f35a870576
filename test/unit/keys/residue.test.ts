// What the key store leaves in memory: none of the buffers that its secrets went through still has one. The secrets are
// computed here by node:crypto from the stored form that store-file.ts draws.
import { hkdfSync, scryptSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyStore } from '../../../host/src/keys/key-store.ts';
import type { StoreFile } from '../../../host/src/keys/store-file.ts';
import { asciiBytes } from '../../../host/src/seal/digits.ts';
import { at, enterAnna, loginKey, newStore, sealKey, secrets } from './_store.ts';

/** Where bytes of a secret can come from: derived, stretched, decoded, decrypted, copied. */
const { derived, stretched } = vi.hoisted(() => ({ derived: [] as Uint8Array[], stretched: [] as Uint8Array[] }));
vi.mock('@noble/hashes/hkdf.js', async (original) => {
  const { hkdf, ...rest } = await original<typeof import('@noble/hashes/hkdf.js')>();
  const kept: typeof hkdf = (...asked) => {
    const key = hkdf(...asked);
    derived.push(key);
    return key;
  };
  return { ...rest, hkdf: kept };
});
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scrypt = (
    secret: string,
    salt: Buffer,
    length: number,
    options: object,
    done: (error: Error | null, key: Buffer) => void,
  ) =>
    crypto.scrypt(secret, salt, length, options, (error, key) => {
      stretched.push(key);
      done(error, key);
    });
  const randomBytes = (length: number): Buffer => {
    const made = crypto.randomBytes(length);
    stretched.push(made);
    return made;
  };
  return { ...crypto, scrypt, randomBytes };
});
const copying = () => [
  vi.spyOn(Uint8Array, 'from'),
  vi.spyOn(Uint8Array.prototype, 'slice'),
  vi.spyOn(Uint8Array.prototype, 'map'),
  vi.spyOn(Buffer, 'from'),
  vi.spyOn(Buffer, 'concat'),
];
let makers: ReturnType<typeof copying>;
beforeEach(() => {
  derived.length = 0;
  stretched.length = 0;
  makers = copying();
});
afterEach(() => {
  for (const maker of makers) maker.mockRestore();
});

/** Every buffer that was made since the test began. */
function buffers(): Uint8Array[] {
  const copies = makers.flatMap((maker) => maker.mock.results.map(({ value }) => value as unknown));
  for (const maker of makers) maker.mockRestore();
  return [...derived, ...stretched, ...copies.filter((value) => value instanceof Uint8Array)];
}

/** Store key, the key of the cipher of single keys, and both shares. */
function secretsOf(file: string): Record<string, Uint8Array> {
  const database = new DatabaseSync(file);
  const stored = JSON.parse(String(database.prepare('SELECT text FROM store').get()!.text)) as StoreFile;
  database.close();
  const [share1, share2] = stored.officers.map(({ user, salt, wrapped }) => {
    const { secret } = secrets.find(({ officer }) => officer === user)!;
    const mask = scryptSync(secret, Buffer.from(salt, 'hex'), 32, { N: stored.cost, r: 8, p: 1 });
    return Uint8Array.from(Buffer.from(wrapped, 'hex'), (byte, i) => byte ^ mask[i]!);
  }) as [Uint8Array, Uint8Array];
  const both = Buffer.concat([share1, share2]);
  const storeKey = new Uint8Array(
    hkdfSync('sha256', both, Buffer.from(stored.id, 'hex'), 'sigillator-key-store-1', 32),
  );
  const oneKey = new Uint8Array(hkdfSync('sha256', storeKey, '', 'one key', 32));
  return { share1, share2, storeKey, oneKey, loginKey: asciiBytes(loginKey), sealKey: asciiBytes(sealKey) };
}

/** The names of the secrets that one of the buffers still has. */
function residue(made: readonly Uint8Array[], file: string): string[] {
  const texts = made.map((bytes) => Buffer.from(bytes).toString('hex'));
  const known = Object.entries(secretsOf(file));
  return known
    .filter(([, secret]) => texts.some((text) => text.includes(Buffer.from(secret).toString('hex'))))
    .map(([name]) => name);
}

/** The test's own copies of the keys do not count. */
function enter(store: KeyStore): void {
  enterAnna(store);
  for (const maker of makers) maker.mockClear();
}

/** A login and a seal. */
function use(store: KeyStore): void {
  store.responses('anna', '123456', at);
  store.issuerSeal('anna', '123456', at);
}

test('SE-9.3a while it is open only the store key is there, and nothing once it is closed', async () => {
  const { file, store, again } = await newStore();
  enter(store);
  store.close();
  const opened = await again();
  use(opened);
  const made = buffers();
  expect(residue(made, file)).toEqual(['storeKey']);
  opened.close();
  expect(residue(made, file)).toEqual([]);
});

test.each([
  ['the name', { officer: 'eve', secret: secrets[1].secret }],
  ['the secret', { officer: 'oscar', secret: 'somebody guesses it' }],
])('SE-9.3b no share of the first officer stays when %s of the second is wrong', async (_, second) => {
  const { file, store, again } = await newStore();
  store.close();
  await expect(again([secrets[0], second])).rejects.toThrow('is wrong');
  expect(residue(buffers(), file)).toEqual([]);
  expect(derived.every((key) => key.every((byte) => byte === 0))).toBe(true);
});

test('SE-9.3b officers who are replaced leave nothing, and neither do two whose store could not be made', async () => {
  const { file, store } = await newStore();
  enter(store);
  await expect(KeyStore.create(file, secrets, { cost: 2 })).rejects.toThrow('there already');
  await store.replaceOfficers(secrets.map(({ officer, secret }) => ({ officer, secret })));
  use(store);
  store.close();
  expect(residue(buffers(), file)).toEqual([]);
  expect(derived.every((key) => key.every((byte) => byte === 0))).toBe(true);
});
