// The one region where the device keeps secrets while it needs them. Called by entry, the device code and the card
// files.
import { wipe } from '../shared/constant-time';

const SIZE: u32 = 688;
const region: usize = memory.data(688, 8);

/** Digits being typed, one a byte. */
export const TYPED_MAX: u32 = 40;
export const typed: usize = region;
/** The PIN that a change needs, and the new one: ASCII, filled with FF. */
export const oldPin: usize = region + 40;
export const newPin: usize = region + 48;
/** The terminal key being typed (35 ASCII digits), and the one in use (32 bytes). */
export const keyDigits: usize = region + 56;
export const terminalKey: usize = region + 96;
/** Keys of the card channel: to the card, from the card. */
export const sessionKeys: usize = region + 128;
/** Scratch of the card channel: this card's terminal key, and what is hashed for a proof. */
export const cardKey: usize = region + 192;
export const proofInput: usize = region + 224;
/** A command or an answer of the channel in clear. */
export const PLAIN_MAX: u32 = 320;
export const plain: usize = region + 352;

const PINS: u32 = 56;

/** Forgets typed digits and PINs. */
export function wipePins(): void {
  wipe(region, PINS);
}

/** Forgets the terminal key as typed. */
export function wipeKeyDigits(): void {
  wipe(keyDigits, 40);
}

/** Forgets what belongs to the card's session. */
export function wipeSession(): void {
  wipe(terminalKey, SIZE - 96);
}

/** Forgets everything. */
export function wipeSecrets(): void {
  wipe(region, SIZE);
}
