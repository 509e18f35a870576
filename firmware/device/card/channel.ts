// The encrypted channel to the card: mutual proof of the terminal key, then records (protocol/tables/apdu.ts, at its
// end). Called by session.ts. Everything secret lies in secrets.ts.
import {
  INFO_SESSION, INFO_SESSION_LENGTH, INFO_TERMINAL_CARD, INFO_TERMINAL_CARD_LENGTH, LIMIT_CHALLENGE, LIMIT_SERIAL, Role,
} from '../../../protocol/generated/firmware/apdu';
import { AEAD_CTX, AEAD_TAG, aeadOpen, aeadSeal } from '../../shared/chacha20-poly1305';
import { equalBytes, wipe } from '../../shared/constant-time';
import { HKDF_CTX, hkdfExpand, hkdfExtract } from '../../shared/hkdf';
import { HMAC_SHA256_CTX, hmacSha256 } from '../../shared/hmac';
import { Random, randomBytes } from '../../shared/random';
import { cardKey, PLAIN_MAX, plain, proofInput, sessionKeys, terminalKey } from '../secrets';

const KEY: u32 = 32;
const hkdf: usize = memory.data(HKDF_CTX, 8);
const hmac: usize = memory.data(HMAC_SHA256_CTX, 8);
const aead: usize = memory.data(AEAD_CTX, 8);
const nonce: usize = memory.data(12, 4);
/** P2 of MUTUAL AUTHENTICATE, Role.Terminal. */
const role: usize = memory.data<u8>([0x01]);
const NAME_TERMINAL: usize = memory.data<u8>([0x74, 0x65, 0x72, 0x6d, 0x69, 0x6e, 0x61, 0x6c]); // "terminal"
const NAME_CARD: usize = memory.data<u8>([0x63, 0x61, 0x72, 0x64, 0x01]); // "card" and P2

/** cardRandom, terminalRandom, serial, time: what both proofs are about. */
const ABOUT: u32 = 2 * LIMIT_CHALLENGE + LIMIT_SERIAL + 4;
const about: usize = memory.data(52, 4);

@unmanaged
class Channel {
  sent: u32;
  received: u32;
}
const channel = changetype<Channel>(memory.data(8, 4));

/** Writes the data of MUTUAL AUTHENTICATE (52 bytes) to `out`. False without random numbers. */
export function channelProve(cardRandom: usize, serial: usize, time: u32, out: usize): bool {
  memory.copy(about, cardRandom, LIMIT_CHALLENGE);
  if (randomBytes(about + LIMIT_CHALLENGE, LIMIT_CHALLENGE) != Random.OK) return false;
  memory.copy(about + 2 * LIMIT_CHALLENGE, serial, LIMIT_SERIAL);
  store<u32>(about, bswap<u32>(time), 2 * LIMIT_CHALLENGE + LIMIT_SERIAL);
  // This card's terminal key: derived from the organisation's, salt = serial.
  hkdfExtract(hkdf, serial, LIMIT_SERIAL, terminalKey, KEY, proofInput);
  hkdfExpand(hkdf, proofInput, KEY, INFO_TERMINAL_CARD, INFO_TERMINAL_CARD_LENGTH, cardKey, KEY);
  memory.copy(out, about + LIMIT_CHALLENGE, LIMIT_CHALLENGE);
  memory.copy(out + LIMIT_CHALLENGE, about + 2 * LIMIT_CHALLENGE + LIMIT_SERIAL, 4);
  proof(NAME_TERMINAL, 8, out + LIMIT_CHALLENGE + 4);
  return true;
}

function proof(name: usize, length: u32, out: usize): void {
  memory.copy(proofInput, name, length);
  memory.copy(proofInput + length, about, ABOUT);
  hmacSha256(hmac, cardKey, KEY, proofInput, length + ABOUT, out);
}

/** Checks the card's proof and opens the channel; false if the card does not know the key. */
export function channelBegin(cardProof: usize): bool {
  proof(NAME_CARD, 5, plain);
  const right = equalBytes(plain, cardProof, 32) != 0;
  if (right) {
    hkdfExtract(hkdf, about, 2 * LIMIT_CHALLENGE, cardKey, KEY, proofInput);
    memory.copy(proofInput + KEY, INFO_SESSION, INFO_SESSION_LENGTH);
    store<u8>(proofInput + KEY + INFO_SESSION_LENGTH, Role.Terminal);
    hkdfExpand(hkdf, proofInput, KEY, proofInput + KEY, INFO_SESSION_LENGTH + 1, sessionKeys, 2 * KEY);
    channel.sent = 0;
    channel.received = 0;
  }
  wipe(cardKey, KEY);
  wipe(terminalKey, KEY);
  wipe(proofInput, 128);
  wipe(plain, KEY);
  return right;
}

/** Encrypts the command of `length` bytes in `plain` to a record at `out`; returns the record's length. */
export function channelSeal(length: u32, out: usize): u32 {
  number(channel.sent++);
  aeadSeal(aead, sessionKeys, nonce, role, 1, plain, length, out, out + length);
  wipe(plain, PLAIN_MAX);
  return length + AEAD_TAG;
}

/** Decrypts a record to `plain`; returns the length of the answer in it, or -1 if it is not the card's. */
export function channelOpen(recordAt: usize, length: u32): i32 {
  if (length < AEAD_TAG + 2 || length - AEAD_TAG > PLAIN_MAX) return -1;
  const size = length - AEAD_TAG;
  number(channel.received++);
  return aeadOpen(aead, sessionKeys + KEY, nonce, role, 1, recordAt, size, recordAt + size, plain) ? <i32>size : -1;
}

/** 4 zero bytes and the 64-bit number of the record in its direction. */
function number(value: u32): void {
  store<u64>(nonce, 0);
  store<u32>(nonce, bswap<u32>(value), 8);
}
