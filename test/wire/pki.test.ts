// Certificate requests, signatures, CMS attributes, deciphering and key packages over the wire, held to OpenSSL and
// node:crypto. The device builds or shows all that it has signed; no message takes a digest.
import { execFileSync } from 'node:child_process';
import { constants, createHash, createPublicKey, type KeyObject, publicEncrypt, verify } from 'node:crypto';
import { delivery } from '@sigillator/host/card/personalise';
import { messages } from '@sigillator/protocol/tables/messages';
import { beforeAll, describe, expect, test } from 'vitest';
import { act } from '../device/desk.ts';
import { issuerKey, serial } from '../targets/card-harness.ts';
import type { SimRig } from '../targets/sim.ts';
import { type RawHost, said } from './raw-host.ts';
import { approve, ask, clerkComes, declaration, readAll, result } from './sealing.ts';
import { calm, wired } from './wired.ts';

const csrFields = {
  country: 'SE',
  organisation: 'Åkeri & Söner AB',
  unit: 'Tull',
  serialNumber: 'SE5566778899',
  commonName: '',
};

let rig: SimRig;
let host: RawHost;
let noKeys: () => void;
/** Both key pairs are on the card, the clerk's menu stands. */
let ready: () => void;
let signatureCsr: Buffer;
let encryptionCsr: Buffer;
let signatureKey: KeyObject;
let encryptionKey: KeyObject;

function blob(length: number): Buffer {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < length; ) {
    const [answer] = host.request('read-blob', { offset, length: 300 });
    const { data } = (answer as { fields: unknown }).fields as { data: Uint8Array };
    parts.push(data.slice());
    offset += data.length;
  }
  return Buffer.concat(parts);
}

/** Asks for a certificate request, approves it, lets the card work; answers it with the screens. */
async function csr(key: number, generate: boolean): Promise<{ der: Buffer; screens: string[] }> {
  const { commonName: _, ...fields } = csrFields;
  host.request('csr', { key, ...fields, generate });
  const screens = await approve(rig);
  for (let turns = 0; turns < 2_000 && !(await rig.screen()).includes('What do you want'); turns++)
    await rig.passTime(1_000);
  const answer = host.take().at(-1);
  if (answer?.kind !== 'answer') throw new Error(`csr: got ${said([answer!])}`);
  return { der: blob((answer.fields as { length: number }).length), screens };
}

const openssl = (input: Buffer, ...args: string[]): string =>
  execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
const publicKeyOf = (der: Buffer): KeyObject =>
  createPublicKey(openssl(der, 'req', '-inform', 'DER', '-noout', '-pubkey'));

beforeAll(async () => {
  ({ rig, host } = await wired());
  await clerkComes(rig);
  noKeys = host.moment();
  ({ der: signatureCsr } = await csr(0, true));
  ({ der: encryptionCsr } = await csr(1, true));
  signatureKey = publicKeyOf(signatureCsr);
  encryptionKey = publicKeyOf(encryptionCsr);
  ready = host.moment();
}, 600_000);

