// A certificate for a card's key, made by OpenSSL's own certificate authority. Called by tests of certificates on cards.
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCertificate, readCertificate } from '@sigillator/host/card/card-certificate';
import { type CardHarness, holderPin, issuerChannel, terminalChannel, verify } from './card-harness.ts';

function openssl(folder: string, ...words: string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${words[0]} ended with ${status}: ${stderr}`);
}

/** The public key with this modulus and the exponent 65537, as PEM. */
export const publicKeyPem = (modulus: Uint8Array): string =>
  createPublicKey({ key: { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: 'AQAB' }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** DER of a certificate for that public key; `comment` makes it longer. */
export function certificateFor(publicKey: string, commonName: string, comment = ''): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-ca-'));
  try {
    writeFileSync(join(folder, 'key.pem'), publicKey);
    const lines = ['keyUsage=critical,digitalSignature', ...(comment === '' ? [] : [`nsComment="${comment}"`])];
    writeFileSync(join(folder, 'extensions'), `${lines.join('\n')}\n`);
    openssl(
      folder,
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=CA',
    );
    const issue = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '30', '-set_serial', '1', '-extfile', 'extensions'];
    const subject = ['-force_pubkey', 'key.pem', '-subj', `/CN=${commonName}`];
    openssl(folder, 'x509', '-new', ...subject, ...issue, '-outform', 'DER', '-out', 'certificate');
    return readFileSync(join(folder, 'certificate'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes the card's signature key, as its holder does at a device; its modulus. */
export function makeKey(card: CardHarness): Uint8Array {
  const channel = terminalChannel(card);
  verify(channel, holderPin);
  return channel.send('generate-key-pair').data;
}

/** Loads a certificate through the issuer channel. */
export const load = async (card: CardHarness, der: Uint8Array): Promise<void> =>
  loadCertificate(
    { exchange: async (command) => card.exchange(command) },
    issuerChannel(card).channel,
    readCertificate(der),
  );

/** Key and certificate, as an office would give them; the certificate. */
export async function certify(card: CardHarness, commonName: string, comment = ''): Promise<Buffer> {
  const der = certificateFor(publicKeyPem(makeKey(card)), commonName, comment);
  await load(card, der);
  return der;
}
