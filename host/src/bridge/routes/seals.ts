// /v1/seals: has documents sealed by a device, tells how a request stands, takes one back.
import { type Static, Type } from 'typebox';
import type { SealResult } from '../../device/seal-result.ts';
import { SealError } from '../../errors.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { ownerOf } from '../events.ts';
import type { Parts } from '../parts.ts';
import type { RequestRow } from '../seal-requests.ts';
import type { SealedDocument } from '../sealings.ts';

const RequestId = Type.String({
  pattern: '^[\\x21-\\x7e]{1,64}$',
  description: 'Chosen by the caller, one for each request for ever; who asks again under it gets the same seals.',
});

const SealRequestSchema = Type.Object(
  {
    requestId: RequestId,
    documents: Type.Array(
      Type.Object(
        {
          document: Type.String({ description: 'The bytes of the file, base64.', contentEncoding: 'base64' }),
          profile: Type.String({ description: 'Which bytes are sealed: tdr041, ush, …', maxLength: 40 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1000 },
    ),
    device: Type.Optional(Type.String({ maxLength: 200, description: 'Default: the only one there is.' })),
    session: Type.Optional(Type.String({ maxLength: 100, description: 'Where the caller has acquired the device.' })),
    budgetSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 3600, description: 'How long the clerk may take; default 300.' }),
    ),
  },
  { additionalProperties: false },
);

const SealSchema = Type.Object({
  method: Type.String(),
  profile: Type.String(),
  digest: Type.String({ description: 'Evidence: SHA-256 of the sealed bytes, hexadecimal.' }),
  documentSeal18: Type.String(),
  documentSeal6: Type.String(),
  issuerSeal18: Type.String(),
  issuerSeal6: Type.String(),
  issuer: Type.String(),
  keyGeneration: Type.Integer(),
  counter: Type.Integer({ description: "Row of the device's journal." }),
  time: Type.Union([Type.String(), Type.Null()]),
  cardId: Type.String(),
  sealed: Type.Union([
    Type.String({ description: 'The document with both seals in their places, base64.', contentEncoding: 'base64' }),
    Type.Null(),
  ]),
});
const Seals = Type.Object({ requestId: Type.String(), seals: Type.Array(SealSchema) });
const Standing = Type.Object({
  requestId: Type.String(),
  state: Type.String({ description: 'noted, numbered, sealed or journalled' }),
  running: Type.Boolean(),
  seals: Type.Union([Type.Array(Type.Omit(SealSchema, ['sealed'])), Type.Null()], {
    description: 'null where there are none, or none that may be told; none may while the key store is closed.',
  }),
});
const Params = Type.Object({ requestId: RequestId });

function bytesOf(base64: string, index: number): Uint8Array {
  if (base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return Buffer.from(base64, 'base64');
  throw new SealError('bad-request', `Reading the request: document ${index + 1} is not base64.`);
}

function resultOf({ time, requestId: _, blob: __, ...rest }: SealResult): Omit<Static<typeof SealSchema>, 'sealed'> {
  return { ...rest, time: time?.toISOString() ?? null };
}

const sealOf = ({ sealed, ...result }: SealedDocument): Static<typeof SealSchema> => ({
  ...resultOf(result),
  sealed: sealed === undefined ? null : Buffer.from(sealed).toString('base64'),
});

/** None while nobody can look whether their card was revoked; how the request stands is told all the same. */
function toldSeals(sealings: Parts['sealings'], row: RequestRow): SealResult[] {
  try {
    return sealings.sealsOf(row);
  } catch (error) {
    if (error instanceof SealError && error.code === 'key-store-closed') return [];
    throw error;
  }
}

export function sealRoutes(app: App, { sealings }: Parts): void {
  const tags = ['seals'];
  app.post(
    '/v1/seals',
    {
      config: { access: 'client' },
      schema: {
        tags,
        summary: 'Have documents sealed by a device',
        description:
          'Answers when the clerk has approved at the device. After any failure ask again with the same requestId: nothing is sealed twice. A card that is revoked is refused before it seals (card-revoked), or its seal is (seal-refused: ask anew under another requestId).',
        body: SealRequestSchema,
        response: answers(Seals),
      },
    },
    async (request) => {
      const { documents, budgetSeconds, ...rest } = request.body;
      const seals = await sealings.seal({
        ...rest,
        owner: ownerOf(request.caller!),
        documents: documents.map(({ document, profile }, index) => ({ document: bytesOf(document, index), profile })),
        budgetMs: budgetSeconds === undefined ? undefined : budgetSeconds * 1000,
      });
      return { requestId: request.body.requestId, seals: seals.map(sealOf) };
    },
  );

  app.get(
    '/v1/seals/:requestId',
    {
      config: { action: 'use-devices' },
      schema: { tags, summary: 'How a request stands', params: Params, response: answers(Standing) },
    },
    (request) => {
      const row = sealings.find({ owner: ownerOf(request.caller!), requestId: request.params.requestId });
      if (row === undefined) throw unknown(request.params.requestId);
      const { requestId, state, running } = row;
      const seals = toldSeals(sealings, row);
      return { requestId, state, running, seals: seals.length > 0 ? seals.map(resultOf) : null };
    },
  );

  app.delete(
    '/v1/seals/:requestId',
    {
      config: { action: 'use-devices' },
      schema: {
        tags,
        summary: 'Take a request back that waits for its clerk',
        params: Params,
        response: answers(Type.Object({ cancelled: Type.Boolean() })),
      },
    },
    (request) => {
      const name = { owner: ownerOf(request.caller!), requestId: request.params.requestId };
      if (sealings.find(name) === undefined) throw unknown(name.requestId);
      return { cancelled: sealings.cancel(name) };
    },
  );
}

const unknown = (requestId: string): SealError =>
  new SealError('not-found', `Looking for request "${requestId}": this caller never asked it.`);
