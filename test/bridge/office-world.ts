// The real program of the bridge, with a key store, a device and customs around it. office-crash.test.ts kills it,
// office-wake.test.ts lets its computer sleep and leaves its key store closed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from '@sigillator/host';
import { type JournalRow, openJournal } from '@sigillator/host/journal';
import { type Customs, startCustoms } from '@sigillator/simulator/customs/start';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { expect } from 'vitest';
import { Office } from '../../host/src/login/office.ts';
import { declaration } from '../approve/office.ts';
import { responseDigits, sealDigits } from '../device/desk.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { keyOf, secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';

const years = { validFrom: '2026-01-01', validTo: '2099-12-31' };
const bertil = { user: 'bertil', name: 'Bertil Ek', issuer: 'SE5566778899', procedure: 1 } as const;

/** Bertil is a clerk; his card is in the device, which this computer is paired with. */
export class OfficeWorld {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly customs: Customs;
  readonly desk: LiveDesk;
  #port: TcpPort;

  private constructor(folder: string, customs: Customs, desk: LiveDesk, port: TcpPort) {
    this.folder = folder;
    this.customs = customs;
    this.desk = desk;
    this.#port = port;
    this.environment = {
      ...process.env,
      ...{ XDG_STATE_HOME: this.folder, XDG_RUNTIME_DIR: this.folder, XDG_CONFIG_HOME: this.folder },
      SIGILLATOR_BRIDGE_LOG: 'error',
      ...{ SIGILLATOR_DEVICE: `tcp:127.0.0.1:${port.port}`, SIGILLATOR_CUSTOMS: `${customs.url}tes` },
    };
  }

  static async open(): Promise<OfficeWorld> {
    const keys = [{ issuer: bertil.issuer, key: sealDigits, generation: 1, use: 'seal', ...years }] as const;
    const folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
    const customs = await startCustoms({ folder: join(folder, 'customs'), keys });
    const desk = await liveDesk();
    desk.driver.speed = 5; // as fast as a clerk who reads by program
    const world = new OfficeWorld(folder, customs, desk, await serveTcp(desk.driver, 0));
    await world.#enterPeople();
    await world.#pair();
    await desk.clerkComes();
    return world;
  }

  async #enterPeople(): Promise<void> {
    const folder = join(this.folder, 'sigillator', 'office');
    const office = new Office({ folder, journal: { append: async () => [] }, cost: 2 });
    await office.create(secrets);
    office.store.change((body) => {
      body.people.push({ ...bertil, roles: ['clerk'], notices: [] });
      const entered = { user: 'bertil', enteredAt: '2026-01-01T00:00:00Z', officer: 'ruth', witness: 'oscar' };
      office.store.addKey(body, { ...keyOf('response', years), ...entered }, Buffer.from(responseDigits));
    });
    office.end();
  }

  async #pair(): Promise<void> {
    const device = await this.connect();
    let confirmed: Promise<void> | undefined;
    await device.pair('Office', (digits) => {
      confirmed = this.desk.confirm(digits);
    });
    await confirmed;
    await device.close();
  }

  connect(): ReturnType<typeof connect> {
    return connect({ device: this.environment.SIGILLATOR_DEVICE!, environment: this.environment });
  }

  /** The program, its key store closed; `preload` is loaded before it. */
  async start(preload: string): Promise<Bridge> {
    const words = ['--import', path(preload), path('../../host/src/cli/main.ts')];
    const child = spawn(process.execPath, [...words, 'bridge', 'start', '--foreground', '--json'], {
      env: this.environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout!), 'line');
    return new Bridge(child, JSON.parse(line).url, this.folder);
  }

  /** The device loses its cable and its power, as when a computer sleeps. */
  async unplug(): Promise<void> {
    await this.#port.close();
    await this.desk.player.power(false);
  }

  /** It has both again, and its clerk gives his PIN anew. */
  async plug(): Promise<void> {
    await this.desk.player.power(true);
    this.#port = await serveTcp(this.desk.driver, 0, this.#port.port);
    await this.desk.givePin();
  }

  /** The clerk at the device approves whatever comes up until the request has ended. */
  async pressing<T>(request: Promise<T>): Promise<T> {
    const { driver, player } = this.desk;
    let over = false;
    const ended = request.finally(() => {
      over = true;
    });
    ended.catch(() => {});
    while (!over) {
      const screen = driver.screen();
      if (screen.includes('OK approve')) await player.press('ok');
      else if (screen.includes('Seal this?') || screen.includes('down')) await player.press('down');
      await player.passTime(100);
    }
    return ended;
  }

  /** Rows of the office's journal; the program may run meanwhile. */
  async rows(query: object): Promise<JournalRow[]> {
    const journal = await openJournal(join(this.folder, 'sigillator', 'journal.db'));
    try {
      expect(await journal.verify()).toMatchObject({ ok: true });
      return await rowsOf(journal.search(query));
    } finally {
      await journal.close();
    }
  }

  /** Digests of all that the device has sealed. */
  async sealedByDevice(): Promise<string[]> {
    const device = await this.connect();
    const digests: string[] = [];
    for await (const { digest } of device.journal()) digests.push(digest);
    await device.close();
    return digests;
  }

  async close(): Promise<void> {
    await this.customs.close();
    await this.#port.close();
    this.desk.close();
    rmSync(this.folder, { recursive: true });
  }
}

