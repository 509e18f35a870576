// RSA-2048 of primitives.wasm, all protections on, beside node-forge and OpenSSL; rounds take turns.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import { RsaModule } from '../primitives/rsa-module.ts';
import { numbersOf, seededBytes } from '../rsa-keys.ts';
import { against, type Row } from './row.ts';

// node-forge brings no types; this is what is used of it.
interface Forge {
  options: { usePureJavaScript: boolean };
  md: { sha256: { create(): { update(text: string): unknown } } };
  pki: {
    privateKeyFromPem(pem: string): { sign(digest: unknown): string };
    rsa: { generateKeyPair(options: { bits: number; e: number }): unknown };
  };
}
const forge = createRequire(import.meta.url)('node-forge') as Forge;
forge.options.usePureJavaScript = true;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Median milliseconds a call of each work; in every round each work has its turn. */
function interleaved(rounds: number, works: { calls: number; work: () => void }[]): number[] {
  const times = works.map((): number[] => []);
  for (let round = -1; round < rounds; round++)
    works.forEach(({ calls, work }, i) => {
      const start = performance.now();
      for (let call = 0; call < calls; call++) work();
      // The round before the first warms up.
      if (round >= 0) times[i]!.push((performance.now() - start) / calls);
    });
  return times.map(median);
}

export default async function rsaBench(): Promise<Row[]> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsa = new RsaModule(true);
  rsa.seed(seededBytes('bench', 1024));
  const data = Buffer.from('a message of ordinary length, as a customs document has it');
  const digest = createHash('sha256').update(data).digest();
  const forgeKey = forge.pki.privateKeyFromPem(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());

  rsa.importKey(numbersOf(privateKey.export({ format: 'jwk' })));
  const ours = () => {
    rsa.sign('sha256', digest, 256);
  };
  const [wasm = 0, pure = 0, openssl = 0] = interleaved(15, [
    { calls: 33, work: ours },
    {
      calls: 3,
      work: () => {
        const md = forge.md.sha256.create();
        md.update(data.toString('latin1'));
        forgeKey.sign(md);
      },
    },
    { calls: 50, work: () => sign('sha256', data, privateKey) },
  ]);
  // Times vary widely with luck, so means over many keys would do as well; medians are less at the mercy of one.
  const [generated = 0, forged = 0] = interleaved(15, [
    { calls: 3, work: () => rsa.generate(2048) },
    { calls: 1, work: () => forge.pki.rsa.generateKeyPair({ bits: 2048, e: 65537 }) },
  ]);
  return [
    against('rsa-sign-forge', 1000 / wasm, 'signatures/s', 'node-forge', 1000 / pure, 11),
    against('rsa-sign-openssl', 1000 / wasm, 'signatures/s', 'OpenSSL', 1000 / openssl),
    against('rsa-keygen-forge', 1000 / generated, 'keys/s', 'node-forge', 1000 / forged, 8),
  ];
}
