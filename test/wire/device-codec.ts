// Reaches the device's codec and frames through wire-test.wasm.
import { readFileSync } from 'node:fs';
import { wasmPath } from '@sigillator/firmware/build';
import { shapes } from '@sigillator/protocol/generate/_wire-shapes';
import { errors } from '@sigillator/protocol/tables/errors';
import type { Field } from '@sigillator/protocol/tables/messages';

interface Exports {
  memory: WebAssembly.Memory;
  input: WebAssembly.Global<'i32'>;
  output: WebAssembly.Global<'i32'>;
  decodeRequest(length: number): number;
  messageTag(): number;
  hasField(field: number): number;
  fieldValue(field: number): bigint;
  fieldPointer(field: number): number;
  clearFields(): void;
  setNumber(field: number, value: bigint): void;
  setString(field: number, pointer: number, length: number): void;
  encodeAnswer(message: number, tag: number): number;
  reset(): void;
  feed(byte: number): number;
  frameAt(): number;
  frameLength(): number;
  write(length: number): number;
}

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath('wire-test'))));
const wasm = exports as unknown as Exports;
const input = wasm.input.value;
const output = wasm.output.value;
const view = new Uint8Array(wasm.memory.buffer);

export type Decoded =
  | { ok: true; name: string; tag: number; fields: Record<string, unknown> }
  | { ok: false; error: string };

const readField = (field: Field, index: number): unknown => {
  const value = BigInt.asUintN(64, wasm.fieldValue(index));
  if (field.type.kind === 'bool') return value === 1n;
  if (field.type.kind === 'uint') return typeof field.type.max === 'bigint' ? value : Number(value);
  const at = wasm.fieldPointer(index);
  const bytes = view.slice(at, at + Number(value));
  return field.type.kind === 'bytes' ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
};

export function decodeOnDevice(bytes: Uint8Array): Decoded {
  view.set(bytes, input);
  const result = wasm.decodeRequest(bytes.length);
  if (result < 0) return { ok: false, error: errors.find((error) => error.number === -result)!.name };
  const shape = shapes.find((candidate) => candidate.direction === 'request' && candidate.number === result)!;
  const fields = Object.fromEntries(
    shape.fields.flatMap((field, index) => (wasm.hasField(index) ? [[field.name, readField(field, index)]] : [])),
  );
  return { ok: true, name: shape.name, tag: wasm.messageTag(), fields };
}

export function encodeOnDevice(name: string, tag: number, fields: Record<string, unknown>): Uint8Array {
  const shape = shapes.find((candidate) => candidate.direction === 'answer' && candidate.name === name)!;
  wasm.clearFields();
  let at = input;
  shape.fields.forEach((field, index) => {
    const value = fields[field.name];
    if (value === undefined) return;
    if (typeof value === 'boolean') wasm.setNumber(index, value ? 1n : 0n);
    else if (typeof value === 'number' || typeof value === 'bigint') wasm.setNumber(index, BigInt(value));
    else {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : (value as Uint8Array);
      view.set(bytes, at);
      wasm.setString(index, at, bytes.length);
      at += bytes.length;
    }
  });
  const length = wasm.encodeAnswer(shape.number, tag);
  return view.slice(output, output + length);
}

/** Frames that the device takes from these bytes, and how often it saw damage. */
export function feedDevice(bytes: Uint8Array): { frames: Uint8Array[]; damaged: number } {
  const frames: Uint8Array[] = [];
  let damaged = 0;
  for (const byte of bytes) {
    const fed = wasm.feed(byte);
    if (fed === 2) damaged++;
    if (fed !== 1) continue;
    frames.push(view.slice(wasm.frameAt(), wasm.frameAt() + wasm.frameLength()));
    wasm.reset();
  }
  return { frames, damaged };
}

export const resetDeviceFrames = (): void => wasm.reset();

export function frameOnDevice(body: Uint8Array): Uint8Array {
  view.set(body, input);
  const length = wasm.write(body.length);
  return view.slice(output, output + length);
}
