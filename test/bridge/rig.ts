// A bridge for tests: buildApp with fake devices, a journal in a folder of its own, a clock that the test moves, one
// program with a token.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, buildApp } from '@sigillator/host/bridge/app';
import { Devices } from '@sigillator/host/bridge/devices';
import { Events } from '@sigillator/host/bridge/events';
import { Metrics } from '@sigillator/host/bridge/metrics';
import type { Parts } from '@sigillator/host/bridge/parts';
import { SealRequests } from '@sigillator/host/bridge/seal-requests';
import { Sealings } from '@sigillator/host/bridge/sealings';
import { createSessions, type Sessions } from '@sigillator/host/bridge/sessions';
import { openJournal } from '@sigillator/host/journal';
import { isRole } from '@sigillator/host/keys/person';
import { pino } from 'pino';
import { FakeDevice, portsWith } from './fake-device.ts';

/** The token of the program "erp", and of another one, "wms". */
export const token = 'test-token-of-the-erp';
export const bearer = { authorization: `Bearer ${token}` };
export const otherBearer = { authorization: 'Bearer test-token-of-the-wms' };

export interface BridgeRig {
  app: App;
  parts: Parts;
  requests: SealRequests;
  /** The one device that is there unless the test brought others: "fake". */
  device: FakeDevice;
  /** What the bridge logged, a line each. */
  log: string[];
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Listens on a free port; answers `http://127.0.0.1:PORT`. */
  listen(): Promise<string>;
  /** Headers of a person at the bridge's own page, as a browser sends them; `base` where it listens. */
  person(user: string, roles?: string[], rights?: string[], base?: string): Record<string, string>;
  close(): Promise<void>;
}

/** A person past the login; somebody without roles and rights has pressed Enter alone. */
export function cookieOf(sessions: Sessions, user: string, roles: string[], rights: string[]): string {
  const told = { seal: rights.includes('seal'), procedure: 1 as const, roles: roles.filter(isRole) };
  return sessions.open(user, roles.length + rights.length > 0, told).setCookie.split(';')[0]!;
}

export interface RigOptions extends Partial<Parts> {
  fakes?: Record<string, FakeDevice>;
}

export async function bridgeRig({ fakes, ...more }: RigOptions = {}): Promise<BridgeRig> {
  let nowMs = Date.parse('2026-06-01T08:00:00Z');
  const clock = { now: () => new Date(nowMs) };
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  const log: string[] = [];
  const device = new FakeDevice();
  const events = new Events();
  const devices = new Devices(portsWith(fakes ?? { fake: device }), events);
  const requests = new SealRequests(join(folder, 'requests'));
  const journal = more.journal ?? (await openJournal(join(folder, 'journal'), { now: clock.now }));
  const sessions = createSessions(clock);
  const names = new Map([
    [token, 'erp'],
    ['test-token-of-the-wms', 'wms'],
  ]);
  const parts: Parts = {
    clock,
    log: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }),
    tokens: { nameOf: (asked) => names.get(asked) },
    sessions,
    devices,
    events,
    journal,
    metrics: new Metrics(),
    sealings: new Sealings({ requests, devices, journal, events, clock, cards: more.office?.people }),
    ...more,
  };
  const app = await buildApp(parts);
  return {
    app,
    parts,
    requests,
    device,
    log,
    pass(milliseconds) {
      nowMs += milliseconds;
    },
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    person(user, roles = [], rights = [], base = 'http://localhost') {
      const cookie = cookieOf(parts.sessions, user, roles, rights);
      return { cookie, host: new URL(base).host, origin: base, 'sec-fetch-site': 'same-origin' };
    },
    async close() {
      await app.close();
      await devices.close(0);
      await parts.journal.close();
      requests.close();
      rmSync(folder, { recursive: true });
    },
  };
}
