// PBKDF2-HMAC-SHA-256, the card's PIN stretching, against @noble/hashes.
import { pbkdf2 as noblePbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { pbkdf2 } from '../primitives/keys.ts';
import { PrimitivesModule } from '../primitives/module.ts';
import { medianMs } from './interleave.ts';
import { against, type Row } from './row.ts';

export default async function stretching(): Promise<Row[]> {
  const module = new PrimitivesModule();
  const iterations = 10_000;
  const [pin, salt] = [Buffer.from('12345678'), Buffer.from('0123456789abcdef')];
  const ms = medianMs(
    {
      ours: () => pbkdf2(module, pin, salt, iterations, 32),
      noble: () => noblePbkdf2(sha256, pin, salt, { c: iterations, dkLen: 32 }),
    },
    21,
  );
  const rate = (milliseconds: number) => (iterations * 1000) / milliseconds;
  return [against('pbkdf2-noble', rate(ms.ours), 'iterations/s', '@noble/hashes', rate(ms.noble), 3.2)];
}
