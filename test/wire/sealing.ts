// Documents, and a host that has them sealed: what the tests of sealing share.
import { createHash, createHmac } from 'node:crypto';
import type { FromDevice } from '@sigillator/host/link/codec';
import type { Answers } from '@sigillator/protocol/generated/messages';
import { profiles } from '@sigillator/protocol/tables/profiles';
import { decode } from 'cborg';
import { act, digitKeys, holderPin } from '../device/desk.ts';
import type { SimRig } from '../targets/sim.ts';
import type { RawHost } from './raw-host.ts';
import { calm } from './wired.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** A customs declaration; `id` and the goods lines are told apart in tests. */
export function declaration(id = '18SE0000000001', goods = ['COFFEE, ROASTED', 'TEA'], destination = 'CA'): Uint8Array {
  const lines = goods.map((text, index) => `CST+${index + 1}+0901210${index}'FTX+AAA+++${text}'`).join('');
  const segments = 6 + goods.length * 2;
  return latin1(
    `UNB+UNOC:3+SENDER+CUSTOMS+260602:1345+1'UNH+1+CUSDEC:D:96B:UN'BGM+929+${id}+9'LOC+36+${destination}'GIS+1'${lines}` +
      `AUT+000000+000000'UNT+${segments}+1'UNZ+1+1'`,
  );
}

/** What tdr041 seals of that declaration: the data from UNH up to UNT, seal fields as six zeros. */
export const sealedData = latin1(
  '1CUSDECD96BUN92918SE0000000001936CA110901210' + '0AAACOFFEE, ROASTED' + '20901210' + '1AAATEA' + '000000000000',
);

export const profileNumber = (id: string): number => profiles.find((profile) => profile.id === id)!.number;

export interface Asked {
  document: Uint8Array;
  profile?: string;
  purpose?: number;
}

export const requestDigest = ({ document, profile = 'tdr041', purpose = 0 }: Asked): Uint8Array =>
  createHash('sha256')
    .update(Uint8Array.of(profileNumber(profile), purpose))
    .update(document)
    .digest();

const chunk = 2000;

/** Announces a document and sends all of it; answers the last thing the device said. */
export function announce(host: RawHost, index: number, asked: Asked): FromDevice | undefined {
  const { document, profile = 'tdr041', purpose = 0 } = asked;
  let [answer] = host.request('seal-document', {
    index,
    purpose,
    profile: profileNumber(profile),
    length: document.length,
    digest: requestDigest(asked),
    data: document.subarray(0, chunk),
  });
  for (let offset = chunk; offset < document.length && answer?.kind === 'answer'; offset += chunk)
    [answer] = host.request('seal-data', { index, offset, data: document.subarray(offset, offset + chunk) });
  return answer;
}

/** Begins a batch and sends its documents. */
export function send(host: RawHost, sequence: bigint, documents: readonly Asked[]): void {
  const [begun] = host.request('seal-begin', { sequence, count: documents.length });
  if (begun?.kind !== 'answer') throw new Error(`seal-begin: got ${JSON.stringify(begun)}`);
  for (const [index, asked] of documents.entries()) {
    const answer = announce(host, index, asked);
    if (answer?.kind !== 'answer') throw new Error(`seal-document ${index}: got ${JSON.stringify(answer)}`);
  }
}

/** Sends documents and asks for approval; the review stands on the display if the clerk is there. */
export function ask(host: RawHost, sequence: bigint, documents: readonly Asked[]): void {
  send(host, sequence, documents);
  host.request('seal-approve', { budgetMs: 60_000 });
}

/** Puts the card in and gives its PIN. */
export async function clerkComes(rig: SimRig, card = 'active'): Promise<void> {
  await act(rig, `+${card}`);
  await act(rig, `${digitKeys(holderPin)} ok`);
}

/** Reads to the last page, and presses OK; answers every screen on the way. */
export async function approve(rig: SimRig): Promise<string[]> {
  await calm(rig);
  const screens = await readAll(rig);
  await rig.press('ok');
  rig.machine.settle();
  return screens;
}

export async function readAll(rig: SimRig): Promise<string[]> {
  const screens = [await rig.screen()];
  for (;;) {
    await rig.press('down');
    rig.machine.settle();
    const screen = await rig.screen();
    if (screen === screens.at(-1)) return screens;
    screens.push(screen);
  }
}

export function result(host: RawHost, sequence: bigint): Answers['seal-result'] {
  const answer = host.request('seal-result', { sequence }).at(-1);
  if (answer?.kind !== 'answer') throw new Error(`seal-result ${sequence}: got ${JSON.stringify(answer)}`);
  return answer.fields as unknown as Answers['seal-result'];
}

/** open-1 by hand: HMAC-SHA-256 under 35 ASCII digits, as a number modulo 10^18. */
export function open1(label: string, key: string, data: Uint8Array | string): string {
  const mac = createHmac('sha256', key).update(`${label}\0`).update(data).digest('hex');
  return (BigInt(`0x${mac}`) % 10n ** 18n).toString().padStart(18, '0');
}

/** Groups of 3, 6, 6 and 3 digits added, the carry out of six digits dropped (seal document, section 7). */
export const compressed = (digits: string): string =>
  [digits.slice(0, 3), digits.slice(3, 9), digits.slice(9, 15), digits.slice(15)]
    .reduce((sum, group) => (sum + Number(group)) % 1_000_000, 0)
    .toString()
    .padStart(6, '0');

/** The open key of the seal document, chapter 8. */
export const openKey = '12345678901234567890123456789012345';

export interface ExportedRow {
  counter: number;
  sequence: bigint;
  host: string;
  profile: number;
  evidence: string;
  documentSeal: string;
  purpose: number;
  row: Uint8Array;
  chain: Uint8Array;
}

/** All rows from a counter on, read by an independent CBOR library, each held to the chain. */
export function journal(host: RawHost, from = 0): ExportedRow[] {
  const rows: ExportedRow[] = [];
  let previous = new Uint8Array(32);
  for (let next = from; ; ) {
    const answer = host.request('journal', { counter: next }).at(-1);
    if (answer?.kind !== 'answer') throw new Error(`journal: got ${JSON.stringify(answer)}`);
    const { counter, row, chain } = answer.fields as unknown as Answers['journal'];
    if (counter === 0 || !row || !chain) return rows;
    const follows = createHash('sha256').update(previous).update(row).digest();
    if (counter === 1 || rows.length > 0)
      if (!follows.equals(chain)) throw new Error(`journal: row ${counter} does not follow`);
    previous = Uint8Array.from(chain);
    const map = decode(row, { useMaps: true }) as Map<number, unknown>;
    rows.push({
      counter,
      sequence: BigInt(map.get(2) as number),
      host: Buffer.from(map.get(3) as Uint8Array).toString('hex'),
      profile: map.get(5) as number,
      evidence: Buffer.from(map.get(7) as Uint8Array).toString('hex'),
      documentSeal: map.get(8) as string,
      purpose: map.get(11) as number,
      row,
      chain,
    });
    next = counter + 1;
  }
}