describe('a certificate request', () => {
  test('PK-5.8 every name stands on the display, OpenSSL reads and verifies it', async () => {
    ready();
    const { der, screens } = await csr(0, false);
    const text = screens.join('\n');
    for (const shown of ['Office', 'Åkeri & Söner AB', 'Tull', 'SE5566778899', 'Signature key'])
      expect(text).toContain(shown);
    expect(text).not.toContain('NEW KEY');
    const printed = openssl(der, 'req', '-inform', 'DER', '-noout', '-subject', '-nameopt', 'RFC2253,utf8,-esc_msb');
    expect(printed.trim()).toBe('subject=serialNumber=SE5566778899,OU=Tull,O=Åkeri & Söner AB,C=SE');
    expect(openssl(der, 'req', '-inform', 'DER', '-noout', '-verify')).toBeDefined();
    expect(publicKeyOf(der).equals(signatureKey)).toBe(true);
  });

  test('that of the encryption key carries the signature of the signature key, which alone signs', () => {
    const tbs = outerElements(encryptionCsr)[0]!;
    const signature = encryptionCsr.subarray(-256);
    expect(verify('sha256', tbs, signatureKey, signature)).toBe(true);
    expect(verify('sha256', tbs, encryptionKey, signature)).toBe(false);
  });

  test('without a key pair it is key-missing; with names that no certificate takes it is bad-field', async () => {
    noKeys();
    const { commonName: _, ...fields } = csrFields;
    host.request('csr', { key: 0, ...fields, generate: false });
    await approve(rig);
    expect(said(host.take()).at(-1)).toBe('key-missing');
    await act(rig, 'ok');
    for (const change of [
      { country: 'se' },
      { country: 'S' },
      { serialNumber: 'a*b' },
      { organisation: '' },
      { key: 2 },
    ])
      expect(
        said(host.request('csr', { key: 0, ...fields, generate: false, ...change })),
        JSON.stringify(change),
      ).toEqual(['bad-field']);
  });

  test('without the key press none is signed', async () => {
    ready();
    const { commonName: _, ...fields } = csrFields;
    host.request('csr', { key: 0, ...fields, generate: false });
    await calm(rig);
    await act(rig, 'cancel');
    expect(said(host.take())).toEqual(['refused']);
    expect(said(host.request('read-blob', { offset: 0, length: 10 }))).toEqual(['request-unknown']);
  });
});

describe('signatures', () => {
  test('PK-5.8 purpose sign: RSA over SHA-256 of every byte of the document that was shown', async () => {
    ready();
    const document = declaration();
    ask(host, 1n, [{ document, purpose: 1 }]);
    const screens = (await approve(rig)).join('\n');
    expect(screens).toContain('Sign every byte');
    expect(screens).not.toContain('NOT SEALED');
    for (let turns = 0; turns < 60 && !(await rig.screen()).includes('What do you'); turns++) await rig.passTime(500);
    const signed = result(host, 1n);
    expect(Buffer.from(signed.digest)).toEqual(createHash('sha256').update(document).digest());
    expect(signed.issuerSeal).toBe('');
    expect(verify('sha256', document, signatureKey, blob(signed.blob!))).toBe(true);
  });

  test('purpose cms: attributes that the device built, with its time and the digest of the document', async () => {
    ready();
    const document = declaration();
    ask(host, 1n, [{ document, purpose: 2 }]);
    await approve(rig);
    for (let turns = 0; turns < 60 && !(await rig.screen()).includes('What do you'); turns++) await rig.passTime(500);
    const signed = result(host, 1n);
    const bytes = blob(signed.blob!);
    const attributes = bytes.subarray(256);
    expect(verify('sha256', attributes, signatureKey, bytes.subarray(0, 256))).toBe(true);
    const parsed = openssl(attributes, 'asn1parse', '-inform', 'DER');
    expect(parsed).toMatch(/contentType[\s\S]*pkcs7-data[\s\S]*signingTime[\s\S]*UTCTIME[\s\S]*messageDigest/);
    expect(parsed).toContain(createHash('sha256').update(document).digest('hex').toUpperCase());
    expect(parsed).toMatch(/UTCTIME\s*:2606\d{8}Z/);
  });

  test('SE-2.D no message takes a digest to sign, a response to give or a key to read', () => {
    const names = messages.map(({ name }) => name);
    expect(names.filter((name) => /response|sign-digest|read-key|verify-pin/.test(name))).toEqual([]);
    const digests = messages
      .filter(({ request }) => request.some(({ name }) => name === 'digest'))
      .map(({ name }) => name);
    expect(digests).toEqual(['seal-document']);
  });
});

