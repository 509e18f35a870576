// The office as its users meet it: bridge, key store, journal and pages on a free port, and where asked the simulated device
// on its cable. Anna is a clerk of procedure 2 (the office holds her key), Bertil has his keys on the card beside the device.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../host/src/edifact/load-node.ts';
import type { VerifierKey } from '@sigillator/host';
import { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import { CaseStore } from '@sigillator/host/approve/case-store';
import { portsOf } from '@sigillator/host/bridge/device-source';
import { Devices } from '@sigillator/host/bridge/devices';
import { Events } from '@sigillator/host/bridge/events';
import { SealRequests } from '@sigillator/host/bridge/seal-requests';
import { Sealings } from '@sigillator/host/bridge/sealings';
import { createSessions } from '@sigillator/host/bridge/sessions';
import { type Journal, openJournal } from '@sigillator/host/journal';
import { serveTcp } from '@sigillator/simulator/tcp-port';
import type { Page } from 'playwright-core';
import { Office } from '../../host/src/login/office.ts';
import { TesSender } from '../../host/src/send/tes-sender.ts';
import { buildOffice } from '../../host/web/office/build.ts';
import { type Customs, startCustoms } from '../../simulator/customs/start.ts';
import { type BridgeRig, bridgeRig, cookieOf } from '../bridge/rig.ts';
import { digitKeys, holderPin, responseDigits, sealDigits } from '../device/desk.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { keyOf, loginKey, sealKey, secrets } from '../unit/keys/_store.ts';
import { cardAnswer } from '../unit/login/_office.ts';

export const responseKeys = { anna: loginKey, bertil: responseDigits, ruth: '11111222223333344444555556666677777' };
export type User = keyof typeof responseKeys;

export interface OfficeSite {
  url: string;
  desk: ApprovalDesk;
  rig: BridgeRig;
  journal: Journal;
  device: LiveDesk | undefined;
  /** Where sealed documents are sent, if anywhere. */
  customs: Customs | undefined;
  /** Headers of a person at the bridge's own page, past the login. */
  person(user: string, roles: string[], rights: string[]): Record<string, string>;
  /** Logs in at the page; the answer of the card is computed here, or typed by hand from `respond`. */
  login(page: Page, user: User, respond?: (challenge: string) => Promise<string>): Promise<void>;
  /** Lets time pass at the bridge. */
  pass(milliseconds: number): void;
  close(): Promise<void>;
}

function enterPeople({ store }: Office): void {
  store.change((body) => {
    const clerk = { roles: ['clerk' as const], notices: [] };
    body.people.push({ user: 'anna', name: 'Anna Lind', issuer: 'SE1122334455', procedure: 2, ...clerk });
    body.people.push({ user: 'bertil', name: 'Bertil Ek', issuer: 'SE5566778899', procedure: 1, ...clerk });
    const row = (user: string) => ({ user, enteredAt: '2026-05-01T00:00:00Z', officer: 'ruth', witness: 'oscar' });
    for (const [user, key] of Object.entries(responseKeys))
      store.addKey(body, { ...keyOf('response', { card: `CARD-${user}` }), ...row(user) }, Buffer.from(key));
    store.addKey(body, { ...keyOf('seal', { card: 'CARD-anna' }), ...row('anna') }, Buffer.from(sealKey));
  });
}

/** Keys on the device from pairing's end to the wait for a card. */
const leaveSettings = ['ok', 'cancel', 'cancel', 'cancel'];

const years = { generation: 1, use: 'seal', validFrom: '2026-01-01', validTo: '2028-12-31' } as const;
/** Of both clerks, as customs has them. */
export const sealKeys: VerifierKey[] = [
  { issuer: 'SE1122334455', key: sealKey, heldBy: 'host', ...years },
  { issuer: 'SE5566778899', key: sealDigits, ...years },
];

export async function officeSite({ withDevice = false, withCustoms = false } = {}): Promise<OfficeSite> {
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-site-'));
  let nowMs = Date.parse('2026-06-02T08:00:00Z');
  const clock = { now: () => new Date(nowMs) };
  const environment = { ...process.env, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, XDG_RUNTIME_DIR: folder };
  const journal = await openJournal(join(folder, 'journal'), { now: clock.now });
  const office = new Office({ folder, journal, cost: 2, clock: () => clock.now().getTime() });
  const sessions = createSessions(clock, office.register);
  await office.create(secrets);
  enterPeople(office);

  const device = withDevice ? await liveDesk() : undefined;
  const port = device && (await serveTcp(device.driver, 0));
  const events = new Events();
  const devices = new Devices(portsOf(environment, port ? [`tcp:127.0.0.1:${port.port}`] : []), events);
  const requests = new SealRequests(':memory:');
  const sealings = new Sealings({ requests, devices, journal, events, clock, cards: office.people });
  const store = new CaseStore(join(folder, 'cases'));
  const onNews = (news: { type: string }, user?: string): void =>
    events.publish(news, user === undefined ? undefined : `person:${user}`);
  const customs = withCustoms
    ? await startCustoms({ folder: join(folder, 'customs'), keys: sealKeys, now: clock.now })
    : undefined;
  const sender = customs && { sender: new TesSender({ url: `${customs.url}tes`, journal }) };
  const desk = new ApprovalDesk({
    ...{ store, journal, people: office.people, clock: clock.now, device: sealings, onNews },
    ...sender,
  });
  const webFolder = await buildOffice();
  const rig = await bridgeRig({ clock, journal, sessions, office, events, devices, sealings, desk, webFolder });
  const url = await rig.listen();
  if (device) {
    // Nobody watches the display but the tests.
    device.driver.hurried = true;
    await devices.look();
    const [id] = await devices.list().map((one) => one.id);
    let confirmed: Promise<void> | undefined;
    await devices.pair(id!, 'person:bertil', 'Office', (digits) => {
      confirmed = device.confirm(digits);
    });
    await confirmed;
    for (const keys of leaveSettings) {
      await device.player.press(keys);
      await device.player.passTime(600);
    }
    await device.player.insertCard('active');
    await device.player.waitFor('Tries left');
    await device.player.press(`${digitKeys(holderPin)} ok`);
    await device.player.waitFor('What do you want');
  }
  return {
    url,
    desk,
    rig,
    journal,
    device,
    customs,
    person(user, roles, rights) {
      const cookie = cookieOf(sessions, user, roles, rights);
      return { cookie, host: 'localhost', origin: 'http://localhost', 'sec-fetch-site': 'same-origin' };
    },
    async login(page, user, respond = async (challenge) => cardAnswer(challenge, responseKeys[user])) {
      await page.locator('#user').fill(user);
      await page.locator('#user').press('Enter');
      const challenge = (await page.locator('#challenge').textContent())!.replace(/\D/g, '');
      await page.locator('#response').fill(await respond(challenge));
      await page.locator('#response').press('Enter');
      await page.locator('#logout').waitFor();
    },
    pass(milliseconds) {
      nowMs += milliseconds;
    },
    async close() {
      await devices.close(0);
      await rig.close();
      await port?.close();
      await customs?.close();
      device?.close();
      requests.close();
      store.close();
      office.end();
      rmSync(folder, { recursive: true });
    },
  };
}
