// What the bridge waits for before it listens, and before it closes its stores.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import { startBridge } from '@sigillator/host/bridge/daemon';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sigillator-start-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('the bridge listens while old cases are still looked for, and closes when that has ended', async () => {
  const ended: string[] = [];
  const search = Promise.withResolvers<number>();
  vi.spyOn(ApprovalDesk.prototype, 'purge').mockReturnValue(search.promise);
  const environment = { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  const bridge = await startBridge({ environment, log: pino({ level: 'silent' }) });
  expect((await fetch(`${bridge.url}v1/bridge`)).status).toBe(401);
  const closed = bridge.close().then(() => ended.push('bridge'));
  await expect.poll(() => fetch(bridge.url).catch(() => 'closed')).toBe('closed');
  ended.push('search');
  search.resolve(0);
  await closed;
  expect(ended).toEqual(['search', 'bridge']);
});
