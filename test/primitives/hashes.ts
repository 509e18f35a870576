// The operations on hashes and HMAC of the primitives program. Data goes in by pieces, as the firmware takes it.
import type { PrimitivesModule } from './module.ts';
import { hex, type Op, type Request, toHex } from './request.ts';

const piece = 65536;

/** Hands `data` over in pieces through one buffer. */
function feed(module: PrimitivesModule, data: Uint8Array, update: (at: number, length: number) => void): void {
  const buffer = module.reserve(Math.min(piece, data.length));
  for (let start = 0; start < data.length; start += piece) {
    const part = data.subarray(start, start + piece);
    new Uint8Array(module.memory.buffer, buffer, part.length).set(part);
    update(buffer, part.length);
  }
}

export function digest(module: PrimitivesModule, name: 'sha1' | 'sha256' | 'sha512', data: Uint8Array): Uint8Array {
  const context = module.reset().context(`${name.toUpperCase()}_CTX`);
  const out = module.reserve(64);
  module.call(`${name}Init`, context);
  feed(module, data, (at, length) => module.call(`${name}Update`, context, at, length));
  module.call(`${name}Final`, context, out);
  return module.take(out, { sha1: 20, sha256: 32, sha512: 64 }[name]);
}

export function hmacSha256(module: PrimitivesModule, key: Uint8Array, data: Uint8Array): Uint8Array {
  const context = module.reset().context('HMAC_SHA256_CTX');
  const out = module.reserve(32);
  module.call('hmacSha256Init', context, module.put(key), key.length);
  feed(module, data, (at, length) => module.call('hmacSha256Update', context, at, length));
  module.call('hmacSha256Final', context, out);
  module.call('hmacSha256Wipe', context);
  return module.take(out, 32);
}

/** Numbers of the hashes as in firmware/shared/hmac-any.ts. */
export const hashNumber = { sha1: 1, sha256: 2, sha512: 3 };

export function hmacAny(
  module: PrimitivesModule,
  name: keyof typeof hashNumber,
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const context = module.reset().context('HMAC_ANY_CTX');
  const out = module.reserve(64);
  module.call('hmacAnyInit', hashNumber[name], context, module.put(key), key.length);
  feed(module, data, (at, length) => module.call('hmacAnyUpdate', hashNumber[name], context, at, length));
  module.call('hmacAnyFinal', hashNumber[name], context, out);
  return module.take(out, { sha1: 20, sha256: 32, sha512: 64 }[name]);
}

const digestOp = (name: 'sha1' | 'sha256' | 'sha512') => (request: Request, module: PrimitivesModule) => ({
  digest: toHex(digest(module, name, hex(request, 'data'))),
});

export const hashOps: Record<string, Op<PrimitivesModule>> = {
  sha1: digestOp('sha1'),
  sha256: digestOp('sha256'),
  sha512: digestOp('sha512'),
  'hmac-sha1': (request, module) => ({
    mac: toHex(hmacAny(module, 'sha1', hex(request, 'key'), hex(request, 'data'))),
  }),
  'hmac-sha256': (request, module) => ({ mac: toHex(hmacSha256(module, hex(request, 'key'), hex(request, 'data'))) }),
};
