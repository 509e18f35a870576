// A certificate request (PKCS#10, RFC 2986) that the device builds from the fields it has shown. Called by
// requests/csr.ts
// and the review screens. An encryption key never signs, so its request carries the signature of the signature key.
import { KeyRef } from '../../../protocol/generated/firmware/apdu';
import { Csr } from '../../../protocol/generated/firmware/wire';
import {
  derAlgorithm, derBitString, derHeader, derInteger, derPrimitive, derRaw, derWrap, Tag,
} from '../../shared/der';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../../shared/sha256';
import { fieldNumber, fieldPointer, hasField } from '../../shared/wire-codec';
import { BLOB_ROOM, blobForget, blobRoom } from '../link/blob';
import { question } from './question';

const MODULUS: u32 = 256;
const work: usize = blobRoom;
/** Signature, its bit string and the algorithm stand behind what is signed. */
const TAIL: u32 = 256 + 5 + 15;
/** 65537 */
const EXPONENT: usize = memory.data<u8>([1, 0, 1]);
// 1.2.840.113549.1.1.1 rsaEncryption, .11 sha256WithRSAEncryption
const RSA: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);
const RSA_SHA256: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]);
const OID: u32 = 9;
/** 2.5.4.n: the last byte of each name's type, in the order of CsrName. */
const NAME_OID: usize = memory.data<u8>([0x55, 0x04, 0x00]);
const NAME_TYPES: usize = memory.data<u8>([6, 10, 11, 5, 3]);
const sha: usize = memory.data(SHA256_CTX, 8);
const digest: usize = memory.data(32, 4);

/** The names of a request, in the order of the wire fields from `country` on. */
export const CSR_NAMES: u32 = 5;
const NAME_MAX: u32 = 64;
const COUNTRY: u32 = 0;
const SERIAL: u32 = 3;
const names: usize = question;
const lengths: usize = memory.data(8, 4);
let key: u32 = 0;
let generate: bool = false;
let start: usize = 0;

export function csrName(name: u32): usize {
  return names + <usize>(name * NAME_MAX);
}
/** 0 for a name that the request does not have. */
export function csrNameLength(name: u32): u32 {
  return load<u8>(lengths + name);
}
export function csrGenerates(): bool {
  return generate;
}
export function csrEncrypts(): bool {
  return key != 0;
}
export function csrKey(): u32 {
  return key == 0 ? KeyRef.RsaSignature : KeyRef.RsaEncryption;
}

/** Takes the fields of the request; false where a name cannot stand in a certificate. */
export function csrTake(): bool {
  key = fieldNumber(Csr.Key);
  generate = fieldNumber(Csr.Generate) != 0;
  if (key > 1) return false;
  for (let name: u32 = 0; name < CSR_NAMES; name++) {
    const field: u32 = <u32>Csr.Country + name;
    const length: u32 = hasField(field) ? fieldNumber(field) : 0;
    if (hasField(field) && length == 0) return false;
    memory.copy(csrName(name), fieldPointer(field), length);
    store<u8>(lengths + name, <u8>length);
  }
  if (csrNameLength(COUNTRY) != 2 || !capitals(csrName(COUNTRY), 2)) return false;
  return printable(csrName(SERIAL), csrNameLength(SERIAL));
}

function capitals(at: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(at + i) < 0x41 || load<u8>(at + i) > 0x5a) return false;
  return true;
}

/** PrintableString, X.680 41.4. */
function printable(at: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) {
    const c: u32 = load<u8>(at + i);
    const letter = (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a);
    const sign = c == 0x20 || (c >= 0x27 && c <= 0x29) || (c >= 0x2b && c <= 0x2f) || c == 0x3d || c == 0x3f;
    if (!letter && !sign && !(c >= 0x30 && c <= 0x3a)) return false;
  }
  return true;
}

/** Builds what is signed around the modulus; answers its SHA-256. */
export function csrDigest(modulus: usize): usize {
  blobForget();
  const end = work + BLOB_ROOM - TAIL;
  let p = derHeader(end, Tag.CONTEXT_0, 0);
  p = publicKey(p, modulus);
  p = subject(p);
  store<u8>(work, 0); // version 0; names never reach down to here
  p = derInteger(p, work, 1);
  start = derWrap(p, end, Tag.SEQUENCE);
  sha256Init(sha);
  sha256Update(sha, start, <u32>(end - start));
  sha256Final(sha, digest);
  return digest;
}

/** SubjectPublicKeyInfo of RFC 3279, 2.3.1. */
function publicKey(end: usize, modulus: usize): usize {
  let p = derInteger(end, EXPONENT, 3);
  p = derInteger(p, modulus, MODULUS);
  p = derBitString(derWrap(p, end, Tag.SEQUENCE), end);
  return derWrap(derAlgorithm(p, RSA, OID), end, Tag.SEQUENCE);
}

function subject(end: usize): usize {
  let p = end;
  for (let name = <i32>CSR_NAMES - 1; name >= 0; name--) {
    if (csrNameLength(name) == 0) continue;
    const behind = p;
    const kind: u32 = name == COUNTRY || name == SERIAL ? Tag.PRINTABLE_STRING : Tag.UTF8_STRING;
    p = derPrimitive(p, kind, csrName(name), csrNameLength(name));
    store<u8>(NAME_OID, load<u8>(NAME_TYPES + name), 2);
    p = derPrimitive(p, Tag.OID, NAME_OID, 3);
    p = derWrap(derWrap(p, behind, Tag.SEQUENCE), behind, Tag.SET);
  }
  return derWrap(p, end, Tag.SEQUENCE);
}

/** Puts the signature behind; answers the length of the whole, which begins at csrBytes. */
export function csrFinish(signature: usize): u32 {
  const end = work + BLOB_ROOM;
  derAlgorithm(derBitString(derRaw(end, signature, MODULUS), end), RSA_SHA256, OID);
  start = derWrap(start, end, Tag.SEQUENCE);
  return <u32>(end - start);
}

export function csrBytes(): usize {
  return start;
}
