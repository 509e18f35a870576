// The operations that make key material: HKDF, PBKDF2, HMAC_DRBG and X25519.
import type { PrimitivesModule } from './module.ts';
import { hex, hexOf, integer, type Op, optionalHex, type Request, toHex } from './request.ts';

/** The longest output that an operation gives; the firmware itself never needs as much. */
const longest = 1 << 20;

export function hkdf(
  module: PrimitivesModule,
  ikm: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const context = module.reset().context('HKDF_CTX');
  const key = module.reserve(32);
  const out = module.reserve(length);
  module.call('hkdfExtract', context, module.put(salt), salt.length, module.put(ikm), ikm.length, key);
  if (module.call('hkdfExpand', context, key, 32, module.put(info), info.length, out, length) !== 0)
    throw new Error(`deriving by HKDF: expected at most 8160 bytes, got a request for ${length}`);
  return module.take(out, length);
}

export function pbkdf2(
  module: PrimitivesModule,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
  step = 10_000,
): Uint8Array {
  const context = module.reset().context('PBKDF2_CTX');
  const out = module.reserve(32);
  const key = new Uint8Array(length);
  const [passwordAt, saltAt] = [module.put(password), module.put(salt)];
  for (let start = 0, index = 1; start < length; start += 32, index++) {
    module.call('pbkdf2Begin', context, passwordAt, password.length, saltAt, salt.length, index, iterations);
    while (module.call('pbkdf2Step', context, step) > 0);
    module.call('pbkdf2Finish', context, out);
    key.set(module.take(out, Math.min(32, length - start)), start);
  }
  return key;
}

export interface DrbgInputs {
  entropy: Uint8Array;
  nonce: Uint8Array;
  personalization: Uint8Array;
  reseedEntropy?: Uint8Array;
  reseedAdditional: Uint8Array;
  additional: [Uint8Array, Uint8Array];
}

/** Instantiates, reseeds, generates twice and answers the second output, as the CAVP tests do. */
export function drbg(module: PrimitivesModule, inputs: DrbgInputs, length: number): Uint8Array {
  const context = module.reset().context('DRBG_CTX');
  const out = module.reserve(length);
  const { entropy, nonce, personalization, reseedEntropy, reseedAdditional, additional } = inputs;
  const put = (bytes: Uint8Array): [number, number] => [module.put(bytes), bytes.length];
  module.call('drbgInstantiate', context, ...put(entropy), ...put(nonce), ...put(personalization));
  if (reseedEntropy) module.call('drbgReseed', context, ...put(reseedEntropy), ...put(reseedAdditional));
  for (const extra of additional)
    if (module.call('drbgGenerate', context, out, length, ...put(extra)) !== 0)
      throw new Error(`generating random bytes: expected at most 65536, got a request for ${length}`);
  return module.take(out, length);
}

export function x25519(module: PrimitivesModule, scalar: Uint8Array, point: Uint8Array, step = 16): Uint8Array {
  const context = module.reset().context('X25519_CTX');
  const out = module.reserve(32);
  module.call('x25519Begin', context, module.put(scalar), module.put(point));
  while (module.call('x25519Step', context, step) > 0);
  module.call('x25519Finish', context, out);
  return module.take(out, 32);
}

function drbgInputs(request: Request): DrbgInputs {
  const additional = request.additional ?? ['', ''];
  if (!Array.isArray(additional) || additional.length !== 2)
    throw new Error(`reading "additional": expected two hexadecimal strings, got ${JSON.stringify(additional)}`);
  const inputs: DrbgInputs = {
    entropy: hex(request, 'entropy'),
    nonce: hex(request, 'nonce'),
    personalization: optionalHex(request, 'personalization'),
    reseedAdditional: optionalHex(request, 'reseedAdditional'),
    additional: [hex({ additional: additional[0] }, 'additional'), hex({ additional: additional[1] }, 'additional')],
  };
  if (request.reseedEntropy !== undefined) inputs.reseedEntropy = hex(request, 'reseedEntropy');
  return inputs;
}

export const keyOps: Record<string, Op<PrimitivesModule>> = {
  'hkdf-sha256': (request, module) => ({
    okm: toHex(
      hkdf(
        module,
        hex(request, 'ikm'),
        optionalHex(request, 'salt'),
        optionalHex(request, 'info'),
        integer(request, 'length', 0, longest),
      ),
    ),
  }),
  'pbkdf2-sha256': (request, module) => ({
    dk: toHex(
      pbkdf2(
        module,
        hex(request, 'password'),
        hex(request, 'salt'),
        integer(request, 'iterations', 1, 0xffffffff),
        integer(request, 'length', 1, longest),
      ),
    ),
  }),
  'hmac-drbg-sha256': (request, module) => ({
    data: toHex(drbg(module, drbgInputs(request), integer(request, 'length', 0, longest))),
  }),
  x25519: (request, module) => ({
    shared: toHex(x25519(module, hexOf(request, 'scalar', 32), hexOf(request, 'point', 32))),
  }),
};
