// GET /v1/journal: searches the office's journal, newest rows first, a page at a time.
import { type Static, Type } from 'typebox';
import { SealError } from '../../errors.ts';
import type { JournalKind } from '../../journal/journal.ts';
import { journalKinds } from '../../journal/journal.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';

const PAGE_ROWS = 50;

const Text = Type.Optional(Type.String({ maxLength: 200 }));
const Row = Type.Object({
  number: Type.Integer(),
  time: Type.String(),
  kind: Type.String(),
  person: Text,
  witness: Text,
  customsId: Text,
  transmission: Text,
  documentSeal: Text,
  issuerSeal: Text,
  issuer: Text,
  origin: Text,
  outcome: Type.Optional(Type.String()),
  hash: Type.String(),
});
const Query = Type.Object(
  {
    customsId: Text,
    person: Text,
    transmission: Text,
    kind: Type.Optional(Type.String({ description: Object.keys(journalKinds).join(', ') })),
    from: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601, from this time on.' })),
    to: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601, before this time.' })),
    after: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of the last row of the page before.' })),
  },
  { additionalProperties: false },
);

/** Log-ins, ceremonies and other people's days are no program's business: it sees what belongs to a case that it knows. */
function requireKnown(caller: Caller | undefined, { customsId, transmission }: Static<typeof Query>): void {
  if (caller?.kind === 'person' || customsId || transmission) return;
  const text = 'Searching the journal: a program names the customs id or the transmission that it asks for.';
  throw new SealError('not-allowed', text);
}

export function journalRoutes(app: App, { journal }: Parts): void {
  app.get(
    '/v1/journal',
    {
      config: { action: 'search-journal' },
      schema: {
        tags: ['journal'],
        summary: 'Search the journal, newest first',
        description: 'A program names a customs id or a transmission: it sees the rows about that, and no others.',
        querystring: Query,
        response: answers(Type.Object({ rows: Type.Array(Row), more: Type.Boolean() })),
      },
    },
    async ({ caller, query }) => {
      requireKnown(caller, query);
      const { kind, ...rest } = query;
      const wanted = { ...rest, kind: kind as JournalKind | undefined, newestFirst: true, limit: PAGE_ROWS + 1 };
      const rows: Static<typeof Row>[] = [];
      // Fields that a row does not have are absent; those that the schema does not name are left out.
      for await (const row of journal.search(wanted)) rows.push(row as Static<typeof Row>);
      return { rows: rows.slice(0, PAGE_ROWS), more: rows.length > PAGE_ROWS };
    },
  );
}
