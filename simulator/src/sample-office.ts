// A whole office around a sample device, for `npm start`: bridge, key store with sample people, customs side, web pages. Its
// files lie in a folder that goes with it; nothing of the user's own is touched but the address file of the bridge.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { VerifierKey } from '@sigillator/host';
import { findBridge } from '@sigillator/host/bridge/bridge-file';
import { type RunningBridge, startBridge } from '@sigillator/host/bridge/daemon';
import { createLog } from '@sigillator/host/bridge/log';
import { journalFile, openJournal } from '@sigillator/host/journal';
import type { Actor } from '@sigillator/host/keys/key-office';
import type { Person } from '@sigillator/host/keys/person';
import { Office, officeFolder } from '@sigillator/host/login/office';
import { type Customs, startCustoms } from '../customs/start.ts';
import type { Desk } from './desk.ts';
import { DriverPlayer } from './driver-player.ts';
import { sampleKeys } from './sample-cards.ts';
import { sampleDeclarations } from './sample-declarations.ts';
import { openPairing, sampleOfficers } from './sample-scripts.ts';
import { playScript } from './script.ts';

export interface SampleOffice {
  /** Where its files lie: the state folder of commands that are to find them. */
  folder: string;
  /** Of the pages. */
  url: string;
  bridge: RunningBridge;
  customs: Customs;
  close(): Promise<void>;
}

export interface SampleOfficeOptions {
  desk: Desk;
  /** TCP port of the device's USB. */
  port: number;
  /** The device is past its first start, so that it can be paired. */
  pair: boolean;
  /** Its bridge is not the one that other programs find. */
  hidden?: boolean;
}

const validity = { validFrom: '2020-01-01', validTo: '2039-12-31' };
/** Cheap: the secrets of sample officers stand in the documentation. */
const SCRYPT_COST = 1024;

/** Clerks beside the sample cards of the same name (sample-cards.ts). */
const clerks = [
  { user: 'anna', name: 'Anna Lind', issuer: 'SE5566778899', procedure: 3 },
  { user: 'new', name: 'Åke Öst', issuer: 'SE1122334455', procedure: 2 },
] as const;

export async function sampleOffice({ desk, port, pair, hidden = false }: SampleOfficeOptions): Promise<SampleOffice> {
  const folder = await mkdtemp(join(tmpdir(), 'sigillator-office-'));
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0)) await one();
  };
  try {
    const environment = { ...process.env, XDG_STATE_HOME: folder, ...(hidden ? { XDG_RUNTIME_DIR: folder } : {}) };
    const other = await findBridge(environment);
    if (other !== undefined)
      throw new Error(
        `A bridge runs already: ${other.url} (process ${other.pid}). End it with "sigillator bridge stop".`,
      );
    const { seed } = desk.state();
    const [webFolder] = await Promise.all([buildPages(), enterPeople(environment, seed)]);
    const customs = await startCustoms({ folder: join(folder, 'customs'), keys: verifierKeys(seed) });
    closers.unshift(() => customs.close());
    const bridge = await startBridge({
      environment,
      log: createLog('warn', process.stderr),
      devices: [`tcp:127.0.0.1:${port}`],
      customs: `${customs.url}tes`,
      webFolder,
    });
    closers.unshift(() => bridge.close());
    await bridge.parts.office!.open(sampleOfficers);
    if (pair) await pairDevice(desk, bridge);
    for (const { document, profile } of sampleDeclarations()) bridge.parts.desk!.add(document, profile);
    return { url: bridge.url, folder, bridge, customs, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** In a process of its own: it builds only what changed, and its words are no answers. */
async function buildPages(): Promise<string> {
  const script = fileURLToPath(new URL('../../host/web/office/build.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [script]);
  return join(dirname(script), '..', '..', 'build', 'office');
}

/** The ceremonies that an office does once, without the people: each officer is the witness of the own key. */
async function enterPeople(environment: NodeJS.ProcessEnv, seed: number): Promise<void> {
  const journal = await openJournal(journalFile(environment));
  const office = new Office({ folder: officeFolder(environment), journal, cost: SCRYPT_COST });
  try {
    await office.create(sampleOfficers);
    const [ruth, oscar] = sampleOfficers.map(({ officer }) => officer) as [string, string];
    const actorOf = (user: string): Actor => ({ user, roles: ['officer'] });
    const introduce = async (officer: string, witness: string, person: Omit<Person, 'roles'>): Promise<void> => {
      const keys = sampleKeys(person.user, seed);
      const ceremony = office.introduce(actorOf(officer), person);
      ceremony.setWitness(witness, 'secret');
      const row = { generation: 1, classic: false, card: `SIM-${person.user}`, ...validity };
      ceremony.enter({ ...row, use: 'response', method: 'ocra' }, keys.response);
      if (person.procedure === 2) ceremony.enter({ ...row, use: 'seal', method: 'open-1' }, keys.seal);
      await ceremony.end('destroyed');
    };
    for (const { officer: user, name, issuer } of sampleOfficers)
      await introduce(user === ruth ? oscar : ruth, user, { user, name, issuer, procedure: 1 });
    for (const clerk of clerks) {
      await introduce(ruth, oscar, clerk);
      await office.keys.grant(actorOf(ruth), clerk.user, ['clerk']);
    }
  } finally {
    office.end();
    await journal.close();
  }
}

/** What customs knows of the clerks. */
const verifierKeys = (seed: number): VerifierKey[] =>
  clerks.map(({ user, issuer, procedure }) => ({
    ...{ issuer, generation: 1, use: 'seal', method: 'open-1', key: sampleKeys(user, seed).seal },
    ...validity,
    ...(procedure === 2 ? { heldBy: 'host' as const } : {}),
  }));

/** The office does this once at the keypad: both show the same digits, somebody presses OK. */
async function pairDevice(desk: Desk, bridge: RunningBridge): Promise<void> {
  const player = new DriverPlayer(desk.driver);
  await playScript(player, openPairing);
  const { devices } = bridge.parts;
  const id = await devices.choose(undefined);
  await devices.pair(id, 'local', 'This computer', (digits) => {
    const confirm = async (): Promise<void> => {
      await player.waitFor(`${digits.slice(0, 3)} ${digits.slice(3)}`);
      await player.passTime(600); // the device takes no key in the first half second
      await player.press('ok');
    };
    void confirm();
  });
  await player.waitFor('is paired');
  for (const keys of ['ok', 'cancel', 'cancel', 'cancel']) {
    await player.press(keys);
    await player.passTime(600);
  }
}
