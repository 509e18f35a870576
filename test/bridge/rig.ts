// A bridge for tests: buildApp with parts in memory, a clock that the test moves, one program with a token.
import { type App, buildApp } from '@sigillator/host/bridge/app';
import type { Parts } from '@sigillator/host/bridge/parts';
import { createSessions } from '@sigillator/host/bridge/sessions';
import { pino } from 'pino';

/** The token of the program "erp". */
export const token = 'test-token-of-the-erp';
export const bearer = { authorization: `Bearer ${token}` };

export interface BridgeRig {
  app: App;
  parts: Parts;
  /** What the bridge logged, a line each. */
  log: string[];
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  /** Listens on a free port; answers `http://127.0.0.1:PORT`. */
  listen(): Promise<string>;
  /** Headers of a person at the bridge's own page, as a browser sends them. */
  person(user: string, roles?: string[], rights?: string[]): Record<string, string>;
  close(): Promise<void>;
}

export async function bridgeRig(more: Partial<Parts> = {}): Promise<BridgeRig> {
  let nowMs = Date.parse('2026-06-01T08:00:00Z');
  const clock = { now: () => new Date(nowMs) };
  const log: string[] = [];
  const sessions = createSessions(clock);
  const parts: Parts = {
    clock,
    log: pino({ level: 'debug' }, { write: (line: string) => log.push(line) }),
    tokens: { nameOf: (asked) => (asked === token ? 'erp' : undefined) },
    sessions,
    ...more,
  };
  const app = await buildApp(parts);
  return {
    app,
    parts,
    log,
    pass(milliseconds) {
      nowMs += milliseconds;
    },
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    person(user, roles = [], rights = []) {
      const cookie = sessions.open({ user, roles, rights }).split(';')[0]!;
      return { cookie, host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
    },
    close: () => app.close(),
  };
}
