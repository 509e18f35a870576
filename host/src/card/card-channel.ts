// The protected channel to a card: mutual proof of a key, then records. Called by personalisation and by tests of the card.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { derivations, roles } from '@sigillator/protocol/tables/apdu';
import { SealError } from '../errors.ts';
import { type CardAnswer, commandApdu, parseAnswer } from './command-apdu.ts';

export type Role = keyof typeof roles;
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const TAG = 16;

export interface Proof {
  role: Role;
  /** This card's terminal or issuer key. */
  key: Uint8Array;
  serial: Uint8Array;
  cardRandom: Uint8Array;
  terminalRandom: Uint8Array;
  /** Seconds since 1970; 0 unknown. */
  time: number;
}

/** The command that proves the key. */
export function proofCommand(proof: Proof): Uint8Array {
  const time = new Uint8Array(4);
  new DataView(time.buffer).setUint32(0, proof.time);
  const covered = [proof.cardRandom, proof.terminalRandom, proof.serial, time];
  const mac = hmac(sha256, proof.key, concatBytes(ascii(proof.role), ...covered));
  return commandApdu('mutual-authenticate', {
    p2: roles[proof.role],
    data: concatBytes(proof.terminalRandom, time, mac),
  });
}

/** Both directions of an open channel; wraps command APDUs and unwraps answers. */
export class CardChannel {
  readonly #role: number;
  readonly #toCard: Uint8Array;
  readonly #fromCard: Uint8Array;
  #sent = 0;
  #received = 0;

  /** Checks the card's proof; only a card that holds the same key passes. */
  constructor(proof: Proof, cardProof: Uint8Array) {
    this.#role = roles[proof.role];
    const time = new Uint8Array(4);
    new DataView(time.buffer).setUint32(0, proof.time);
    const role = Uint8Array.of(this.#role);
    const covered = concatBytes(ascii('card'), role, proof.cardRandom, proof.terminalRandom, proof.serial, time);
    const expected = hmac(sha256, proof.key, covered);
    let difference = expected.length ^ cardProof.length;
    for (const [i, byte] of expected.entries()) difference |= byte ^ (cardProof[i] ?? 0);
    if (difference !== 0)
      throw new SealError(
        'card-not-proved',
        'Opening the card channel: the card does not hold the key it should hold.',
      );
    const salt = concatBytes(proof.cardRandom, proof.terminalRandom);
    const keys = hkdf(sha256, proof.key, salt, concatBytes(ascii(derivations.session), role), 64);
    this.#toCard = keys.slice(0, 32);
    this.#fromCard = keys.slice(32);
  }

  wrap(command: Uint8Array): Uint8Array {
    const sealed = chacha20poly1305(this.#toCard, nonce(this.#sent++), Uint8Array.of(this.#role)).encrypt(command);
    // Extended lengths always: the answer may be longer than 256 bytes.
    const length = [0, sealed.length >> 8, sealed.length & 0xff];
    return Uint8Array.from([0x00, 0xc2, 0x00, 0x00, ...length, ...sealed, 0, 0]);
  }

  unwrap(answer: Uint8Array): CardAnswer {
    const outer = parseAnswer(answer);
    if (outer.sw !== 0x9000) return outer;
    if (outer.data.length < TAG + 2)
      throw new SealError('card-answer', 'Reading a record of the card: it is too short.');
    const cipher = chacha20poly1305(this.#fromCard, nonce(this.#received++), Uint8Array.of(this.#role));
    return parseAnswer(cipher.decrypt(outer.data));
  }
}

function nonce(number: number): Uint8Array {
  const bytes = new Uint8Array(12);
  new DataView(bytes.buffer).setBigUint64(4, BigInt(number));
  return bytes;
}
