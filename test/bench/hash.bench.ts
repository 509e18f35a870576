// SHA-256 over 1 MiB in the firmware's wasm, against the packages that developers would otherwise take, and OpenSSL.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { sha256 as noble } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';
import { digest } from '../primitives/hashes.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { medianMs } from './interleave.ts';
import { against, type Row } from './row.ts';

export default async function hashes(): Promise<Row[]> {
  // In Node js-sha256 hands the work to node:crypto; what browsers get is its JavaScript, which stands beside.
  const require = createRequire(import.meta.url);
  const jsSha256 = require(join(dirname(require.resolve('js-sha256')), 'sha256.cjs')) as typeof import('js-sha256');
  const module = new PrimitivesModule();
  const data = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7 + (i >> 8)) & 255);
  const hashWasm = await createSHA256();
  const ms = medianMs({
    ours: () => digest(module, 'sha256', data),
    noble: () => noble(data),
    hashWasm: () => hashWasm.init().update(data).digest('binary'),
    jsSha256: () => jsSha256.sha256.arrayBuffer(data),
    openssl: () => createHash('sha256').update(data).digest(),
  });
  const rate = (milliseconds: number) => 1048.576 / milliseconds;
  const row = (id: string, peer: string, time: number, bar?: number) =>
    against(id, rate(ms.ours), 'MB/s', peer, rate(time), bar);
  return [
    row('sha256-noble', '@noble/hashes', ms.noble, 2.2),
    row('sha256-hash-wasm', 'hash-wasm', ms.hashWasm, 0.9),
    row('sha256-js-sha256', 'js-sha256', ms.jsSha256),
    row('sha256-openssl', 'OpenSSL', ms.openssl),
  ];
}
