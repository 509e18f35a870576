// A bridge with an office: Ruth and Oscar are officers with cards, Anna is a clerk of procedure 2, Adam an administrator.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../host/src/edifact/load-node.ts';
import { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import { CaseStore } from '@sigillator/host/approve/case-store';
import type { Parts } from '@sigillator/host/bridge/parts';
import { createSessions } from '@sigillator/host/bridge/sessions';
import { type Journal, openJournal } from '@sigillator/host/journal';
import { Office } from '../../host/src/login/office.ts';
import { anna, keyOf, loginKey, sealKey, secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';
import { type BridgeRig, bridgeRig } from './rig.ts';

export const keys: Record<string, string> = {
  ruth: '11111222223333344444555556666677777',
  oscar: '22222333334444455555666667777788888',
  adam: '33333444445555566666777778888899999',
  anna: loginKey,
};

export interface OfficeRig extends BridgeRig {
  office: Office;
  journal: Journal;
  /** Asks as the page does; answers status, JSON and, after a login, the cookie. */
  ask(method: 'GET' | 'POST', path: string, body?: object, cookie?: string): Promise<Answer>;
  /** Logs in by a right response; answers the cookie. */
  enter(user: string): Promise<string>;
  /** Two officers open the key store. */
  open(): Promise<void>;
  /** What they do with another program while the bridge runs, as by `sigillator keys`. */
  elsewhere(work: (office: Office) => Promise<unknown>): Promise<void>;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it as it likes.
  body: any;
  cookie: string;
}

/** Puts the people in, past all ceremonies. */
export function enterPeople({ store }: Office): void {
  store.change((body) => {
    body.people.push({ ...anna, roles: ['clerk'], notices: [] });
    body.people.push({
      user: 'adam',
      name: 'Adam Oak',
      issuer: '',
      procedure: 1,
      roles: ['administrator'],
      notices: [],
    });
    const row = (user: string) => ({ user, enteredAt: '2026-05-01T00:00:00Z', officer: 'ruth', witness: 'oscar' });
    for (const [user, key] of Object.entries(keys))
      store.addKey(body, { ...keyOf('response', { card: `CARD-${user}` }), ...row(user) }, Buffer.from(key));
    store.addKey(body, { ...keyOf('seal', { card: 'CARD-anna' }), ...row('anna') }, Buffer.from(sealKey));
  });
}

export async function officeRig({
  open = true,
  ...more
}: {
  open?: boolean;
  webFolder?: string;
  tokens?: Parts['tokens'];
} = {}): Promise<OfficeRig> {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-office-'));
  let nowMs = Date.parse('2026-06-01T08:00:00Z');
  const clock = { now: () => new Date(nowMs) };
  const journal = await openJournal(join(folder, 'journal'), { now: clock.now });
  const office = new Office({
    ...{ folder, journal, cost: 2, clock: () => nowMs },
    endSessions: (user) => sessions.closeAllOf(user),
  });
  const sessions = createSessions(clock, office.register);
  await office.create(secrets);
  enterPeople(office);
  if (!open) office.close();
  const store = new CaseStore(join(folder, 'cases'));
  const desk = new ApprovalDesk({ store, journal, people: office.people, clock: clock.now });
  const rig = await bridgeRig({ office, journal, sessions, clock, desk, ...more });
  const ask: OfficeRig['ask'] = async (method, path, body, cookie) => {
    const headers = { host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
    const response = await rig.app.inject({
      ...{ method, url: `/v1/${path}`, headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) } },
      ...(body === undefined ? {} : { payload: body }),
    });
    const json = response.headers['content-type']?.toString().startsWith('application/json');
    const set = String(response.headers['set-cookie'] ?? '');
    return { status: response.statusCode, body: json ? response.json() : response.body, cookie: set.split(';')[0]! };
  };
  return {
    ...rig,
    office,
    journal,
    ask,
    async enter(user) {
      const { challenge } = (await ask('POST', 'login/challenge', { user })).body;
      const answer = await ask('POST', 'login', { user, response: cardAnswer(challenge, keys[user]!) });
      return answer.cookie;
    },
    open: () => office.open(secrets),
    async elsewhere(work) {
      const other = new Office({ folder, journal, clock: () => nowMs });
      await other.open(secrets);
      await work(other);
      other.end();
    },
    pass(milliseconds) {
      nowMs += milliseconds;
    },
    async close() {
      await rig.close();
      store.close();
      office.end();
      rmSync(folder, { recursive: true });
    },
  };
}
