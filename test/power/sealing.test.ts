// Exactly once: a batch is cut at every byte that the host sends, at every moment after the key press, at every write of
// the device's and the card's memory; then everybody comes back and asks again. There is one seal, one count on the card
// and one row for each document, and what stood on the display is what was sealed. SIGILLATOR_ALL=1 takes every place.
import type { CardChip } from '@sigillator/simulator/card';
import { Stopped } from '@sigillator/simulator/chip';
import type { Flash } from '@sigillator/simulator/flash';
import { parseKeys } from '@sigillator/simulator/keys';
import { beforeAll, expect, test } from 'vitest';
import { act, cards, desk, digitKeys, issuerPin } from '../device/desk.ts';
import { campaign } from '../targets/campaign.ts';
import { issuedCard } from '../targets/card-harness.ts';
import type { SimRig } from '../targets/sim.ts';
import { RawHost, said } from '../wire/raw-host.ts';
import {
  announce,
  approve,
  ask,
  clerkComes,
  declaration,
  journal,
  open1,
  openKey,
  readAll,
  result,
} from '../wire/sealing.ts';
import { calm, pairHost } from '../wire/wired.ts';

const documents = ['18SE1', '18SE2', '18SE3'].map((id) => ({ document: declaration(id, ['TEA']) }));
const sealedData = (id: string): string => `1CUSDECD96BUN929${id}936CA1109012100AAATEA000000000000`;
const expected = ['18SE1', '18SE2', '18SE3'].map((id) => open1('document', openKey, sealedData(id)));

let rig: SimRig;
let host: RawHost;
let card: CardChip;
/** The clerk's menu; the moment after the last page of the review. */
let ready: () => void;
let reviewed: () => void;

beforeAll(async () => {
  const list = await cards();
  card = list.find(([name]) => name === 'active')![1] as CardChip;
  const other = await issuedCard({ serial: 'SE-4711-0002' });
  other.powerOff();
  rig = await desk('en', { cards: [...list, ['other', other.card]] });
  host = new RawHost(rig.machine).open();
  await pairHost(rig, host);
  await clerkComes(rig);
  ready = host.moment();
  ask(host, 1n, documents);
  await calm(rig);
  await readAll(rig);
  reviewed = host.moment();
});

/** Runs what may be cut by a power-off of the card's chip alone. */
async function withCard(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  rig.machine.settle();
}

/** Everybody comes back: power, card with its PIN, host with the same numbers; whoever is asked approves. */
async function comeBack(): Promise<void> {
  if (!rig.machine.on) await rig.power(true);
  if (rig.machine.slot.inserted !== undefined) await rig.removeCard();
  await rig.passTime(6_000);
  host.budget = Number.POSITIVE_INFINITY;
  if (!rig.machine.ports.isOpen(host.port)) host.open();
  host.hello();
  host.shake();
  if ((await rig.screen()).includes('OK next')) await act(rig, 'ok');
  await clerkComes(rig);
  const [begun] = host.request('seal-begin', { sequence: 1n, count: documents.length });
  if (begun?.kind !== 'answer') throw new Error(`Asking again: got ${said([begun!])}`);
  for (const [index, asked] of documents.entries())
    expect(announce(host, index, asked)?.kind, `document ${index} again`).toBe('answer');
  host.request('seal-approve', { budgetMs: 60_000 });
  if ((await rig.screen()).includes('Seal all')) await approve(rig);
  rig.machine.settle();
}

/** One seal, one count on the card, one row for each document. */
async function once(where: string): Promise<void> {
  expect(rig.machine.haltCode, where).toBeUndefined();
  const seals = documents.map((_, index) => result(host, BigInt(index + 1)));
  expect(
    seals.map(({ documentSeal }) => documentSeal),
    where,
  ).toEqual(expected);
  expect(
    seals.map(({ counter }) => counter),
    where,
  ).toEqual([1, 2, 3]);
  const rows = journal(host);
  expect(
    rows.map(({ documentSeal }) => documentSeal),
    where,
  ).toEqual(expected);
  await act(rig, '4');
  for (let page = 0; page < 12 && !(await rig.screen()).includes('Seals made'); page++) await act(rig, 'down');
  expect(/Seals made\s+(\d+)/.exec(await rig.screen())?.[1], where).toBe('3');
}

