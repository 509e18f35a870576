// The published vector of Noise_XX_25519_ChaChaPoly_SHA256 through the handshake of the host, of the device, and of both.
import { Handshake, keyPairOf } from '@sigillator/host/link/noise';
import { expect, test } from 'vitest';
import { DeviceResponder } from '../wire/device-noise.ts';
import vector from './noise.json' with { type: 'json' };

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const prologue = bytes(vector.prologue);
const initiator = (): Handshake =>
  new Handshake('initiator', keyPairOf(bytes(vector.initiatorStatic)), prologue, keyPairOf(bytes(vector.initiatorEphemeral)));
const responder = (): Handshake =>
  new Handshake('responder', keyPairOf(bytes(vector.responderStatic)), prologue, keyPairOf(bytes(vector.responderEphemeral)));
const device = (): DeviceResponder =>
  new DeviceResponder(keyPairOf(bytes(vector.responderStatic)), prologue, bytes(vector.responderEphemeral));
const [first, second, third] = vector.handshake as [string, string, string];
const [up, down] = vector.transport as [(typeof vector.transport)[0], (typeof vector.transport)[0]];

test('the host writes and reads the published messages in both roles', () => {
  const [own, other] = [initiator(), responder()];
  expect(hex(own.write())).toBe(first);
  other.read(bytes(first));
  expect(hex(other.write())).toBe(second);
  own.read(bytes(second));
  expect(hex(own.write())).toBe(third);
  other.read(bytes(third));
  for (const { session } of [own, other]) expect(hex(session!.handshakeHash)).toBe(vector.handshakeHash);
  expect(hex(own.session!.send.encrypt(bytes(up.payload)))).toBe(up.ciphertext);
  expect(hex(other.session!.receive.decrypt(bytes(up.ciphertext)))).toBe(up.payload);
  expect(hex(other.session!.send.encrypt(bytes(down.payload)))).toBe(down.ciphertext);
  expect(hex(own.session!.receive.decrypt(bytes(down.ciphertext)))).toBe(down.payload);
});

test('the device answers the published messages with the published ones', () => {
  const own = device();
  expect(own.readFirst(bytes(first))).toBe(true);
  expect(hex(own.writeSecond(new Uint8Array(0)))).toBe(second);
  expect(own.readThird(bytes(third))).toBe(true);
  expect(hex(own.hash)).toBe(vector.handshakeHash);
  expect(hex(own.hostKey)).toBe(hex(keyPairOf(bytes(vector.initiatorStatic)).publicKey));
  expect(hex(own.open(bytes(up.ciphertext))!)).toBe(up.payload);
  expect(hex(own.seal(bytes(down.payload)))).toBe(down.ciphertext);
});
