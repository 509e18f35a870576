// The one region where the card keeps secrets and what can hold them; wiped after every command. Called by the
// commands.
import { AEAD_CTX } from '../shared/chacha20-poly1305';
import { wipe } from '../shared/constant-time';
import { HKDF_CTX } from '../shared/hkdf';
import { HMAC_SHA256_CTX } from '../shared/hmac';
import { OCRA_CTX } from '../shared/ocra';
import { OPEN1_CTX } from '../shared/open-1';
import { PBKDF2_CTX } from '../shared/pbkdf2';
import { rsaSetWorkspace, rsaWipe } from '../shared/rsa-workspace';
import { storeForget } from '../shared/store';

/** Command APDU: header, extended Lc, 560 bytes of data, Le. */
export const COMMAND_MAX: u32 = 576;
/** Answer: 560 bytes, a status word and the tag of a record. */
export const ANSWER_MAX: u32 = 592;
export const RSA_BITS: u32 = 2048;
export const RSA_KEY: u32 = 932;
const RSA_WORKSPACE: u32 = 9440;

/** The command as it came; decrypted in place. */
export const command: usize = memory.data(576, 16);
/** What leaves as the answer; kept until the next command, so nothing secret may stay in it. */
export const answer: usize = memory.data(592, 16);

// Scratch of the primitives: one at a time, except the PIN stretching, which lives over many steps.
export const scratch: usize = memory.data(1024, 16);
export const stretch: usize = memory.data(512, 16);
/** Keys in clear: a derived or unwrapped key each. */
export const keyA: usize = memory.data(64, 16);
export const keyB: usize = memory.data(64, 16);
export const keyC: usize = memory.data(64, 16);
/** PINs as ASCII digits filled with FF: the one to check, the one to set. */
export const pinA: usize = memory.data(8, 8);
export const pinB: usize = memory.data(8, 8);
/** An RSA key in its stored form with nonce and tag, or another record on its way to or from the store. */
export const record: usize = memory.data(1104, 16);
const rsaWorkspace: usize = memory.data(9440, 16);

/** The one key slot: the data key, while the PIN is verified or the card is being personalised. */
export const dataKey: usize = memory.data(32, 16);
/** Keys of the channel: to the card, from the card. */
export const sessionKeys: usize = memory.data(64, 16);

/** Forgets all that a command needed; data key, session keys and the answer stay. */
export function wipeCommandSecrets(): void {
  wipe(command, COMMAND_MAX);
  wipe(scratch, 1024);
  wipe(stretch, 512);
  wipe(keyA, 64);
  wipe(keyB, 64);
  wipe(keyC, 64);
  wipe(pinA, 8);
  wipe(pinB, 8);
  wipe(record, 1104);
  rsaWipe();
  storeForget();
}

/** Once, at start: gives RSA its memory. Returns 0 if a size above is smaller than what the primitives ask for. */
export function layOutSecrets(): u32 {
  rsaSetWorkspace(rsaWorkspace, RSA_WORKSPACE);
  const longest = max<u32>(max<u32>(AEAD_CTX, HKDF_CTX), max<u32>(OCRA_CTX, max<u32>(OPEN1_CTX, HMAC_SHA256_CTX)));
  return longest <= 1024 && PBKDF2_CTX <= 512 ? 1 : 0;
}
