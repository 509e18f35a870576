// A card that was built with an external seal method: linked by path and digest, computing through the board's one more call.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wasmPath } from '@sigillator/firmware/build';
import { buildExternal, type ExternalBuild } from '@sigillator/firmware/external';
import { compressSeal } from '@sigillator/host';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { compileProgram } from '@sigillator/simulator/program';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bad, repeated, repeating, wrong } from '../external-method.ts';
import {
  activeCard,
  type HarnessChannel,
  type HarnessOptions,
  holderPin,
  issuedCard,
  requestHash,
  sampleCard,
  sealData,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const normal = readFileSync(wasmPath('card'));
let built: ExternalBuild;
beforeAll(async () => {
  built = await buildExternal(put('dummy.wasm', repeating), sha256(repeating), join(folder, 'out'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function withMethod(method: Uint8Array<ArrayBuffer>): Promise<HarnessOptions> {
  const program = await compileProgram('card', readFileSync(built.card));
  return { external: { program, method: await WebAssembly.compile(method) } };
}
const [sealKey, , responseKey] = sampleCard.keys.map((key) => ({ ...key, method: 'external' as const }));
const keys = [sealKey!, responseKey!];
const seal = (channel: HarnessChannel, digits: string) =>
  channel.send('seal', { p2: 0x81, data: sealData(requestHash(1), digits) });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('a card with an external method', () => {
  test('seals and responds with the digits of the method, 18 and 6, and names it', async () => {
    const channel = terminalChannel(await activeCard({ keys }, await withMethod(repeating)));
    expect(verify(channel, holderPin)).toBe(0x9000);
    const { data } = seal(channel, '012345');
    const right = repeated(sealKey!.digits, '012345');
    expect(data[0], 'method').toBe(3);
    expect([text(data.slice(7, 25)), text(data.slice(25, 31))]).toEqual([right, compressSeal(right)]);
    const answer = channel.send('response', { data: Buffer.from('678901') }).data;
    expect(text(answer.slice(7))).toBe(compressSeal(repeated(responseKey!.digits, '678901')));
  });

  test.each(['letters', 'failing', 'trapping'] as const)(
    'gives nothing and counts nothing where the method fails: %s',
    async (name) => {
      const channel = terminalChannel(await activeCard({ keys }, await withMethod(wrong[name])));
      verify(channel, holderPin);
      const internal = { sw: statusWords.internal.value, data: new Uint8Array(0) };
      expect(seal(channel, '012345')).toEqual(internal);
      expect(channel.send('response', { data: Buffer.from('678901') })).toEqual(internal);
      expect(channel.status()).toMatchObject({ sealCounter: 0, responseCounter: 0 });
    },
  );

  test('still knows the other methods', async () => {
    const channel = terminalChannel(await activeCard({}, await withMethod(repeating)));
    verify(channel, holderPin);
    expect(seal(channel, '000000').data[0]).toBe(1);
  });
});

describe('the build', () => {
  test('asks the board for one more call and leaves the normal card as it is', async () => {
    const imports = (bytes: Uint8Array<ArrayBuffer>): string[] =>
      WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    const added = imports(new Uint8Array(readFileSync(built.card))).filter(
      (name) => !imports(new Uint8Array(normal)).includes(name),
    );
    expect(added).toEqual(['externalSeal']);
    expect(readFileSync(wasmPath('card')).equals(normal)).toBe(true);
    expect(readFileSync(built.method).equals(repeating)).toBe(true);
  });

  test('refuses another module than the one that was named, and one that could do more than compute', async () => {
    const out = join(folder, 'refused');
    const file = put('other.wasm', bad.importing);
    await expect(buildExternal(file, sha256(repeating), out)).rejects.toThrow(/expected SHA-256 .*, got /);
    await expect(buildExternal(file, sha256(bad.importing), out)).rejects.toThrow(/expected no imports, got env.now/);
    const named = put('named.wasm', bad.otherName);
    await expect(buildExternal(named, sha256(bad.otherName), out)).rejects.toThrow(
      /expected the export "seal function"/,
    );
  });

  test('the normal card refuses a key for a method that it does not have', async () => {
    await expect(issuedCard({ keys })).rejects.toThrow('wrong form');
  });
});
