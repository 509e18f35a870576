// The real program of the bridge is killed at a step of approving, sealing and sending a case, with key store, device and
// customs around it: whoever logs in afterwards brings it to its end, and nothing is lost, nothing is doubled.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect, issuerSeal } from '@sigillator/host';
import type { CaseView } from '@sigillator/host/approve/case-view';
import { type JournalRow, openJournal } from '@sigillator/host/journal';
import { type Customs, startCustoms } from '@sigillator/simulator/customs/start';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Office } from '../../host/src/login/office.ts';
import { declaration } from '../approve/office.ts';
import { responseDigits, sealDigits } from '../device/desk.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { all, seed } from '../seed.ts';
import { keyOf, secrets } from '../unit/keys/_store.ts';
import { cardAnswer, generator } from '../unit/login/_office.ts';

const years = { validFrom: '2026-01-01', validTo: '2099-12-31' };
const bertil = { user: 'bertil', name: 'Bertil Ek', issuer: 'SE5566778899', procedure: 1 } as const;

let desk: LiveDesk;
let port: TcpPort;
let customs: Customs;
let folder: string;
let environment: NodeJS.ProcessEnv;
let bridge: Bridge;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  const keys = [{ issuer: bertil.issuer, key: sealDigits, generation: 1, use: 'seal', ...years }] as const;
  customs = await startCustoms({ folder: join(folder, 'customs'), keys });
  desk = await liveDesk();
  desk.driver.speed = 5; // as fast as a clerk who reads by program
  port = await serveTcp(desk.driver, 0);
  environment = {
    ...process.env,
    ...{ XDG_STATE_HOME: folder, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder },
    SIGILLATOR_BRIDGE_LOG: 'error',
    ...{ SIGILLATOR_DEVICE: `tcp:127.0.0.1:${port.port}`, SIGILLATOR_CUSTOMS: `${customs.url}tes` },
  };
  const office = new Office({
    folder: join(folder, 'sigillator', 'office'),
    journal: { append: async () => [] },
    cost: 2,
  });
  await office.create(secrets);
  office.store.change((body) => {
    body.people.push({ ...bertil, roles: ['clerk'], notices: [] });
    const entered = { user: 'bertil', enteredAt: '2026-01-01T00:00:00Z', officer: 'ruth', witness: 'oscar' };
    office.store.addKey(body, { ...keyOf('response', years), ...entered }, Buffer.from(responseDigits));
  });
  office.end();
  const device = await connect({ device: environment.SIGILLATOR_DEVICE!, environment });
  let confirmed: Promise<void> | undefined;
  await device.pair('Office', (digits) => {
    confirmed = desk.confirm(digits);
  });
  await confirmed;
  await device.close();
  await desk.clerkComes();
  bridge = await Bridge.start();
});
afterAll(async () => {
  await bridge.end();
  await customs.close();
  await port.close();
  desk.close();
  rmSync(folder, { recursive: true });
});

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

class Killed extends Error {}

/** The program, opened by two officers, with Bertil logged in. */
class Bridge {
  readonly #child: ChildProcess;
  readonly #url: string;
  #cookie = '';

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
  }

  static async start(): Promise<Bridge> {
    const words = ['--import', path('./_kill-at.ts'), path('../../host/src/cli/main.ts')];
    const child = spawn(process.execPath, [...words, 'bridge', 'start', '--foreground', '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout!), 'line');
    const started = new Bridge(child, JSON.parse(line).url);
    await started.ask('POST', 'office/open', { secrets: secrets.map(({ officer, secret }) => ({ officer, secret })) });
    const { challenge } = await started.ask('POST', 'login/challenge', { user: 'bertil' });
    await started.ask('POST', 'login', { user: 'bertil', response: cardAnswer(challenge, responseDigits) });
    return started;
  }

  /** Fails with Killed where the program ended before it answered. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes.
  async ask(method: 'GET' | 'POST', what: string, body?: object, more: Record<string, string> = {}): Promise<any> {
    const own = { cookie: this.#cookie, origin: new URL(this.#url).origin };
    const json = body && { 'content-type': 'application/json' };
    const request = { method, headers: { ...(more.authorization ? {} : own), ...json, ...more } };
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${this.#url}v1/${what}`, { ...request, ...(body && { body: JSON.stringify(body) }) });
      answer = await response.json();
    } catch (cause) {
      throw new Killed(what, { cause });
    }
    expect([what, response.status, answer]).toEqual([what, 200, answer]);
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    return answer;
  }

  /** As the company's own system. */
  bring(customsId: string): Promise<{ id: string }> {
    const { token } = JSON.parse(readFileSync(join(folder, 'sigillator', 'bridge.json'), 'utf8'));
    const document = Buffer.from(declaration(customsId)).toString('base64');
    const more = { authorization: `Bearer ${token}`, 'x-kill-at': 'Infinity' };
    return this.ask('POST', 'cases', { document, profile: 'tdr041' }, more);
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<NodeJS.Signals | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      if (signal !== 'SIGKILL') this.#child.kill(signal);
      await ended;
    }
    return this.#child.signalCode;
  }
}

