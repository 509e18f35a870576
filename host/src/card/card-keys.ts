// Derivation of the keys that belong to one card (labels in the APDU table). Called by personalisation and the channel.
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { derivations, limits } from '@sigillator/protocol/tables/apdu';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const derive = (key: Uint8Array, salt: Uint8Array, info: string): Uint8Array =>
  hkdf(sha256, key, salt, ascii(info), 32);

/** A card's serial as its 16 bytes: printable ASCII without spaces, zeros at the end. */
export function serialBytes(serial: string): Uint8Array {
  if (!/^[!-~]{1,16}$/.test(serial))
    throw new TypeError(
      `Card serial: expected 1 to ${limits.serial} printable characters without spaces, got "${serial}".`,
    );
  const bytes = new Uint8Array(limits.serial);
  bytes.set(ascii(serial));
  return bytes;
}

/** The organisation's terminal key from the 35 digits that are typed at each device. */
export function organisationKey(digits: string): Uint8Array {
  requireKeyDigits('Terminal key', digits);
  return derive(ascii(digits), new Uint8Array(0), derivations.terminalOrganisation);
}

export const terminalKeyOf = (organisation: Uint8Array, serial: Uint8Array): Uint8Array =>
  derive(organisation, serial, derivations.terminalCard);
export const issuerKeyOf = (master: Uint8Array, serial: Uint8Array): Uint8Array =>
  derive(master, serial, derivations.issuerCard);
export const deliveryKeyOf = (issuerKey: Uint8Array, serial: Uint8Array): Uint8Array =>
  derive(issuerKey, serial, derivations.delivery);

/** Never shows the digits: they are a key. */
export function requireKeyDigits(what: string, digits: string): void {
  if (!/^[0-9]{35}$/.test(digits))
    throw new TypeError(`${what}: expected 35 decimal digits, got ${digits.length} characters or other than digits.`);
}
