// wire-test.wasm: lets tests reach the codec and the frames of the device, byte for byte. Not part of any device.
import { MAX_FRAME, Message } from '../../protocol/generated/firmware/wire';
import * as codec from '../shared/wire-codec';
import { cipherOpen, cipherSeal } from '../shared/noise-cipher';
import * as noise from '../shared/noise-handshake';
import { Fed, frameBuffer, frameFeed, frameReset, frameWrite, Receiver } from '../shared/frame';

export const input: usize = memory.data(8192, 8);
export const output: usize = memory.data(8192, 8);
const receiver: Receiver = changetype<Receiver>(memory.data(2400, 8));

export function decodeRequest(length: u32): i32 {
  return codec.decodeRequest(input, length);
}
export function messageTag(): u32 {
  return codec.messageTag;
}
export function hasField(field: u32): bool {
  return codec.hasField(field);
}
export function fieldValue(field: u32): u64 {
  return codec.fieldValue(field);
}
export function fieldPointer(field: u32): usize {
  return codec.fieldPointer(field);
}
export function clearFields(): void {
  codec.clearFields();
}
export function setNumber(field: u32, value: u64): void {
  codec.setNumber(field, value);
}
export function setString(field: u32, pointer: usize, length: u32): void {
  codec.setString(field, pointer, length);
}
export function encodeAnswer(message: Message, tag: u32): u32 {
  return codec.encodeAnswer(message, tag, output);
}
export function reset(): void {
  receiver.capacity = MAX_FRAME;
  frameReset(receiver);
}
export function feed(byte: u8): Fed {
  return frameFeed(receiver, byte);
}
export function frameAt(): usize {
  return frameBuffer(receiver);
}
export function frameLength(): u32 {
  return receiver.length;
}
/** Frames `length` bytes of `input` into `output`. */
export function write(length: u32): u32 {
  return frameWrite(input, length, output);
}

// The responder of the handshake: keys, prologue and random bytes lie at the head of `input`.
export function noiseBegin(prologueLength: u32): void {
  noise.noiseBegin(keys, keys + 32, input, prologueLength, keys + 64);
}
export const keys: usize = memory.data(96, 8);
export function noiseReadFirst(length: u32): u32 {
  return noise.noiseReadFirst(input, length);
}
export function noiseStep(most: u32): u32 {
  return noise.noiseStep(most);
}
export function noisePhase(): u32 {
  return noise.noisePhase;
}
export function noiseWriteSecond(payloadLength: u32): u32 {
  return noise.noiseWriteSecond(input, payloadLength, output);
}
export function noiseReadThird(length: u32): u32 {
  return noise.noiseReadThird(input, length);
}
export function noiseHash(): usize {
  return noise.noiseHash();
}
export function noiseHostKey(): usize {
  return noise.noiseHostKey;
}
export function noiseSeal(length: u32): u32 {
  return cipherSeal(noise.noiseSend, 0, 0, input, length, output);
}
export function noiseOpen(length: u32): u32 {
  return cipherOpen(noise.noiseReceive, 0, 0, input, length, output);
}
export function noiseEnd(): void {
  noise.noiseEnd();
}
