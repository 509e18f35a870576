// Who may say where the bridge is: this user alone. Another's file could name a bridge that judges as it likes.
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bridgeFile, findBridge, writeBridgeFile } from '@sigillator/host/bridge/bridge-file';
import { readOwnFile } from '@sigillator/host/transport/runtime-folder';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BridgeRig, bridgeRig, token } from './rig.ts';

let rig: BridgeRig;
let environment: { XDG_RUNTIME_DIR: string };
let file: string;
beforeEach(async () => {
  rig = await bridgeRig();
  environment = { XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'sigillator-')) };
  file = bridgeFile(environment);
  await writeBridgeFile(file, { url: `${await rig.listen()}/`, pid: process.pid, token });
});
afterEach(async () => {
  await rig.close();
  rmSync(environment.XDG_RUNTIME_DIR, { recursive: true });
});

test('a bridge is found by a file of this user alone', async () => {
  expect(await findBridge(environment)).toMatchObject({ token });
});

test.each([
  ['the file', 0o620],
  ['the file', 0o602],
  ['its folder', 0o770],
  ['its folder', 0o1777],
])('where others may write %s (%o) the file counts for nothing', async (what, mode) => {
  chmodSync(what === 'the file' ? file : dirname(file), mode);
  expect(await findBridge(environment)).toBeUndefined();
});

test("another user's file counts for nothing", async () => {
  const { uid } = statSync(file);
  expect(await readOwnFile(file, uid)).toContain(token);
  expect(await readOwnFile(file, uid + 1)).toBeUndefined();
});

test('without a runtime folder the place is among the state of the user, not among the temporary files', () => {
  expect(bridgeFile({ XDG_STATE_HOME: 'state' })).toBe(join('state', 'sigillator', 'bridge.json'));
  expect(bridgeFile({}).startsWith(tmpdir())).toBe(false);
});
