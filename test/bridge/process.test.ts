// The bridge as a process, by its command: address file, second start, tokens, status, orderly and violent ends.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BridgeAddress, compressSeal, openBridge } from '@sigillator/host';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Office } from '../../host/src/login/office.ts';
import { runProgram } from '../checks/program.ts';
import { repeated, repeating } from '../external-method.ts';
import { repository } from '../unit/checks/_sample.ts';
import { anna, keyOf, loginKey, secrets } from '../unit/keys/_store.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  environment = {
    ...process.env,
    XDG_RUNTIME_DIR: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: folder,
  };
  mkdirSync(join(folder, 'sigillator'), { mode: 0o700 });
  writeFileSync(join(folder, 'method.wasm'), repeating);
  const digest = createHash('sha256').update(repeating).digest('hex');
  const login = 'login-recipe = "document"\nidle-minutes = "7"\n';
  const settings = `${login}external-module = "${join(folder, 'method.wasm')}"\nexternal-sha256 = "${digest}"\n`;
  writeFileSync(join(folder, 'sigillator', 'config.toml'), settings);
});
afterAll(async () => {
  await command('bridge', 'stop');
  rmSync(folder, { recursive: true });
});

const program = 'host/src/cli/main.ts';
const command = (...words: string[]) => runProgram(process.execPath, [program, ...words], repository, environment);
const answer = async (...words: string[]) => JSON.parse((await command(...words, '--json')).output);
const file = () => join(folder, 'sigillator', 'bridge.json');
const address = (): BridgeAddress => JSON.parse(readFileSync(file(), 'utf8'));
const ask = (token: string, path = 'v1/bridge') =>
  fetch(`${address().url}${path}`, { headers: { authorization: `Bearer ${token}` } });

