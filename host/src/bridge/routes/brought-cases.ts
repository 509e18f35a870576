// /v1/cases for programs: they bring declarations, change them and ask how they stand. Clerks read them by cases.ts.
import { type Static, Type } from 'typebox';
import type { Case } from '../../approve/case.ts';
import { SealError } from '../../errors.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { Params, SealsSchema, State } from './case-schemas.ts';

const Document = Type.String({ description: 'The bytes of the file, base64.', contentEncoding: 'base64' });
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

export function broughtCaseRoutes(app: App, { desk }: Parts): void {
  if (desk === undefined) return;
  const tags = ['cases'];
  const client = { access: 'client' } as const;

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
}
