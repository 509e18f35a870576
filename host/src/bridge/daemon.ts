// The bridge as a process: real parts, a port on the loopback, the address file, and an orderly end. Called by the CLI.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ApprovalDesk } from '../approve/approval-desk.ts';
import { CaseStore } from '../approve/case-store.ts';
import '../edifact/load-node.ts';
import { SealError } from '../errors.ts';
import { CheckpointKeeper, journalFile, journalKeyFile, openJournal } from '../journal/journal.ts';
import { Office, officeFolder } from '../login/office.ts';
import type { LoginPolicy } from '../login/policy.ts';
import type { SealMethods } from '../seal/methods.ts';
import { TesSender } from '../send/tes-sender.ts';
import { buildApp } from './app.ts';
import { bridgeFile, bridgeState, removeBridgeFile, writeBridgeFile } from './bridge-file.ts';
import { portsOf } from './device-source.ts';
import { Devices } from './devices.ts';
import { Events } from './events.ts';
import { Metrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import { SealRequests } from './seal-requests.ts';
import { Sealings } from './sealings.ts';
import { createSessions } from './sessions.ts';
import { TokenFile, type Tokens } from './tokens.ts';

export interface BridgeOptions {
  environment: NodeJS.ProcessEnv;
  log: Logger;
  /** 0 takes any free one. */
  port?: number;
  /** A file or `postgres://…`. */
  journal?: string | undefined;
  /** Devices that nobody announces, such as `tcp:HOST:PORT`. */
  devices?: readonly string[];
  origins?: readonly string[];
  webFolder?: string | undefined;
  /** Key that signs the journal's checkpoints; default beside the journal. */
  journalKey?: string | undefined;
  /** Folder of the key store and the login state. */
  office?: string | undefined;
  /** Seal methods that keys may have; without it those of this package. */
  methods?: SealMethods;
  /** How challenges come about, and when a session ends that nobody uses; else the usual. */
  policy?: Pick<LoginPolicy, 'recipe' | 'idleMinutes'>;
  /** Where sealed documents go; without it they wait to be fetched. */
  customs?: string | undefined;
}

export interface RunningBridge {
  parts: Parts;
  url: string;
  token: string;
  /** Takes no more, lets what runs end or leaves it to be asked again, then closes everything. */
  close(): Promise<void>;
}

/** A clerk who is about to press the key gets this long when the bridge has to stop. */
const GRACE_MS = 5_000;
const CHECKPOINT_MS = 10 * 60_000;
const PURGE_MS = 60 * 60_000;
/** Name of the token in the address file. */
const LOCAL = 'local';

export const tokenFile = (environment: NodeJS.ProcessEnv): TokenFile =>
  new TokenFile(join(bridgeState(environment), 'bridge-tokens.json'));

export async function startBridge(options: BridgeOptions): Promise<RunningBridge> {
  const { environment, log, port = 0 } = options;
  // Order matters: whoever has this file has the bridge, so everything else comes after.
  const requests = SealRequests.alone(join(bridgeState(environment), 'bridge-requests.db'));
  const closers: (() => unknown)[] = [() => requests.close()];
  try {
    const clock = { now: () => new Date() };
    const events = new Events();
    const place = options.journal ?? journalFile(environment);
    const journal = await openJournal(place);
    closers.unshift(() => journal.close());
    const checkpoints = new CheckpointKeeper(journal, options.journalKey ?? journalKeyFile(place, environment));
    const failed = (err: unknown): void => log.error({ err }, 'signing the journal failed');
    await checkpoints.start(CHECKPOINT_MS, failed);
    closers.unshift(() => checkpoints.stop());
    const devices = new Devices(portsOf(environment, options.devices), events);
    const office = new Office({
      ...{ folder: options.office ?? officeFolder(environment), journal },
      ...(options.methods ? { methods: options.methods } : {}),
      ...(options.policy ? { policy: options.policy } : {}),
      endSessions: (user) => sessions.closeAllOf(user),
      onOpen: () =>
        void desk.sealing
          .finish()
          .catch((err: unknown) => log.error({ err }, 'fetching the seals that cases wait for failed')),
    });
    closers.unshift(() => office.end());
    const sealings = new Sealings({ requests, devices, journal, events, clock, cards: office.people });
    const sessions = createSessions(clock, office.register, options.policy?.idleMinutes);
    const store = new CaseStore(join(bridgeState(environment), 'cases.db'));
    closers.unshift(() => store.close());
    const desk = new ApprovalDesk({
      store,
      journal,
      people: office.people,
      clock: clock.now,
      device: sealings,
      onNews: (news, user) => events.publish(news, user === undefined ? undefined : `person:${user}`),
      ...(options.customs === undefined ? {} : { sender: new TesSender({ url: options.customs, journal }) }),
    });
    for (const { kind, requestId } of await desk.recover())
      log.error({ kind, requestId }, 'the journal does not take a row that the cases have for it');
    // An order of another program counts here too.
    const purge = (): Promise<void> =>
      desk.purge().then(
        (cases) => {
          if (cases > 0) log.info({ cases }, 'cases went with the content of their journal rows');
        },
        (err: unknown) => log.error({ err }, 'removing old cases failed'),
      );
    // Nobody waits for it, however many cases and rows there are, but the stores stay open until it ends.
    let purged = purge();
    const purging = setInterval(() => {
      purged = purge();
    }, PURGE_MS).unref();
    closers.unshift(
      () => clearInterval(purging),
      () => purged,
    );
    const token = randomBytes(32).toString('base64url');
    const parts: Parts = {
      ...{ clock, log, sessions, devices, sealings, events, journal, checkpoints, office, desk },
      tokens: withLocal(tokenFile(environment), token),
      metrics: new Metrics(),
      ...(options.webFolder === undefined ? {} : { webFolder: options.webFolder }),
      ...(options.origins === undefined ? {} : { origins: options.origins }),
    };
    const app = await buildApp(parts);
    closers.unshift(() => app.close());
    await listen(app, port);
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/`;
    const file = bridgeFile(environment);
    await writeBridgeFile(file, { url, pid: process.pid, token });
    closers.unshift(
      () => removeBridgeFile(file, token),
      () => sealings.stop(GRACE_MS),
      () => devices.close(GRACE_MS),
    );
    await devices.watch();
    log.info({ url, journal: journalKind(options.journal) }, 'the bridge runs');
    return { parts, url, token, close: () => closeAll(closers, log) };
  } catch (error) {
    await closeAll(closers, log);
    throw placeRefused(error) ?? error;
  }
}

/** A place that the system does not let the bridge write, in words. */
function placeRefused(cause: unknown): SealError | undefined {
  const { code = '', path } = cause as NodeJS.ErrnoException;
  if (path === undefined || !['EROFS', 'EACCES', 'EPERM'].includes(code)) return undefined;
  const message = `Starting the bridge: ${path} cannot be written (${code}). Let it write there, under systemd by ReadWritePaths= as its unit says, or choose another place.`;
  return new SealError('usage', message, { cause });
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, port: number): Promise<void> {
  try {
    await app.listen({ port, host: '127.0.0.1' });
  } catch (cause) {
    throw new SealError('usage', `Starting the bridge: port ${port} cannot be had; choose another, or 0 for any.`, {
      cause,
    });
  }
}

function withLocal(tokens: Tokens, local: string): Tokens {
  const expected = Buffer.from(local);
  return {
    nameOf(token) {
      const asked = Buffer.from(token);
      if (asked.length === expected.length && timingSafeEqual(asked, expected)) return LOCAL;
      return tokens.nameOf(token);
    },
  };
}

/** For the log: an address of PostgreSQL may name hosts and users. */
const journalKind = (journal: string | undefined): string => (journal?.startsWith('postgres') ? 'postgres' : 'file');

async function closeAll(closers: readonly (() => unknown)[], log: Logger): Promise<void> {
  for (const close of closers)
    try {
      await close();
    } catch (err) {
      log.error({ err }, 'closing a part failed'); // the others are closed all the same
    }
}
