// openBridge(), and the example of host/README.md that uses it.
import { readFileSync } from 'node:fs';
import { openBridge } from '@sigillator/host';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { type BridgeRig, bridgeRig, token } from './rig.ts';

let rig: BridgeRig;
let url: string;
beforeAll(async () => {
  rig = await bridgeRig();
  url = await rig.listen();
});
afterAll(() => rig.close());

test('the example of the README seals a file', async () => {
  const readme = readFileSync(new URL('../../host/README.md', import.meta.url), 'utf8');
  const example = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const code = example.find((text) => text.includes('await openBridge('))!.replace(/^import .*$/gm, '');
  const AsyncFunction = (async () => {}).constructor as new (
    ...words: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const written = new Map<string, Uint8Array>();
  await new AsyncFunction('openBridge', 'readFile', 'writeFile', code)(
    () => openBridge({ url, token }),
    async () => declaration(),
    async (name: string, bytes: Uint8Array) => written.set(name, bytes),
  );
  expect(Buffer.from(written.get('declaration.sealed.edi')!).toString('latin1')).toMatch(
    /AUT\+(?!000000)\d{6}\+\d{6}'/,
  );
});

test('devices, seals, the same seals again, and errors as the bridge says them', async () => {
  const bridge = await openBridge({ url, token });
  expect(await bridge.devices()).toMatchObject([{ id: 'fake', paired: true, session: null }]);
  const document = declaration('18SE0000000077');
  const [seal] = await bridge.seal([{ document, profile: 'tdr041' }], { requestId: 'a' });
  expect(await bridge.seal([{ document, profile: 'tdr041' }], { requestId: 'a' })).toEqual([seal]);
  const other = bridge.seal([{ document: declaration('x'), profile: 'tdr041' }], { requestId: 'a' });
  await expect(other).rejects.toMatchObject({ code: 'request-reused', retryable: false });
  expect(await bridge.cancel('a')).toBe(false);
  const stranger = await openBridge({ url, token: 'x' });
  await expect(stranger.devices()).rejects.toMatchObject({ code: 'wrong-token' });
  const nobody = await openBridge({ url: 'http://127.0.0.1:9', token });
  await expect(nobody.devices()).rejects.toMatchObject({ code: 'no-bridge', retryable: true });
});
