// What the bridge is put together from: plain interfaces, so that each part can be replaced in a test. daemon.ts makes the
// real ones.
import type { Logger } from 'pino';
import type { ApprovalDesk } from '../approve/approval-desk.ts';
import type { CheckpointKeeper, Journal } from '../journal/journal.ts';
import type { Office } from '../login/office.ts';
import type { Devices } from './devices.ts';
import type { Events } from './events.ts';
import type { Metrics } from './metrics.ts';
import type { Sealings } from './sealings.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

export interface Clock {
  now(): Date;
}

export interface Parts {
  clock: Clock;
  log: Logger;
  /** Programs that may use the bridge. */
  tokens: Tokens;
  /** People who are logged in at a browser. */
  sessions: Sessions;
  devices: Devices;
  /** Sealing by a device, exactly once. */
  sealings: Sealings;
  events: Events;
  metrics: Metrics;
  /** The office's journal. */
  journal: Journal;
  /** Signs the journal; without it verifying looks at the chain alone. */
  checkpoints?: CheckpointKeeper;
  /** Key store, login and ceremonies; without it nobody logs in. */
  office?: Office;
  /** Cases, approval, seals; without it there are no cases. */
  desk?: ApprovalDesk;
  /** The built office page; without it the bridge serves none. */
  webFolder?: string;
  /** How long a request may take to arrive, and how long it may be. */
  limits?: { headMs: number; requestMs: number; bodyBytes: number };
  /** Web pages elsewhere, by exact origin, that may call with a token; none unless configured. */
  origins?: readonly string[];
}
