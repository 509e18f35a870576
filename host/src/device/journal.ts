// The device journal at the host: rows read one after the other, each checked against the chain. SPEC "Device journal".
import { sha256 } from '@noble/hashes/sha2.js';
import { profiles } from '@sigillator/protocol/tables/profiles';
import { decode } from 'cborg';
import { SealError } from '../errors.ts';
import type { Link } from '../link/link.ts';
import { methods } from './seal-result.ts';

export interface JournalRow {
  counter: number;
  time: Date | undefined;
  requestId: string;
  /** First eight bytes of SHA-256 of the host's key in hexadecimal; empty for a seal at the keypad. */
  host: string;
  cardId: string;
  profile: string;
  method: string;
  digest: string;
  documentSeal: string;
  issuer: string;
  purpose: number;
  /** Chain value behind this row. */
  chain: Uint8Array;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export async function* readJournal(link: Link, from: number): AsyncGenerator<JournalRow> {
  let previous: Uint8Array | undefined;
  for (let next = from; ; ) {
    const answer = await link.request('journal', { counter: next });
    if (answer.counter === 0 || !answer.row || !answer.chain) return;
    // The chain value before the first row read is the device's word; from then on every row must follow.
    if (previous) checkChain(previous, answer.row, answer.chain, answer.counter);
    previous = answer.chain;
    yield toRow(answer.row, answer.chain);
    next = answer.counter + 1;
  }
}

export function checkChain(previous: Uint8Array, row: Uint8Array, chain: Uint8Array, counter: number): void {
  const expected = sha256.create().update(previous).update(row).digest();
  if (expected.some((byte, index) => byte !== chain[index]))
    throw new SealError(
      'journal-damaged',
      `Reading the device journal: row ${counter} does not follow from the row before it.`,
    );
}

function toRow(row: Uint8Array, chain: Uint8Array): JournalRow {
  const map = decode(row, { useMaps: true, strict: true }) as Map<number, unknown>;
  const time = Number(map.get(1));
  const profile = Number(map.get(5));
  return {
    counter: Number(map.get(0)),
    time: time === 0 ? undefined : new Date(time * 1000),
    requestId: String(map.get(2)),
    host: hex(map.get(3) as Uint8Array),
    cardId: String(map.get(4)),
    profile: profiles.find(({ number }) => number === profile)?.id ?? (profile === 0 ? 'keypad' : `profile ${profile}`),
    method: methods[Number(map.get(6))] ?? `method ${map.get(6)}`,
    digest: hex(map.get(7) as Uint8Array),
    documentSeal: String(map.get(8)),
    issuer: String(map.get(10)),
    purpose: Number(map.get(11)),
    chain,
  };
}
