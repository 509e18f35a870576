// /v1/journal for officers: verifying it, exporting it, and removing content whose retention time is over.
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { SealError } from '../../errors.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { requirePerson } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { Secrets } from './office.ts';

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
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
    before: Type.String({ maxLength: 40, description: 'ISO 8601; content of rows before this time goes.' }),
    secrets: Secrets,
  },
  { additionalProperties: false },
);
const Retained = Type.Object({ number: Type.Integer(), upTo: Type.Integer(), removed: Type.Integer() });

export function journalOfficeRoutes(app: App, { journal, checkpoints, office, desk }: Parts): void {
  const tags = ['journal'];

  app.get(
    '/v1/journal/verify',
    {
      config: { access: 'person', action: 'verify-journal' },
      schema: { tags, summary: 'Read every row and name the first bad one', response: answers(Verdict) },
    },
    () => checkpoints?.verify() ?? journal.verify(),
  );

  app.get(
    '/v1/journal/export',
    {
      config: { access: 'person', action: 'export-journal' },
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

  // Who could allow it is known by an office alone.
  if (office === undefined) return;
  app.post(
    '/v1/journal/retention',
    {
      config: { access: 'person', action: 'remove-content' },
      schema: {
        tags,
        summary: 'Remove old content by both officers who open the key store; the rows stay',
        body: Order,
        response: answers(Retained),
      },
    },
    async (request) => {
      const { user } = requirePerson(request.caller);
      const { secrets, reason, before } = request.body;
      const witness = secrets.find(({ officer }) => officer !== user)?.officer;
      if (!secrets.some(({ officer }) => officer === user))
        throw new SealError('not-allowed', 'Removing content: whoever asks must be one of the two officers.');
      await office.requireBoth(secrets, 'remove-content');
      const { row, removed } = await journal.retain({ officer: user, witness, reason, before });
      await desk?.purge();
      return { number: row.number, upTo: row.upTo ?? 0, removed };
    },
  );
}
