// The second half of `npm start -- --demo`: a whole working day of a clerk in a minute, played against the real bridge over
// HTTP and the device's keypad. Whatever does not come out right ends it with an error.

import type { Desk } from './desk.ts';
import { DriverPlayer } from './driver-player.ts';
import { sampleHolderPin } from './sample-cards.ts';
import type { SampleOffice } from './sample-office.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers of the bridge, described in /openapi.json.
type Answer = any;
const [clerk, officer] = ['anna', 'ruth'];
const grouped = (digits6: string): string => `${digits6.slice(0, 3)} ${digits6.slice(3)}`;

export async function officeStory(desk: Desk, office: SampleOffice, print: (line: string) => void): Promise<void> {
  const player = new DriverPlayer(desk.driver);
  const page = pageOf(office.url);
  print(`\nAn office         ${office.url}  customs ${office.customs.url}`);

  await logIn(player, desk, page, clerk, print);
  const { cases, statements } = await page('GET', 'cases');
  for (const { customsId, goods, destination } of cases)
    print(`case              ${customsId} to ${destination}: ${goods.join(', ')}`);
  const { case: whole } = await page('GET', `cases/${cases[0].id}`);
  const seen = { id: whole.id, digest: whole.digest };
  await page('POST', `cases/${whole.id}/review`);
  await page('POST', 'cases/mark', { cases: [seen] });
  const { approval } = await page('POST', 'approvals', { cases: [seen], procedure: 3, language: 'en' });
  print(`approved          ${whole.customsId}: "${statements.en}"`);

  const sealing = page('POST', `approvals/${approval}/seal`);
  sealing.catch(() => {}); // awaited below
  await readAndApprove(player, desk);
  await sealing;
  const { case: done } = await page('GET', `cases/${whole.id}`);
  requireThat(done.state === 'sent', `the case is ${done.state}: ${done.problem ?? ''}`);
  const { documentSeal6, issuerSeal6, issuer } = done.seals;
  print(
    `sealed            document seal ${grouped(documentSeal6)}, issuer seal ${grouped(issuerSeal6)} of ${issuer}, on the device`,
  );
  await tellCustoms(office, done, print);

  for (const [name, verdict] of [
    ['the journal', await office.bridge.parts.journal.verify()],
    ['customs', await office.customs.archive.verify()],
  ] as const) {
    requireThat(verdict.ok, `${name} does not verify: ${verdict.reason}`);
    print(`verified          every row of ${name}: ${verdict.rows}, chained and whole`);
  }
  await page('POST', 'session/logout');
  await player.removeCard();

  await logIn(player, desk, page, officer, print);
  for (const { name, roles, keys } of await page('GET', 'office/people'))
    print(
      `person            ${name}, ${roles.join(' and ')}, keys for ${keys.map(({ use }: Answer) => use).join(' and ')}`,
    );
  await page('POST', 'session/logout');
  await player.removeCard();
}

/** The page shows six digits, the card answers six others. */
async function logIn(player: DriverPlayer, desk: Desk, page: Page, user: string, print: (line: string) => void) {
  const { challenge } = await page('POST', 'login/challenge', { user });
  const response = await respond(player, desk, user, challenge);
  const login = await page('POST', 'login', { user, response });
  requireThat(login.ok, `the log-in: ${login.message}`);
  print(
    `login             ${login.user.name}: the page shows ${grouped(challenge)}, her card answers ${grouped(response)}`,
  );
}

type Page = (method: string, path: string, body?: object) => Promise<Answer>;

/** Asks as the page does, with its cookie. */
function pageOf(url: string): Page {
  let cookie = '';
  return async (method, path, body) => {
    const answer = await fetch(`${url}v1/${path}`, {
      method,
      headers: {
        ...{ cookie, origin: new URL(url).origin },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const told = (await answer.json()) as Answer;
    if (!answer.ok)
      throw new Error(`The demonstration asked ${method} ${path} and got ${answer.status}: ${told.message}`);
    return told;
  };
}

/** Card, PIN, the six digits of the page: the device shows six others. */
async function respond(player: DriverPlayer, desk: Desk, card: string, challenge: string): Promise<string> {
  await player.waitFor('Put your card in');
  await player.insertCard(card);
  await player.waitFor('Tries left');
  await player.press(`${[...sampleHolderPin].join(' ')} ok`);
  await player.waitFor('What do you want');
  await player.press('2');
  await player.waitFor('six digits');
  await player.press(`${[...challenge].join(' ')} ok`);
  await player.passTime(600);
  await player.press('ok');
  await player.waitFor('log');
  const [digits = ''] = /\d{3} \d{3}/.exec(desk.screen()) ?? [];
  await player.press('ok');
  await player.waitFor('What do you want');
  return digits.replace(' ', '');
}

/** The clerk reads the document page by page; OK counts on the last one only. */
async function readAndApprove(player: DriverPlayer, desk: Desk): Promise<void> {
  await player.waitFor('Seal this?');
  await player.passTime(600);
  while (!desk.screen().includes('OK approve')) await player.press('down');
  await player.press('ok');
}

async function tellCustoms(
  { bridge, customs }: SampleOffice,
  sent: { customsId: string; transmission: string },
  print: (line: string) => void,
): Promise<void> {
  print(`sent              transmission ${sent.transmission} to customs`);
  for await (const row of bridge.parts.journal.search({ customsId: sent.customsId, kind: 'answer' }))
    print(`answered          ${row.outcome}`);
  for await (const row of customs.archive.search({ customsId: sent.customsId }))
    if (row.kind === 'verification') {
      requireThat(row.outcome?.startsWith('sealed') === true, `customs did not accept the seal: ${row.outcome}`);
      print(`customs           ${row.outcome}`);
    }
}

function requireThat(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`The demonstration failed at ${what}.`);
}
