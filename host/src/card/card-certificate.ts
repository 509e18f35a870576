// Puts the certificate of the signature key on a card for foreign readers, through the issuer channel. Called by the CLI.
// The certificate goes into a file that nothing names yet; one write of the objects file then names it, so a cut at any
// instant leaves the old certificate or the new one.
import { createHash, X509Certificate } from 'node:crypto';
import { limits, statusWords } from '@sigillator/protocol/tables/apdu';
import { SealError } from '../errors.ts';
import type { CardChannel } from './card-channel.ts';
import type { CardTransport } from './card-transport.ts';
import { type ApduParts, commandApdu, requireOk } from './command-apdu.ts';
import { putApdu } from './personalise.ts';
import { certificateFileOf, certificateFiles, fileIds, fileParts, objectsFile } from './pkcs15.ts';

const largest = limits.filePart * limits.fileParts;
const refused = (problem: string): SealError => new SealError('certificate', `Loading the certificate: ${problem}.`);

/** Reads a certificate, DER or PEM. */
export function readCertificate(bytes: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (cause) {
    throw new SealError('certificate', 'Reading the certificate: expected X.509 in DER or PEM.', { cause });
  }
}

/** The modulus as the card gives it; undefined for another kind of key. */
function modulusOf(certificate: X509Certificate): Buffer | undefined {
  const { n } = certificate.publicKey.export({ format: 'jwk' });
  return n === undefined ? undefined : Buffer.from(n, 'base64url');
}

/** Writes the certificate to the card behind an open issuer channel. */
export async function loadCertificate(
  transport: CardTransport,
  channel: CardChannel,
  certificate: X509Certificate,
): Promise<void> {
  const ask = async (name: string, parts: ApduParts = {}): Promise<Uint8Array> =>
    requireOk(name, channel.unwrap(await transport.exchange(channel.wrap(commandApdu(name, parts)))));
  const write = async (fileId: number, content: Uint8Array): Promise<void> => {
    for (const data of fileParts(fileId, content))
      requireOk('put-file', channel.unwrap(await transport.exchange(channel.wrap(putApdu('put-file', data)))));
  };
  /** Nothing where there is no file. */
  const readFile = async (fileId: number): Promise<Uint8Array> => {
    const chosen = commandApdu('select-file', { p1: 0x09, p2: 0x0c, data: Uint8Array.of(fileId >> 8, fileId & 255) });
    const { sw } = channel.unwrap(await transport.exchange(channel.wrap(chosen)));
    return sw === statusWords.notFound.value ? new Uint8Array(0) : ask('read-binary');
  };
  const der = certificate.raw;
  if (der.length > largest) throw refused(`expected at most ${largest} bytes, got ${der.length}`);
  const modulus = modulusOf(certificate);
  const onCard = await ask('read-public-key');
  if (modulus === undefined || !modulus.equals(onCard))
    throw refused('its key is not the signature key of this card; is it for another card, or for an earlier key?');
  const present = certificateFileOf(await readFile(fileIds.objects));
  const next = certificateFiles.find((fileId) => fileId !== present)!;
  await write(next, der);
  // PKCS #15, 6.1.9: an identifier that both objects share; that of OpenSC and browsers is the SHA-1 of the modulus.
  await write(fileIds.objects, objectsFile(createHash('sha1').update(modulus).digest(), next, der.length));
}
