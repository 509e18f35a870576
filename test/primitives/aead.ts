// ChaCha20-Poly1305 of the primitives program.
import type { PrimitivesModule } from './module.ts';
import { hex, hexOf, type Op, optionalHex, toHex } from './request.ts';

const tagLength = 16;

/** Answers the ciphertext with the tag at its end. */
export function aeadSeal(
  module: PrimitivesModule,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const context = module.reset().context('AEAD_CTX');
  const aadAt = module.put(aad);
  const at = module.reserve(data.length + tagLength);
  new Uint8Array(module.memory.buffer).set(data, at);
  const tag = at + data.length;
  module.call('aeadSeal', context, module.put(key), module.put(nonce), aadAt, aad.length, at, data.length, at, tag);
  return module.take(at, data.length + tagLength);
}

/** Answers nothing if the tag is wrong. */
export function aeadOpen(
  module: PrimitivesModule,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  data: Uint8Array,
): Uint8Array | undefined {
  const context = module.reset().context('AEAD_CTX');
  const [keyAt, nonceAt, aadAt, at] = [module.put(key), module.put(nonce), module.put(aad), module.put(data)];
  const length = data.length - tagLength;
  if (length < 0) return undefined;
  const right = module.call('aeadOpen', context, keyAt, nonceAt, aadAt, aad.length, at, length, at + length, at);
  return right === 1 ? module.take(at, length) : undefined;
}

export const aeadOps: Record<string, Op<PrimitivesModule>> = {
  'chacha20-poly1305-seal': (request, module) => ({
    data: toHex(
      aeadSeal(
        module,
        hexOf(request, 'key', 32),
        hexOf(request, 'nonce', 12),
        optionalHex(request, 'aad'),
        hex(request, 'data'),
      ),
    ),
  }),
  'chacha20-poly1305-open': (request, module) => {
    const opened = aeadOpen(
      module,
      hexOf(request, 'key', 32),
      hexOf(request, 'nonce', 12),
      optionalHex(request, 'aad'),
      hex(request, 'data'),
    );
    if (!opened) throw new Error('opening: the tag is wrong; key, nonce, aad or data are not those of the sealing');
    return { data: toHex(opened) };
  },
};