/** The clerk at the device approves whatever comes up until the request has ended. */
async function pressing<T>(request: Promise<T>): Promise<T> {
  let over = false;
  const ended = request.finally(() => {
    over = true;
  });
  ended.catch(() => {});
  while (!over) {
    const screen = desk.driver.screen();
    if (screen.includes('OK approve')) await desk.player.press('ok');
    else if (screen.includes('Seal this?') || screen.includes('down')) await desk.player.press('down');
    await desk.player.passTime(100);
  }
  return ended;
}

/** What is left to do for a case, by Bertil at the page; killed at a step of it where one is named. */
async function finish(id: string, procedure: 1 | 3, killAt?: number): Promise<CaseView> {
  const look = async (): Promise<CaseView> => (await bridge.ask('GET', `cases/${id}`)).case;
  const kill: Record<string, string> = killAt === undefined ? {} : { 'x-kill-at': String(killAt) };
  let one = await look();
  if (one.approval === undefined) {
    const cases = [{ id, digest: one.digest }];
    if (!one.marked) await bridge.ask('POST', 'cases/mark', { cases });
    await bridge.ask('POST', 'approvals', { cases, procedure, language: 'en' }, kill);
    one = await look();
  }
  const approval = `approvals/${one.approval!.id}`;
  if (one.state === 'approved' && procedure === 1) {
    const { documentSeal6 } = await bridge.ask('GET', `cases/${id}/document-seal`);
    const typed = issuerSeal(documentSeal6, sealDigits).digits6;
    await bridge.ask('POST', `cases/${id}/issuer-seal`, { issuerSeal6: typed });
  } else if (one.state === 'approved') await pressing(bridge.ask('POST', `${approval}/seal`, {}));
  else if (one.state === 'sealed') await bridge.ask('POST', `${approval}/send`, {});
  return look();
}

async function rowsOf(search: (query: object) => AsyncIterable<JournalRow>, query: object): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  for await (const row of search(query)) rows.push(row);
  return rows;
}

let count = 0;
/** Brings a case and kills the bridge at the n-th step of it; the next bridge ends it. False: there was no such step. */
async function killedAt(procedure: 1 | 3, n: number): Promise<boolean> {
  const customsId = `18SE0000${procedure}${String(count++).padStart(4, '0')}`;
  const { id } = await bridge.bring(customsId);
  const outcome = await finish(id, procedure, n).catch((error: unknown) => {
    if (error instanceof Killed) return 'killed';
    throw error;
  });
  const where = `procedure ${procedure}, step ${n}, seed ${seed}`;
  if (outcome === 'killed') {
    expect(await bridge.end('SIGKILL'), where).toBe('SIGKILL');
    bridge = await Bridge.start();
    expect(await finish(id, procedure), where).toMatchObject({ state: 'sent', transmission: expect.any(String) });
  } else expect(outcome, where).toMatchObject({ state: 'sent' });
  const journal = await openJournal(join(folder, 'sigillator', 'journal.db'));
  try {
    const kinds = (await rowsOf((query) => journal.search(query), { customsId })).map(({ kind }) => kind);
    const once = kinds.filter((kind) => kind !== 'answer');
    expect(once, where).toEqual(['approval', 'seal', 'transmission']);
    expect(kinds, where).toContain('answer');
  } finally {
    await journal.close();
  }
  const received = await rowsOf((query) => customs.archive.search(query), { customsId, kind: 'verification' });
  expect(
    received.map(({ outcome }) => outcome),
    where,
  ).toEqual(['sealed']);
  return outcome === 'killed';
}

/** How many steps the two requests of a case have, up to its seals and behind them. */
const sealing = { 3: 23, 1: 18 } as const;
const sending = 10;

test('SE-3.3 SE-9.6 killed at a step of a sealing by the device, of a typed seal, or of sending', async () => {
  const next = generator(seed);
  const sample = { 3: [next(sealing[3])], 1: [next(sealing[1]), sealing[1] + next(sending)] };
  let byDevice = 0;
  for (const procedure of [3, 1] as const) {
    let n = 0;
    if (all) while (await killedAt(procedure, n)) n++;
    else for (const at of sample[procedure]) expect(await killedAt(procedure, at), `step ${at}`).toBe(true);
    if (all) expect(n, `steps of procedure ${procedure}`).toBe(sealing[procedure] + sending);
    if (procedure === 3) byDevice = count;
  }
  const device = await connect({ device: environment.SIGILLATOR_DEVICE!, environment });
  const onDevice: string[] = [];
  for await (const { digest } of device.journal()) onDevice.push(digest);
  await device.close();
  expect(onDevice).toHaveLength(byDevice);
  expect(new Set(onDevice).size).toBe(onDevice.length);
  const journal = await openJournal(join(folder, 'sigillator', 'journal.db'));
  expect(await journal.verify()).toMatchObject({ ok: true });
  await journal.close();
}, 600_000);
