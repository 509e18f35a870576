// The handshake of both sides against each other, and what damage does to it.

import { x25519 } from '@noble/curves/ed25519.js';
import { Handshake, type KeyPair, keyPairOf, pairingDigits } from '@sigillator/host/link/noise';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../seed.ts';
import { DeviceResponder } from './device-noise.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.uint8Array({ maxLength: 500 });
const prologue = new TextEncoder().encode('sigillator 1');
const empty = new Uint8Array(0);

interface Pair {
  host: Handshake;
  device: DeviceResponder;
}

function begin(keys: readonly Uint8Array[]): Pair {
  const [hostStatic, hostEphemeral, deviceStatic, deviceEphemeral] = keys as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return {
    host: new Handshake('initiator', keyPairOf(hostStatic), prologue, keyPairOf(hostEphemeral)),
    device: new DeviceResponder(keyPairOf(deviceStatic), prologue, deviceEphemeral),
  };
}

function shake({ host, device }: Pair): void {
  expect(device.readFirst(host.write())).toBe(true);
  host.read(device.writeSecond(empty));
  expect(device.readThird(host.write())).toBe(true);
}

const fourKeys = fc.tuple(key, key, key, key);

describe('the Noise session between host and device', () => {
  it('agrees on keys, identities and hash, and carries messages both ways', () => {
    fc.assert(
      fc.property(fourKeys, message, message, (keys, up, down) => {
        const pair = begin(keys);
        shake(pair);
        const session = pair.host.session!;
        expect(pair.device.hash).toEqual(session.handshakeHash);
        expect(pair.device.hostKey).toEqual(keyPairOf(keys[0]).publicKey);
        expect(session.remoteKey).toEqual(keyPairOf(keys[2]).publicKey);
        for (let round = 0; round < 3; round++) {
          expect(pair.device.open(session.send.encrypt(up))).toEqual(up);
          expect(session.receive.decrypt(pair.device.seal(down))).toEqual(down);
        }
      }),
      seeded(4, 300),
    );
  });

  it('ends at any changed bit of the second or third message, and gives no session', () => {
    fc.assert(
      fc.property(fourKeys, fc.boolean(), fc.nat(), (keys, third, place) => {
        const { host, device } = begin(keys);
        const flip = (bytes: Uint8Array): Uint8Array => {
          const changed = bytes.slice();
          // Bit 7 of the last byte of an X25519 key is ignored by definition; here the hash still notices it.
          changed[(place >> 3) % changed.length]! ^= 1 << (place & 7);
          return changed;
        };
        device.readFirst(host.write());
        const second = device.writeSecond(empty);
        if (!third) {
          expect(() => host.read(flip(second))).toThrow();
          return;
        }
        host.read(second);
        expect(device.readThird(flip(host.write()))).toBe(false);
        expect(device.phase).toBe(8);
      }),
      seeded(6, 300),
    );
  });

  it('refuses a key of small order', () => {
    const { device } = begin([1, 2, 3, 4].map((fill) => new Uint8Array(32).fill(fill)));
    expect(device.readFirst(new Uint8Array(32))).toBe(false);
  });

  it('drops a message that was changed, repeated or taken out of order, without losing its place', () => {
    const pair = begin([5, 6, 7, 8].map((fill) => new Uint8Array(32).fill(fill)));
    shake(pair);
    const { send } = pair.host.session!;
    const [first, second] = [send.encrypt(Uint8Array.of(1)), send.encrypt(Uint8Array.of(2))];
    expect(pair.device.open(second)).toBeUndefined();
    expect(pair.device.open(Uint8Array.from(first, (byte, at) => (at === 3 ? byte ^ 1 : byte)))).toBeUndefined();
    expect(pair.device.open(first)).toEqual(Uint8Array.of(1));
    expect(pair.device.open(first)).toBeUndefined();
    expect(pair.device.open(second)).toEqual(Uint8Array.of(2));
  });

  it('leaves neither ephemeral key nor shared secret in memory once it stands', () => {
    const keys = [9, 10, 11, 12].map((fill) => Uint8Array.from({ length: 32 }, (_, index) => fill * 16 + index));
    const [hostStatic, hostEphemeral, deviceStatic, deviceEphemeral] = keys.map(keyPairOf) as [
      KeyPair,
      KeyPair,
      KeyPair,
      KeyPair,
    ];
    const pair = begin(keys);
    shake(pair);
    const memory = Buffer.from(pair.device.memory);
    const secrets = {
      ee: x25519.getSharedSecret(hostEphemeral.privateKey, deviceEphemeral.publicKey),
      es: x25519.getSharedSecret(hostEphemeral.privateKey, deviceStatic.publicKey),
      se: x25519.getSharedSecret(hostStatic.privateKey, deviceEphemeral.publicKey),
    };
    for (const [name, secret] of Object.entries(secrets))
      expect(memory.includes(Buffer.from(secret)), name).toBe(false);
    // The one copy left of the ephemeral key is the caller's own, which the test put there.
    const ephemeral = Buffer.from(deviceEphemeral.privateKey);
    expect(memory.indexOf(ephemeral)).toBe(memory.lastIndexOf(ephemeral));
    const sealed = pair.host.session!.send.encrypt(Uint8Array.of(1));
    pair.device.end();
    expect(pair.device.open(sealed)).toBeUndefined();
  });

  it('shows six digits for pairing that change with either random number and with the session', () => {
    const [hash, rh, rd] = [1, 2, 3].map((fill) => new Uint8Array(32).fill(fill)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const digits = pairingDigits(hash, rh.subarray(16), rd.subarray(16));
    // Computed with Python's hmac and hashlib: prk = HMAC(hash, rh | rd), okm = HMAC(prk, info | 01), first 8 bytes.
    expect(digits).toBe('307116');
    expect(pairingDigits(hash, rd.subarray(16), rh.subarray(16))).not.toBe(digits);
  });
});
