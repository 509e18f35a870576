// /v1/cases and /v1/approvals: programs bring declarations; clerks list, read, mark, approve and seal them at the page.
import { type Static, Type } from 'typebox';
import { type Case, caseStates } from '../../approve/case.ts';
import { shownDocument } from '../../approve/shown-document.ts';
import { statements } from '../../approve/statement-texts.ts';
import { SealError } from '../../errors.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Caller } from '../caller.ts';
import type { Parts } from '../parts.ts';

const Id = Type.String({ minLength: 1, maxLength: 64 });
const Params = Type.Object({ id: Id });
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the document as this clerk saw it.' });
const Seen = Type.Object({ id: Id, digest: Digest }, { additionalProperties: false });
const Document = Type.String({ description: 'The bytes of the file, base64.', contentEncoding: 'base64' });
const Done = Type.Object({ ok: Type.Boolean() });
const done = { ok: true };

const State = Type.String({ description: `${caseStates.slice(0, -1).join(', ')} or ${caseStates.at(-1)}` });

const SealsSchema = Type.Object({
  at: Type.String(),
  method: Type.String(),
  documentSeal6: Type.String(),
  issuerSeal6: Type.String(),
  issuer: Type.String(),
  keyGeneration: Type.Optional(Type.Integer()),
  origin: Type.String({ description: 'card, or host-held where the office has the key and could have made the seal.' }),
  check: Type.String({ description: 'key, format or device: how the issuer seal was known to be right.' }),
  digest: Type.String(),
});

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
/** What a program is told: no more than it brought. */
const BroughtSchema = Type.Object({
  id: Type.String(),
  customsId: Type.String(),
  state: State,
  sealed: Type.Union([Document, Type.Null()]),
  seals: Type.Optional(SealsSchema),
  transmission: Type.Optional(Type.String()),
  problem: Type.Optional(Type.String({ description: 'Why it failed, could not be sent or was rejected by customs.' })),
});

const userOf = (caller: Caller | undefined): string => {
  if (caller?.kind === 'person') return caller.user;
  throw new SealError('not-allowed', 'Asking the bridge: only a person who is logged in may do this.');
};

const broughtOf = ({
  id,
  summary,
  state,
  sealed,
  seals,
  transmission,
  problem,
}: Case): Static<typeof BroughtSchema> => ({
  id,
  customsId: summary.customsId,
  state,
  sealed: sealed === undefined ? null : Buffer.from(sealed).toString('base64'),
  ...(seals ? { seals } : {}),
  ...(transmission === undefined ? {} : { transmission }),
  ...(problem === undefined ? {} : { problem: problem.message }),
});

