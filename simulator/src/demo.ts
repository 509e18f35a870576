// The demonstration of `npm start -- --demo`: the document seal of a small customs declaration, computed by the
// firmware's own wasm.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build, wasmPath } from '../../firmware/build.ts';

interface SealExports {
  memory: WebAssembly.Memory;
  heap(): number;
  OPEN1_CTX: WebAssembly.Global;
  open1Init(context: number, key: number, label: number): void;
  open1Update(context: number, data: number, length: number): void;
  open1Final(context: number, digits18: number): void;
  compress18to6(digits18: number, digits6: number): void;
}

export interface DocumentSeal {
  digits18: string;
  digits6: string;
}

/** SealLabel.Document of the firmware. */
const documentLabel = 1;

/** A document seal's key is open: everyone who seals or verifies knows it. */
export const sampleKey = '12345678901234567890123456789012345';

/** Data elements of a CUSDEC message as the seal document takes them: without the syntax around them. */
export const sampleData = 'CUSDECD96BUN145050ZEMEX09000000000000';

/** The document seal of the bytes, by method open-1. */
export async function documentSeal(key: string, data: Uint8Array): Promise<DocumentSeal> {
  await build(['primitives']);
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath('primitives')));
  const wasm = instance.exports as unknown as SealExports;
  const context = wasm.heap();
  const text = context + ((wasm.OPEN1_CTX.value + 15) & ~15);
  const put = (bytes: Uint8Array) => new Uint8Array(wasm.memory.buffer).set(bytes, text);
  const digits = (at: number, count: number) => new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at, count));

  put(new TextEncoder().encode(key));
  wasm.open1Init(context, text, documentLabel);
  put(data);
  wasm.open1Update(context, text, data.length);
  wasm.open1Final(context, text);
  wasm.compress18to6(text, text + 18);
  return { digits18: digits(text, 18), digits6: digits(text + 18, 6) };
}

/** Lines for people. */
export async function demonstration(): Promise<string[]> {
  const { digits18, digits6 } = await documentSeal(sampleKey, new TextEncoder().encode(sampleData));
  const digest = createHash('sha256')
    .update(readFileSync(wasmPath('primitives')))
    .digest('hex');
  return [
    `sealed data      ${sampleData}`,
    `open key         ${sampleKey}`,
    `document seal    ${digits18}`,
    `in six digits    ${digits6.slice(0, 3)} ${digits6.slice(3)}`,
    `computed by      primitives.wasm, SHA-256 ${digest}`,
  ];
}
