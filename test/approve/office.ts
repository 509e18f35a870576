// An office for tests: clerks, an officer, their keys, declarations, an approval desk on a folder that can be opened again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SealError } from '@sigillator/host';
import { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import { CaseStore } from '@sigillator/host/approve/case-store';
import type { DeskNews, DeskParts } from '@sigillator/host/approve/desk-parts';
import { type Journal, type JournalRow, openJournal } from '@sigillator/host/journal';
import type { HostSeal, People } from '@sigillator/host/keys/people';
import type { Person } from '@sigillator/host/keys/person';
import { compressed, open1 } from '../wire/sealing.ts';

/** Anna's key lies at the office (procedure 2), Bertil's on his card alone. */
export const annaKey = '98765432109876543210987654321098765';
export const anna: Person = { user: 'anna', name: 'Anna Lind', issuer: 'SE5566778899', roles: ['clerk'], procedure: 2 };
export const bertil: Person = {
  user: 'bertil',
  name: 'Bertil Ek',
  issuer: 'SE1122334455',
  roles: ['clerk'],
  procedure: 1,
};
export const olga: Person = {
  user: 'olga',
  name: 'Olga Berg',
  issuer: 'SE0000000001',
  roles: ['officer'],
  procedure: 1,
};

/** Issuers whose cards are all revoked. */
export const revoked = new Set<string>();

export const people: Pick<People, 'find' | 'issuerSeal' | 'revokedCard'> = {
  revokedCard: ({ issuer }) => (revoked.has(issuer) ? { at: '2026-05-31T10:00:00.000Z' } : undefined),
  find: (user) => [anna, bertil, olga].find((person) => person.user === user),
  issuerSeal(user, documentSeal6): HostSeal {
    if (user !== 'anna') throw new SealError('no-seal-key', `No seal key of ${user} is held here.`);
    const digits18 = open1('issuer', annaKey, documentSeal6);
    return {
      method: 'open-1',
      digits18,
      digits6: compressed(digits18),
      issuer: anna.issuer,
      generation: 1,
      origin: 'host-held',
    };
  },
};

/** A declaration with a place for the clerk's identity (CTA). */
export function declaration(
  customsId = '18SE0000000001',
  goods = 'STEEL PIPES',
  destination = 'DK',
  code = '1',
): Uint8Array {
  const reference = customsId.replace(/[^A-Z0-9]/g, '').slice(-14) || '1';
  const text =
    `UNB+UNOC:3+SENDER+CUSTOMS+260602:1345+${reference}'UNH+1+CUSDEC:D:96B:UN'BGM+929+${customsId}+9'LOC+36+${destination}'` +
    `GIS+${code}'CTA+DE+000:CLERK'CST+1+73041100'FTX+AAA+++${goods}'AUT+000000+000000'UNT+9+1'UNZ+1+${reference}'`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export class Office {
  readonly folder = mkdtempSync(join(tmpdir(), 'sigillator-office-'));
  nowMs = Date.parse('2026-06-02T08:00:00Z');
  readonly news: DeskNews[] = [];
  journal!: Journal;
  store!: CaseStore;
  desk!: ApprovalDesk;
  readonly #more: Partial<DeskParts>;

  private constructor(more: Partial<DeskParts>) {
    this.#more = more;
  }

  static async open(more: Partial<DeskParts> = {}): Promise<Office> {
    const office = new Office(more);
    await office.start();
    return office;
  }

  async start(more: Partial<DeskParts> = {}): Promise<void> {
    const clock = (): Date => new Date(this.nowMs);
    this.journal = await openJournal(join(this.folder, 'journal'), { now: clock });
    this.store = new CaseStore(join(this.folder, 'cases'));
    const onNews = (news: DeskNews): unknown => this.news.push(news);
    this.desk = new ApprovalDesk({
      store: this.store,
      journal: this.journal,
      people,
      clock,
      onNews,
      ...this.#more,
      ...more,
    });
  }

  pass(minutes: number): void {
    this.nowMs += minutes * 60_000;
  }

  /** The case as this person sees it. */
  view(user: string, id: string) {
    return this.desk.list(user).find((one) => one.id === id)!;
  }

  /** Id and digest, as the list shows them to this person. */
  seen(user: string, id: string): { id: string; digest: string } {
    return { id, digest: this.view(user, id).digest };
  }

  /** Both acts of a clerk. */
  async approved(user: string, ids: string[], procedure: 1 | 2 | 3): Promise<string> {
    const cases = ids.map((id) => this.seen(user, id));
    this.desk.mark(user, cases);
    return this.desk.approve(user, { cases, procedure, language: 'sv' });
  }

  async rows(kind?: JournalRow['kind']): Promise<JournalRow[]> {
    const rows: JournalRow[] = [];
    for await (const row of this.journal.search({ kind, content: true })) rows.push(row);
    return rows;
  }

  async stop(): Promise<void> {
    this.store.close();
    await this.journal.close();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** The code of the error that a call ends with. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
  return 'none';
}