export async function rowsOf(search: AsyncIterable<JournalRow>): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  for await (const row of search) rows.push(row);
  return rows;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The program ended before it answered. */
export class Killed extends Error {}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes.
type Answer = any;

export class Bridge {
  readonly child: ChildProcess;
  readonly url: string;
  readonly #folder: string;
  cookie = '';

  constructor(child: ChildProcess, url: string, folder: string) {
    this.child = child;
    this.url = url;
    this.#folder = folder;
  }

  /** Two officers open the key store. */
  async open(): Promise<void> {
    await this.ask('POST', 'office/open', { secrets: secrets.map(({ officer, secret }) => ({ officer, secret })) });
  }

  async login(): Promise<void> {
    const { challenge } = await this.ask('POST', 'login/challenge', { user: 'bertil' });
    await this.ask('POST', 'login', { user: 'bertil', response: cardAnswer(challenge, responseDigits) });
  }

  /** Fails with Killed where the program ended before it answered. */
  async ask(method: 'GET' | 'POST', what: string, body?: object, more: Record<string, string> = {}): Promise<Answer> {
    const { status, answer } = await this.try(method, what, body, more);
    expect([what, status, answer]).toEqual([what, 200, answer]);
    return answer;
  }

  async try(
    method: 'GET' | 'POST',
    what: string,
    body?: object,
    more: Record<string, string> = {},
  ): Promise<{ status: number; answer: Answer }> {
    const own = { cookie: this.cookie, origin: new URL(this.url).origin };
    const json = body && { 'content-type': 'application/json' };
    const request = { method, headers: { ...(more.authorization ? {} : own), ...json, ...more } };
    try {
      const response = await fetch(`${this.url}v1/${what}`, {
        ...request,
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
      return { status: response.status, answer };
    } catch (cause) {
      throw new Killed(what, { cause });
    }
  }

  /** Of a program of this user. */
  get token(): { authorization: string } {
    const { token } = JSON.parse(readFileSync(join(this.#folder, 'sigillator', 'bridge.json'), 'utf8'));
    return { authorization: `Bearer ${token}` };
  }

  /** As the company's own system. */
  bring(customsId: string): Promise<{ id: string }> {
    const document = Buffer.from(declaration(customsId)).toString('base64');
    const more = { ...this.token, 'x-kill-at': 'Infinity' };
    return this.ask('POST', 'cases', { document, profile: 'tdr041' }, more);
  }

  /** Bertil's two acts; answers the approval. */
  async approve(id: string, procedure: 1 | 3, more: Record<string, string> = {}): Promise<string> {
    const { case: one } = await this.ask('GET', `cases/${id}`);
    const cases = [{ id, digest: one.digest }];
    if (!one.marked) await this.ask('POST', 'cases/mark', { cases });
    return (await this.ask('POST', 'approvals', { cases, procedure, language: 'en' }, more)).approval;
  }

  /** By which signal it has ended, or ends now by itself. */
  async ended(): Promise<NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.signalCode;
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await this.ended();
  }
}
