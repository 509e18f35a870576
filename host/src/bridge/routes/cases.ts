// /v1/cases for people: clerks list, read, review and mark them at the page. Programs bring them by brought-cases.ts.
import { type Static, Type } from 'typebox';
import { mostDone } from '../../approve/approval-desk.ts';
import { shownDocument } from '../../approve/shown-document.ts';
import { statements } from '../../approve/statement-texts.ts';
import { SealError } from '../../errors.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { requirePerson } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { Done, done, Id, Params, SealsSchema, Seen, State } from './case-schemas.ts';

const CaseSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  state: State,
  profile: Type.String(),
  customsId: Type.String(),
  messageType: Type.String(),
  documentName: Type.String(),
  goods: Type.Array(Type.String()),
  exportControl: Type.String(),
  destination: Type.String(),
  digest: Type.String(),
  marked: Type.Boolean(),
  holder: Type.Optional(Type.Object({ name: Type.String(), until: Type.String() })),
  approval: Type.Optional(
    Type.Object({
      id: Type.String(),
      at: Type.String(),
      name: Type.String(),
      procedure: Type.Integer(),
      mine: Type.Boolean(),
    }),
  ),
  seals: Type.Optional(SealsSchema),
  transmission: Type.Optional(Type.String()),
  problem: Type.Optional(Type.String()),
  problemCode: Type.Optional(Type.String()),
});

const Statements = Type.Object({ sv: Type.String(), en: Type.String(), fr: Type.String() });
const ListSchema = Type.Object({
  cases: Type.Array(CaseSchema),
  statements: Statements,
  sends: Type.Boolean({ description: 'Whether sealed documents go to customs from here.' }),
  mostDone: Type.Integer({ description: 'Of what is done, no more than were approved last are listed.' }),
});
const WholeSchema = Type.Object({
  case: CaseSchema,
  statements: Statements,
  document: Type.Object({
    fields: Type.Array(Type.Object({ name: Type.String(), text: Type.String(), sealed: Type.Boolean() })),
    segments: Type.Array(
      Type.Object({ tag: Type.String(), elements: Type.Array(Type.Array(Type.String())), sealed: Type.Boolean() }),
    ),
    raw: Type.String(),
  }),
});

export function caseRoutes(app: App, { desk }: Parts): void {
  if (desk === undefined) return;
  const tags = ['cases'];
  // Enter alone proves nobody: also reading takes a response.
  const reader = { access: 'person', action: 'view-cases' } as const;
  const clerk = { access: 'person', action: 'approve' } as const;

  app.get(
    '/v1/cases',
    { config: reader, schema: { tags, summary: 'The list of cases', response: answers(ListSchema) } },
    ({ caller }) => ({ cases: desk.list(requirePerson(caller).user), statements, sends: desk.sends, mostDone }),
  );
  const whole = (user: string, id: string): Static<typeof WholeSchema> => {
    const { view, document } = desk.look(user, id);
    return { case: view, statements, document: shownDocument(document, view.profile) };
  };
  app.get(
    '/v1/cases/:id',
    { config: reader, schema: { tags, summary: 'Read a whole case', params: Params, response: answers(WholeSchema) } },
    ({ caller, params }) => whole(requirePerson(caller).user, params.id),
  );
  app.post(
    '/v1/cases/:id/review',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'Open a case to decide on it',
        description: 'Nobody else may review or change it for a while.',
        params: Params,
        response: answers(WholeSchema),
      },
    },
    ({ caller, params }) => {
      desk.review(requirePerson(caller).user, params.id);
      return whole(requirePerson(caller).user, params.id);
    },
  );
  app.post(
    '/v1/cases/:id/release',
    { config: clerk, schema: { tags, summary: 'Leave a case undecided', params: Params, response: answers(Done) } },
    ({ caller, params }) => {
      desk.release(requirePerson(caller).user, params.id);
      return done;
    },
  );
  app.post(
    '/v1/cases/mark',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'The first act: mark cases',
        body: Type.Object({ cases: Type.Array(Seen) }, { additionalProperties: false }),
        response: answers(Done),
      },
    },
    ({ caller, body }) => {
      desk.mark(requirePerson(caller).user, body.cases);
      return done;
    },
  );
  app.post(
    '/v1/cases/unmark',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'Take marks back',
        body: Type.Object({ ids: Type.Array(Id) }, { additionalProperties: false }),
        response: answers(Done),
      },
    },
    ({ caller, body }) => {
      desk.unmark(requirePerson(caller).user, body.ids);
      return done;
    },
  );

  app.post(
    '/v1/cases/:id/reopen',
    {
      config: { access: 'person', action: 'withdraw-approval' },
      schema: {
        tags,
        summary: 'Give up a typed seal',
        description:
          'One that cannot be checked here, where nothing is sent from here. The case is to be approved anew.',
        params: Params,
        response: answers(Done),
      },
    },
    async ({ caller, params }) => {
      await desk.reopen(requirePerson(caller).user, params.id);
      return done;
    },
  );

  app.get(
    '/v1/cases/:id/document',
    { config: reader, schema: { tags, summary: 'The sealed document', params: Params, response: answers(Type.Any()) } },
    ({ caller, params }, reply) => {
      const { view, document } = desk.look(requirePerson(caller).user, params.id);
      if (view.seals === undefined)
        throw new SealError('not-sealed', `Fetching case ${view.customsId}: it is not sealed yet.`);
      const name = view.customsId.replace(/[^\w.-]/g, '_') || view.id;
      return reply
        .header('content-type', 'application/edifact')
        .header('content-disposition', `attachment; filename="${name}.edi"`)
        .send(Buffer.from(document));
    },
  );
}
