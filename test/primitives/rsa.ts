// RSA of the primitives program, on a module of its own. SIGILLATOR_KERNEL=narrow takes the kernel of the Cortex-M0+.
import { createHash, randomBytes } from 'node:crypto';
import type { PrimitivesModule } from './module.ts';
import { hex, type Op, type Request, toHex } from './request.ts';
import { type PrivateNumbers, type RsaHash, RsaModule } from './rsa-module.ts';

let module: RsaModule | undefined;

function rsa(): RsaModule {
  if (!module) {
    module = new RsaModule(process.env.SIGILLATOR_KERNEL !== 'narrow');
    module.seed(randomBytes(1024));
  }
  return module;
}

/** Numbers may come with an odd number of digits and with leading zeros. */
function number(request: Request, name: string): Uint8Array {
  const value = request[name];
  const even = typeof value === 'string' && value.length % 2 === 1 ? `0${value}` : value;
  const bytes = hex({ [name]: even }, name);
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(1) : bytes.subarray(first);
}

const privateNumbers = (request: Request): PrivateNumbers => ({
  n: number(request, 'n'),
  e: number(request, 'e'),
  d: number(request, 'd'),
  p: number(request, 'p'),
  q: number(request, 'q'),
});

const digest = (hash: RsaHash, data: Uint8Array): Uint8Array => createHash(hash).update(data).digest();

const sign =
  (hash: RsaHash): Op<PrimitivesModule> =>
  (request) => {
    const key = privateNumbers(request);
    const data = hex(request, 'data');
    rsa().importKey(key);
    return { signature: toHex(rsa().sign(hash, digest(hash, data), key.n.length)) };
  };

const verify =
  (hash: RsaHash): Op<PrimitivesModule> =>
  (request) => {
    const [n, e] = [number(request, 'n'), number(request, 'e')];
    const data = hex(request, 'data');
    return { valid: rsa().verify(n, e, hash, digest(hash, data), hex(request, 'signature')) };
  };

export const rsaOps: Record<string, Op<PrimitivesModule>> = {
  'rsa-sign-sha1': sign('sha1'),
  'rsa-sign-sha256': sign('sha256'),
  'rsa-verify-sha1': verify('sha1'),
  'rsa-verify-sha256': verify('sha256'),
  'rsa-decrypt-pkcs1': (request) => {
    rsa().importKey(privateNumbers(request));
    return { plaintext: toHex(rsa().decipher(hex(request, 'ciphertext'), request.strict === true)) };
  },
  'is-prime': (request) => ({ prime: rsa().isPrime(number(request, 'n')) }),
};