const post = (path: string, body: object) =>
  fetch(`${address().url}v1/${path}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  });

test('starts, tells its user alone where it is, and a second start says that it runs', async () => {
  const first = await answer('bridge', 'start');
  expect(first).toMatchObject({ started: true });
  expect(first).not.toHaveProperty('token');
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(address()).toMatchObject({ url: first.url, pid: first.pid });
  expect(await answer('bridge', 'start')).toEqual({ ...first, started: false });
  const { code, output } = await command('bridge', 'start', '--foreground');
  expect(code).toBe(1);
  expect(output).toContain('one runs already for this user');
  expect(await answer('bridge', 'status')).toMatchObject({ running: true, url: first.url, devices: [] });
  for (const name of ['bridge-requests.db', 'cases.db', 'journal.db'])
    expect(statSync(join(folder, 'state', 'sigillator', name)).mode & 0o777, name).toBe(0o600);
});

test('a token works from the moment it is made to the moment it is revoked, and is kept as a digest', async () => {
  const { token } = await answer('bridge', 'token', 'add', 'erp');
  expect(await (await ask(token)).json()).toEqual({ caller: 'erp' });
  expect(await answer('bridge', 'token', 'list')).toMatchObject([{ name: 'erp' }]);
  const kept = join(folder, 'state', 'sigillator', 'bridge-tokens.json');
  expect(readFileSync(kept, 'utf8')).not.toContain(token);
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  const again = await command('bridge', 'token', 'add', 'erp');
  expect(again.output).toContain('revoke it first');
  await answer('bridge', 'token', 'revoke', 'erp');
  expect((await ask(token)).status).toBe(401);
});

test('the library finds it by itself', async () => {
  const bridge = await openBridge({ environment });
  expect(await bridge.devices()).toEqual([]);
  const sealed = bridge.seal([{ document: new Uint8Array([65]), profile: 'tdr041' }], { requestId: 'r1' });
  await expect(sealed).rejects.toMatchObject({ code: 'scope-no-message', retryable: false });
});

test('SE-3.2 SE-8.8 judges a card of the configured external method, and forgets who logged in by it once it is revoked by command', async () => {
  const office = new Office({
    ...{ folder: join(folder, 'state', 'sigillator', 'office'), journal: { append: async () => [] } },
    cost: 2,
  });
  await office.create(secrets);
  office.store.change((body) => {
    body.people.push({ ...anna, roles: ['clerk'], notices: [] });
    const key = keyOf('response', { method: 'external', validTo: '2099-12-31' });
    const entered = { user: 'anna', enteredAt: '2026-01-01T00:00:00Z', officer: 'ruth', witness: 'oscar' };
    office.store.addKey(body, { ...key, ...entered }, Buffer.from(loginKey));
  });
  office.end();
  expect((await post('office/open', { secrets: secrets.map(({ name: _, ...one }) => one) })).status).toBe(200);
  const { challenge } = await (await post('login/challenge', { user: 'anna' })).json();
  const login = await post('login', { user: 'anna', response: compressSeal(repeated(loginKey, challenge)) });
  expect(await login.json()).toMatchObject({ reason: 'right', user: { rights: ['response', 'seal'] } });
  const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
  const session = () => fetch(`${address().url}v1/session`, { headers: { cookie } });
  expect((await session()).status).toBe(200);
  for (const { officer, secret } of secrets) writeFileSync(join(folder, officer), secret);
  const officers = ['--officer', 'ruth', '--witness', 'oscar'].concat(
    secrets.flatMap(({ officer }) => ['--secret', join(folder, officer)]),
  );
  await answer('keys', 'revoke', 'anna', ...officers, '--card', 'CARD-1', '--reason', 'left in a train');
  expect((await session()).status).toBe(401);
});

test('SE-9.4a SE-9.4e challenges and idle time are those of the configuration, which may not be more than the document allows', async () => {
  // Last digit of the year, number of the day, a hundredth of a second (seal document 9.4).
  const today = (): string => {
    const at = new Date();
    const days =
      (Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - Date.UTC(at.getUTCFullYear(), 0)) / 864e5;
    return `${at.getUTCFullYear() % 10}${String(days + 1).padStart(3, '0')}`;
  };
  const days = [today()];
  const drawn: string[] = [];
  for (let i = 0; i < 5; i++) drawn.push((await (await post('login/challenge', { user: 'oscar' })).json()).challenge);
  days.push(today());
  expect(drawn.filter((challenge) => !days.includes(challenge.slice(0, 4)))).toEqual([]);
  const login = await post('login', { user: 'oscar', response: '' });
  expect(await login.json()).toMatchObject({ user: { idleMinutes: 7 } });
  for (const [setting, expected] of [
    ['idle-minutes=31', 'expected a whole number from 1 to 30, got "31"'],
    ['bridge-log=loud', 'expected debug, info, warn or error, got "loud"'],
    ['customs=tes', 'expected an address such as https://customs.example/tes, got "tes"'],
    ['bridge-origins=https://erp.example/app', 'expected origins such as https://erp.example'],
    ['login-recipe=dice', 'expected random or document, got "dice"'],
  ] as const) {
    const { code, output } = await command('bridge', 'start', '--set', setting);
    expect(code).not.toBe(0);
    expect(output).toContain(expected);
  }
});

test('killed, it leaves a file that counts for nothing; the next start takes its place', async () => {
  const { pid, token } = address();
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await new Promise(setImmediate);
  expect(existsSync(file())).toBe(true);
  expect(await answer('bridge', 'status')).toEqual({ running: false });
  expect(await answer('bridge', 'start')).toMatchObject({ started: true });
  expect(address().token).not.toBe(token);
  expect((await ask(token)).status).toBe(401);
});

test('ended in order, it takes its file along and lets its log end', async () => {
  const { pid } = address();
  expect(await answer('bridge', 'stop')).toEqual({ stopped: true });
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(file())).toBe(false);
  const log = readFileSync(join(folder, 'state', 'sigillator', 'bridge.log'), 'utf8')
    .trim()
    .split('\n');
  expect(JSON.parse(log.at(-1)!)).toMatchObject({ msg: 'the bridge ends', signal: 'SIGTERM' });
  expect((await command('bridge', 'stop')).code).toBe(3);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