test('SE-2.D the cable cut after every byte of announcing and asking, then all again: sealed once', async () => {
  ready();
  host.sent = 0;
  ask(host, 1n, documents);
  const whole = host.sent;
  for (const bytes of campaign(whole, 25)) {
    ready();
    host.sent = 0;
    host.budget = bytes;
    try {
      ask(host, 1n, documents);
    } catch {
      // Nothing answers a host that is gone.
    }
    await comeBack();
    await once(`cut after ${bytes} bytes`);
  }
}, 600_000);

test('SE-2.D cable, card or power gone at every moment after the key press: sealed once', async () => {
  reviewed();
  const begin = rig.machine.clock.nowUs;
  await rig.press('ok');
  rig.machine.settle();
  const whole = Math.ceil((rig.machine.clock.nowUs - begin) / 1000);
  const losses: [string, () => Promise<void> | void][] = [
    ['cable', () => host.close()],
    ['card', () => rig.removeCard()],
    ['power', () => rig.power(false)],
  ];
  for (const place of campaign(whole * losses.length, 60)) {
    const [what, lose] = losses[place % losses.length]!;
    reviewed();
    rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
    rig.machine.run(Math.floor(place / losses.length));
    await lose();
    await comeBack();
    await once(`${what} gone ${Math.floor(place / losses.length)} ms after the key`);
  }
}, 600_000);

test('power cut at every write of the device while it seals: sealed once', async () => {
  const flash = rig.machine.flash as Flash;
  reviewed();
  const before = flash.operations;
  await rig.press('ok');
  rig.machine.settle();
  const whole = flash.operations - before;
  expect(whole).toBeGreaterThan(5);
  const tears = ['none', 'all', 'prefix', 'random', 'weak'] as const;
  for (const place of campaign(whole * tears.length, 60)) {
    reviewed();
    flash.cutAfter(Math.floor(place / tears.length), tears[place % tears.length]!, place);
    await rig.press('ok');
    rig.machine.settle();
    await comeBack();
    await once(`write ${Math.floor(place / tears.length)}, ${tears[place % tears.length]}`);
  }
}, 600_000);

test('power cut at every write of the card while it seals: sealed once', async () => {
  const flash = card.flash as Flash;
  reviewed();
  const before = flash.operations;
  await rig.press('ok');
  rig.machine.settle();
  const whole = flash.operations - before;
  expect(whole).toBeGreaterThan(5);
  for (const place of campaign(whole, 25)) {
    reviewed();
    flash.cutAfter(place, place % 2 === 0 ? 'none' : 'random', place);
    await withCard(() => rig.press('ok'));
    await comeBack();
    await once(`write ${place} of the card`);
  }
}, 600_000);

test('cut before the key press the clerk is asked again; after it nobody is', async () => {
  reviewed();
  await act(rig, 'power');
  await rig.removeCard();
  await clerkComes(rig);
  expect(await rig.screen()).toContain('What do you want?');
  reviewed();
  rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
  // The approval is in flash once the first command is on its way to the card.
  for (let ms = 0; ms < 500 && !(await rig.screen()).includes('Leave'); ms++) rig.machine.run(1);
  await rig.power(false);
  await rig.power(true);
  await rig.passTime(6_000);
  host.open();
  host.hello();
  host.shake();
  expect(said(host.request('seal-result', { sequence: 3n }))).toEqual(['request-unknown']);
  host.close();
  await rig.removeCard();
  await clerkComes(rig);
  rig.machine.settle();
  host.open();
  host.hello();
  host.shake();
  await once('finished without a host');
}, 60_000);

test('another card does not finish what the first one approved; the cancel of the host gives it up', async () => {
  reviewed();
  rig.machine.input({ kind: 'press', keys: parseKeys('ok') });
  for (let ms = 0; ms < 500 && !(await rig.screen()).includes('Leave'); ms++) rig.machine.run(1);
  await rig.removeCard();
  await rig.passTime(1_000);
  for (const keys of ['+other', `${digitKeys(issuerPin)} ok`, 'ok', '9 8 7 6 ok', '9 8 7 6 ok', 'ok'])
    await act(rig, keys);
  expect(await rig.screen()).toContain('What do you want?');
  expect(said(host.request('seal-begin', { sequence: 9n, count: 1 })).at(-1)).toBe('locked');
  host.request('cancel', {});
  expect(said(host.request('seal-begin', { sequence: 9n, count: 1 })).at(-1)).toBe('seal-begin');
}, 60_000);