function bytesOf(base64: string): Uint8Array {
  if (base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return Buffer.from(base64, 'base64');
  throw new SealError('bad-request', 'Reading the request: the document is not base64.');
}

export function caseRoutes(app: App, { desk }: Parts): void {
  if (desk === undefined) return;
  const tags = ['cases'];
  const client = { access: 'client' } as const;
  // Enter alone proves nobody: also reading takes a response.
  const reader = { access: 'person', action: 'view-cases' } as const;
  const clerk = { access: 'person', action: 'approve' } as const;

  app.post(
    '/v1/cases',
    {
      config: client,
      schema: {
        tags,
        summary: 'Bring a declaration to be approved',
        description: 'The same document again is the same case.',
        body: Type.Object(
          { document: Document, profile: Type.String({ maxLength: 40 }) },
          { additionalProperties: false },
        ),
        response: answers(BroughtSchema),
      },
    },
    ({ body }) => broughtOf(desk.add(bytesOf(body.document), body.profile)),
  );
  app.put(
    '/v1/cases/:id',
    {
      config: client,
      schema: {
        tags,
        summary: 'Bring another content for a case',
        description:
          'Refused while a clerk reviews it and after its approval unless customs rejected it; marks are void.',
        params: Params,
        body: Type.Object({ document: Document }, { additionalProperties: false }),
        response: answers(BroughtSchema),
      },
    },
    ({ params, body }) => broughtOf(desk.change(params.id, bytesOf(body.document))),
  );
  app.get(
    '/v1/cases/:id/standing',
    {
      config: client,
      schema: { tags, summary: 'How a case stands', params: Params, response: answers(BroughtSchema) },
    },
    ({ params }) => broughtOf(desk.brought(params.id)),
  );

  app.get(
    '/v1/cases',
    { config: reader, schema: { tags, summary: 'The list of cases', response: answers(ListSchema) } },
    ({ caller }) => ({ cases: desk.list(userOf(caller)), statements, sends: desk.sends }),
  );
  const whole = (user: string, id: string): Static<typeof WholeSchema> => {
    const { view, document } = desk.look(user, id);
    return { case: view, statements, document: shownDocument(document, view.profile) };
  };
  app.get(
    '/v1/cases/:id',
    { config: reader, schema: { tags, summary: 'Read a whole case', params: Params, response: answers(WholeSchema) } },
    ({ caller, params }) => whole(userOf(caller), params.id),
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
      desk.review(userOf(caller), params.id);
      return whole(userOf(caller), params.id);
    },
  );
  app.post(
    '/v1/cases/:id/release',
    { config: clerk, schema: { tags, summary: 'Leave a case undecided', params: Params, response: answers(Done) } },
    ({ caller, params }) => {
      desk.release(userOf(caller), params.id);
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
      desk.mark(userOf(caller), body.cases);
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
      desk.unmark(userOf(caller), body.ids);
      return done;
    },
  );

  app.post(
    '/v1/approvals',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'The second act: approve marked cases',
        description: 'All of them or none. Sealing is a further step.',
        body: Type.Object(
          {
            cases: Type.Array(Seen),
            procedure: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
            language: Type.String({ maxLength: 8, description: 'In which the clerk read the statement.' }),
          },
          { additionalProperties: false },
        ),
        response: answers(Type.Object({ approval: Type.String() })),
      },
    },
    async ({ caller, body }) => ({ approval: await desk.approve(userOf(caller), body) }),
  );
  app.post(
    '/v1/approvals/:id/seal',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'Seal what was approved (procedures 2 and 3)',
        description:
          'Answers when all is sealed; progress by /v1/events. After a failure ask again: nothing is sealed twice.',
        params: Params,
        response: answers(Done),
      },
    },
    async ({ caller, params }) => {
      await desk.sealing.seal(userOf(caller), params.id);
      return done;
    },
  );
  app.post(
    '/v1/approvals/:id/send',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'Send again what is sealed and could not be sent',
        params: Params,
        response: answers(Done),
      },
    },
    async ({ caller, params }) => {
      await desk.sending.again(userOf(caller), params.id);
      return done;
    },
  );
  app.post(
    '/v1/approvals/:id/withdraw',
    {
      config: { access: 'person', action: 'withdraw-approval' },
      schema: {
        tags,
        summary: 'Withdraw an approval, as far as nothing is sealed',
        params: Params,
        response: answers(Type.Object({ withdrawn: Type.Integer() })),
      },
    },
    async ({ caller, params }) => ({ withdrawn: await desk.withdraw(userOf(caller), params.id) }),
  );

  app.get(
    '/v1/cases/:id/document-seal',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'The six digits to type into the device (procedure 1)',
        params: Params,
        response: answers(Type.Object({ documentSeal6: Type.String() })),
      },
    },
    ({ caller, params }) => ({ documentSeal6: desk.sealing.documentSealOf(userOf(caller), params.id) }),
  );
  app.post(
    '/v1/cases/:id/issuer-seal',
    {
      config: clerk,
      schema: {
        tags,
        summary: 'The six digits from the display of the device (procedure 1)',
        params: Params,
        body: Type.Object({ issuerSeal6: Type.String({ maxLength: 20 }) }, { additionalProperties: false }),
        response: answers(SealsSchema),
      },
    },
    ({ caller, params, body }) => desk.sealing.type(userOf(caller), params.id, body.issuerSeal6),
  );
  app.get(
    '/v1/cases/:id/document',
    { config: reader, schema: { tags, summary: 'The sealed document', params: Params, response: answers(Type.Any()) } },
    ({ caller, params }, reply) => {
      const { view, document } = desk.look(userOf(caller), params.id);
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
