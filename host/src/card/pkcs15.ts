// The PKCS #15 files of a card for foreign readers, as OpenSC's IsoApplet driver reads them: what the issuer lays out at
// personalisation, and what changes with a certificate. Called by personalisation and card-certificate.ts. DER by hand:
// eight small structures, always the same (PKCS #15 v1.1, 6).
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { keyReferences, limits } from '@sigillator/protocol/tables/apdu';

/** File ids in the application 5015; the first two are fixed by PKCS #15, 5.5. */
export const fileIds = { directory: 0x5031, tokenInfo: 0x5032, pins: 0x4401, objects: 0x4402 } as const;
/** A new certificate goes where the present one is not, so that it lies there whole before anything names it. */
export const certificateFiles = [0x4403, 0x4404] as const;

const application = [0x3f, 0x00, 0x50, 0x15];
const pinId = [1];
/** Objects lie in one file, so that both change in one transaction: keys from 0 on, certificates from here on. */
export const certificatesAt = 128;
export const objectsLength = 256;

function tlv(tag: number, ...parts: ArrayLike<number>[]): Uint8Array {
  const content = concatBytes(...parts.map((part) => Uint8Array.from(part)));
  const length = content.length;
  return Uint8Array.from([
    tag,
    ...(length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255]),
    ...content,
  ]);
}

const sequence = (...parts: ArrayLike<number>[]): Uint8Array => tlv(0x30, ...parts);
const octets = (bytes: ArrayLike<number>): Uint8Array => tlv(0x04, bytes);
const text = (tag: number, words: string): Uint8Array => tlv(tag, new TextEncoder().encode(words));
/** An unsigned number: a zero in front where the sign bit would be set. */
function integer(value: number, tag = 0x02): Uint8Array {
  const bytes = [value & 0xff];
  for (let rest = value >> 8; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return tlv(tag, bytes[0]! >= 0x80 ? [0, ...bytes] : bytes);
}
/** A named bit list: bit 0 is the highest of the first byte, zeros at the end are left out (X.690, 11.2.2). */
function bits(...numbers: number[]): Uint8Array {
  const last = Math.max(...numbers);
  const bytes = new Uint8Array((last >> 3) + 1);
  for (const number of numbers) bytes[number >> 3]! |= 0x80 >> (number & 7);
  return tlv(0x03, [7 - (last & 7)], bytes);
}

interface Span {
  start: number;
  length: number;
}

/** PKCS #15, 6.1.5 Path. */
const path = (fileId: number, span?: Span): Uint8Array =>
  sequence(octets(place(fileId)), ...(span === undefined ? [] : [integer(span.start), integer(span.length, 0x80)]));
const place = (fileId: number): number[] => [...application, fileId >> 8, fileId & 255];

/** EF(ODF), 6.2: where keys [0], certificates [4] and PINs [8] stand. */
const directory = (): Uint8Array =>
  concatBytes(
    tlv(0xa0, path(fileIds.objects, { start: 0, length: certificatesAt })),
    tlv(0xa4, path(fileIds.objects, { start: certificatesAt, length: objectsLength - certificatesAt })),
    tlv(0xa8, path(fileIds.pins)),
  );

/** EF(TokenInfo), 6.9: read-only, login required. */
const tokenInfo = (serial: string, holderName: string): Uint8Array =>
  sequence(
    integer(0),
    octets(new TextEncoder().encode(serial)),
    text(0x0c, 'Sigillator'),
    text(0x80, holderName),
    bits(0, 1),
  );

/** EF(AOD), 6.8: the PIN, ASCII digits filled with FF, without a way to unblock it. */
const pins = (): Uint8Array =>
  sequence(
    sequence(text(0x0c, 'PIN'), bits(0, 1)),
    sequence(octets(pinId)),
    tlv(
      0xa1,
      sequence(
        bits(1, 3, 4, 5), // local, no unblocking, set, filled up
        tlv(0x0a, [1]), // ASCII digits
        integer(limits.pinMinimum),
        integer(limits.pinMaximum),
        integer(limits.pinMaximum),
        integer(keyReferences.pin, 0x80),
        octets([0xff]),
        sequence(octets(application)),
      ),
    ),
  );

/** EF(PrKD), 6.3: the signature key; made on the card, never leaves it. */
const privateKey = (id: Uint8Array): Uint8Array =>
  sequence(
    sequence(text(0x0c, 'Signature'), bits(0), octets(pinId)),
    sequence(octets(id), bits(2), bits(0, 2, 3, 4), integer(keyReferences.rsaSignature)),
    tlv(0xa1, sequence(sequence(octets(application)), integer(2048))),
  );

/** EF(CD), 6.6. */
const certificate = (id: Uint8Array, fileId: number, length: number): Uint8Array =>
  sequence(
    sequence(text(0x0c, 'Signature')),
    sequence(octets(id)),
    tlv(0xa1, sequence(path(fileId, { start: 0, length }))),
  );

/**
 * Both objects; `id` binds them, `fileId` is where the certificate lies. Zeros fill up, which readers skip. There is no
 * such file while the key has no certificate: the card removes it with each new key.
 */
export function objectsFile(id: Uint8Array, fileId: number, length: number): Uint8Array {
  const file = new Uint8Array(objectsLength);
  file.set(privateKey(id));
  file.set(certificate(id, fileId, length), certificatesAt);
  return file;
}

/** Which certificate file the objects file names; undefined where it names none. */
export const certificateFileOf = (objects: Uint8Array): number | undefined =>
  certificateFiles.find((fileId) => bytesToHex(objects).includes(bytesToHex(octets(place(fileId)))));

/** What the issuer writes at personalisation: file id and content. The objects follow with a certificate. */
export const pkcs15Files = (serial: string, holderName: string): [number, Uint8Array][] => [
  [fileIds.directory, directory()],
  [fileIds.tokenInfo, tokenInfo(serial, holderName)],
  [fileIds.pins, pins()],
];

/** Data of PUT DATA file, one a part; a last part that is full is followed by an empty one, which ends the file. */
export function fileParts(fileId: number, content: Uint8Array): Uint8Array[] {
  const { filePart, fileParts } = limits;
  if (content.length > filePart * fileParts)
    throw new RangeError(
      `File ${fileId.toString(16)}: expected at most ${filePart * fileParts} bytes, got ${content.length}.`,
    );
  const count = Math.min(Math.floor(content.length / filePart) + 1, fileParts);
  return Array.from({ length: count }, (_, part) =>
    Uint8Array.from([fileId >> 8, fileId & 255, part, ...content.subarray(part * filePart, (part + 1) * filePart)]),
  );
}
