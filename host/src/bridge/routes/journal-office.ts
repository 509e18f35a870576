// /v1/journal for officers: verifying it, exporting it, and removing content whose retention time is over.
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { requirePerson } from './login.ts';

const Verdict = Type.Object({
  ok: Type.Boolean(),
  rows: Type.Integer({ description: 'How many rows are good, from the first one on.' }),
  firstBad: Type.Union([Type.Integer(), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  signed: Type.Integer({ description: 'The last row that a checkpoint covers.' }),
  head: Type.String(),
});
const Order = Type.Object(
  {
    witness: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
    before: Type.String({ maxLength: 40, description: 'ISO 8601; content of rows before this time goes.' }),
  },
  { additionalProperties: false },
);
const Retained = Type.Object({ number: Type.Integer(), upTo: Type.Integer(), removed: Type.Integer() });

export function journalOfficeRoutes(app: App, { journal, checkpoints }: Parts): void {
  const tags = ['journal'];
  const officer = { access: 'person', roles: ['officer'] } as const;

  app.get(
    '/v1/journal/verify',
    {
      config: officer,
      schema: { tags, summary: 'Read every row and name the first bad one', response: answers(Verdict) },
    },
    () => checkpoints?.verify() ?? journal.verify(),
  );

  app.get(
    '/v1/journal/export',
    {
      config: officer,
      schema: {
        tags,
        summary: 'All rows as NDJSON; "sigillator journal verify --export" reads it',
        response: answers(Type.Any()),
      },
    },
    (_, reply) =>
      reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="journal.ndjson"')
        .send(Readable.from(journal.export())),
  );

  app.post(
    '/v1/journal/retention',
    {
      config: officer,
      schema: { tags, summary: 'Remove old content; the rows stay', body: Order, response: answers(Retained) },
    },
    async (request) => {
      const { user } = requirePerson(request.caller);
      const { row, removed } = await journal.retain({ ...request.body, officer: user });
      return { number: row.number, upTo: row.upTo ?? 0, removed };
    },
  );
}
