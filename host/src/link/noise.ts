// Noise_XX_25519_ChaChaPoly_SHA256 (Noise revision 34), both roles; the host is the initiator.
// firmware/shared/noise-handshake.ts is the device's. Paragraphs are those of the Noise specification.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

const protocolName = new TextEncoder().encode('Noise_XX_25519_ChaChaPoly_SHA256');
const tagBytes = 16;
const empty = new Uint8Array(0);

const concat = (...parts: Uint8Array[]): Uint8Array => {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** 5.1. Throws where a message is not genuine. */
export class CipherState {
  readonly #key: Uint8Array;
  #counter = 0n;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  #nonce(): Uint8Array {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setBigUint64(4, this.#counter, true);
    return nonce;
  }

  encrypt(plain: Uint8Array, aad: Uint8Array = empty): Uint8Array {
    const sealed = chacha20poly1305(this.#key, this.#nonce(), aad).encrypt(plain);
    this.#counter++;
    return sealed;
  }

  decrypt(sealed: Uint8Array, aad: Uint8Array = empty): Uint8Array {
    const plain = chacha20poly1305(this.#key, this.#nonce(), aad).decrypt(sealed);
    this.#counter++;
    return plain;
  }

  /** Another state that goes on from here by itself: for programs that look back, as tests do. */
  copy(): CipherState {
    const copy = new CipherState(this.#key.slice());
    copy.#counter = this.#counter;
    return copy;
  }

  wipe(): void {
    this.#key.fill(0);
  }
}

export interface KeyPair {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

export const keyPairOf = (privateKey: Uint8Array): KeyPair => ({
  privateKey,
  publicKey: x25519.getPublicKey(privateKey),
});

export interface Session {
  send: CipherState;
  receive: CipherState;
  /** The other side's long-lived public key. */
  remoteKey: Uint8Array;
  /** The hash over the whole handshake: pairing binds to it. */
  handshakeHash: Uint8Array;
}

type Token = 'e' | 's' | 'ee' | 'es' | 'se';
const pattern: readonly (readonly Token[])[] = [['e'], ['e', 'ee', 's', 'es'], ['s', 'se']];

/** One handshake. Messages alternate, the initiator writes first; `session` is there after the third. */
export class Handshake {
  session: Session | undefined;
  readonly #initiator: boolean;
  readonly #own: KeyPair;
  readonly #ephemeral: KeyPair;
  #remoteEphemeral: Uint8Array = empty;
  #remoteStatic: Uint8Array = empty;
  #chainingKey: Uint8Array = protocolName;
  #hash: Uint8Array = protocolName;
  #cipher: CipherState | undefined;
  #turn = 0;

  constructor(role: 'initiator' | 'responder', own: KeyPair, prologue: Uint8Array, ephemeral: KeyPair) {
    this.#initiator = role === 'initiator';
    this.#own = own;
    this.#ephemeral = ephemeral;
    this.#mixHash(prologue);
  }

  write(payload: Uint8Array = empty): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const token of pattern[this.#turn]!) {
      if (token === 'e') {
        parts.push(this.#ephemeral.publicKey);
        this.#mixHash(this.#ephemeral.publicKey);
      } else if (token === 's') parts.push(this.#encryptAndHash(this.#own.publicKey));
      else this.#mixKey(this.#agree(token));
    }
    parts.push(this.#encryptAndHash(payload));
    this.#endTurn();
    return concat(...parts);
  }

  read(message: Uint8Array): Uint8Array {
    let rest = message;
    const take = (length: number): Uint8Array => {
      if (rest.length < length) throw new RangeError('handshake message is too short');
      const part = rest.subarray(0, length);
      rest = rest.subarray(length);
      return part;
    };
    for (const token of pattern[this.#turn]!) {
      if (token === 'e') {
        this.#remoteEphemeral = take(32).slice();
        this.#mixHash(this.#remoteEphemeral);
      } else if (token === 's') this.#remoteStatic = this.#decryptAndHash(take(32 + tagBytes));
      else this.#mixKey(this.#agree(token));
    }
    const payload = this.#decryptAndHash(rest);
    this.#endTurn();
    return payload;
  }

  // 7.1: the first letter is the initiator's key, the second the responder's. noble refuses an all-zero secret.
  #agree(token: 'ee' | 'es' | 'se'): Uint8Array {
    const [ownLetter, remoteLetter] = this.#initiator ? [token[0], token[1]] : [token[1], token[0]];
    const own = ownLetter === 'e' ? this.#ephemeral : this.#own;
    const remote = remoteLetter === 'e' ? this.#remoteEphemeral : this.#remoteStatic;
    return x25519.getSharedSecret(own.privateKey, remote);
  }

  #mixHash(data: Uint8Array): void {
    this.#hash = sha256(concat(this.#hash, data));
  }

  #mixKey(secret: Uint8Array): void {
    const derived = expand(sha256, extract(sha256, secret, this.#chainingKey), empty, 64);
    this.#chainingKey = derived.slice(0, 32);
    this.#cipher = new CipherState(derived.slice(32));
    secret.fill(0);
  }

  #encryptAndHash(plain: Uint8Array): Uint8Array {
    const sealed = this.#cipher ? this.#cipher.encrypt(plain, this.#hash) : plain;
    this.#mixHash(sealed);
    return sealed;
  }

  #decryptAndHash(sealed: Uint8Array): Uint8Array {
    const plain = this.#cipher ? this.#cipher.decrypt(sealed, this.#hash) : sealed;
    this.#mixHash(sealed);
    return plain;
  }

  // 5.2 Split after the last message: the first key is the initiator's for sending.
  #endTurn(): void {
    if (++this.#turn < pattern.length) return;
    const derived = expand(sha256, extract(sha256, empty, this.#chainingKey), empty, 64);
    const first = new CipherState(derived.slice(0, 32));
    const second = new CipherState(derived.slice(32));
    this.session = {
      send: this.#initiator ? first : second,
      receive: this.#initiator ? second : first,
      remoteKey: this.#remoteStatic,
      handshakeHash: this.#hash,
    };
  }
}

/** SPEC "Pairing", step 4: six digits that both sides show. */
export function pairingDigits(handshakeHash: Uint8Array, hostRandom: Uint8Array, deviceRandom: Uint8Array): string {
  const prk = extract(sha256, concat(hostRandom, deviceRandom), handshakeHash);
  const bytes = expand(sha256, prk, new TextEncoder().encode('sigillator pairing'), 8);
  const number = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) % 1_000_000n;
  return number.toString().padStart(6, '0');
}