describe('deciphering', () => {
  const secret = Buffer.from('content encryption key');
  const block = (): Buffer => publicEncrypt({ key: encryptionKey, padding: constants.RSA_PKCS1_PADDING }, secret);
  /** The word that came, and the plain bytes if there are any. */
  const decipher = (ciphertext: Uint8Array): [string, Buffer] => {
    const [answer] = host.request('decipher', { ciphertext });
    const { plaintext = new Uint8Array(0) } = (answer as { fields: { plaintext?: Uint8Array } }).fields;
    return [said([answer!])[0]!, Buffer.from(plaintext)];
  };
  const grant = async (operations: number, minutes: number): Promise<string> => {
    host.request('decipher-grant', { operations, minutes });
    const screens = await approve(rig);
    return screens.join('\n');
  };

  test('only within a grant of the clerk, so often and so long as it says', async () => {
    ready();
    expect(said(host.request('decipher', { ciphertext: block() }))).toEqual(['no-grant']);
    const screens = await grant(2, 5);
    expect(screens).toContain('Times 2');
    expect(screens).toContain('Minutes 5');
    expect(await rig.screen()).toContain('Deciphering allowed');
    host.take();
    for (const _ of [1, 2]) expect(decipher(block())).toEqual(['decipher', secret]);
    await rig.passTime(1_100);
    expect(await rig.screen()).toContain('What do you want');
    expect(said(host.request('decipher', { ciphertext: block() }))).toEqual(['no-grant']);
  });

  test('a wrong padding gives other bytes, never an error; the time ends the grant, and so does the card', async () => {
    ready();
    await grant(9, 1);
    host.take();
    const [word, bytes] = decipher(new Uint8Array(256).fill(1));
    expect(word).toBe('decipher');
    expect(bytes).not.toEqual(secret);
    await rig.passTime(61_000);
    expect(await rig.screen()).not.toContain('Deciphering allowed');
    expect(said(host.request('decipher', { ciphertext: block() }))).toEqual(['no-grant']);
    ready();
    await grant(9, 1);
    await act(rig, '-');
    expect(said(host.request('decipher', { ciphertext: block() })).at(-1)).toBe('no-grant');
    ready();
    await grant(9, 1);
    await act(rig, 'cancel');
    expect(said(host.request('decipher', { ciphertext: block() })).at(-1)).toBe('no-grant');
  });

  test('nothing is granted beyond the limits, or without the key', async () => {
    ready();
    for (const [operations, minutes] of [
      [0, 1],
      [1, 0],
      [101, 1],
      [1, 31],
    ])
      expect(said(host.request('decipher-grant', { operations: operations!, minutes: minutes! }))).toEqual([
        'bad-field',
      ]);
    host.request('decipher-grant', { operations: 1, minutes: 1 });
    await calm(rig);
    await readAll(rig);
    await act(rig, 'cancel');
    expect(said(host.take()).at(-1)).toBe('refused');
    expect(said(host.request('decipher', { ciphertext: block() }))).toEqual(['no-grant']);
  });
});

test('firmware over the wire is refused until the settings allow it', () => {
  ready();
  expect(said(host.request('update-begin', { header: new Uint8Array(256) }))).toEqual(['update-refused']);
});

/** The DER elements inside the outermost one. */
function outerElements(der: Buffer): Buffer[] {
  const header = (at: number): [content: number, end: number] => {
    const first = der[at + 1]!;
    if (first < 0x80) return [at + 2, at + 2 + first];
    const bytes = first & 0x7f;
    const content = at + 2 + bytes;
    return [content, content + der.readUIntBE(at + 2, bytes)];
  };
  const [content, end] = header(0);
  const elements: Buffer[] = [];
  for (let at = content; at < end; at = header(at)[1]) elements.push(der.subarray(at, header(at)[1]));
  return elements;
}

test('new keys from the issuer: taken by the card after the key press, refused where they are for another', async () => {
  noKeys();
  const contact = 'Ring 08-99';
  const take = async (packed: Uint8Array): Promise<string> => {
    host.request('key-package', { package: packed });
    const screens = await approve(rig);
    expect(screens.join('\n')).toMatch(/new\s+keys\s+for/);
    rig.machine.settle();
    return said(host.take()).at(-1)!;
  };
  expect(await take(delivery(issuerKey, serial, 1, { contact }))).toBe('key-package');
  // The same package once more is stale, a damaged one is nobody's.
  expect(await take(delivery(issuerKey, serial, 1, { contact }))).toBe('card-unfit');
  await act(rig, 'ok');
  const damaged = delivery(issuerKey, serial, 2, { contact });
  damaged[8]! ^= 1;
  expect(await take(damaged)).toBe('card-unfit');
});
