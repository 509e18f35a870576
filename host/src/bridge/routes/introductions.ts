// /v1/office/introductions: the ceremony of a new key, a route a step; /v1/office/protocols: its protocols, to be printed.
import { type Static, Type } from 'typebox';
import { SealError } from '../../errors.ts';
import type { CeremonyRecord, Introduction } from '../../keys/introduction.ts';
import type { NewKey } from '../../keys/key-row.ts';
import { protocolHtml, protocolPolicy } from '../../keys/protocol.ts';
import { type ProtocolLanguage, protocolLanguages } from '../../keys/protocol-texts.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';
import { actorOf, PersonFields, text } from './office.ts';

const StateSchema = Type.Object({
  id: Type.String(),
  step: Type.String({ description: 'witness, keys, proof or end' }),
  witness: Type.Union([Type.String(), Type.Null()]),
  proved: Type.Boolean(),
  typed: Type.Array(Type.Object({ use: Type.String(), generation: Type.Integer() })),
});
const WitnessSchema = Type.Object({
  state: StateSchema,
  /** For the witness's own card; null where the clerk is the witness and the new card will answer. */
  challenge: Type.Union([Type.String(), Type.Null()]),
});
const KeyBody = Type.Object(
  {
    use: text(8),
    generation: Type.Integer(),
    method: text(20),
    classic: Type.Optional(Type.Boolean()),
    validFrom: text(30),
    validTo: text(30),
    card: text(16),
    digits: text(60, 'The 35 digits of the sheet, in any groups.'),
  },
  { additionalProperties: false },
);
const ResponseBody = Type.Object({ response: text(20) }, { additionalProperties: false });
const ProtocolSchema = Type.Object({
  number: Type.Integer(),
  time: Type.String(),
  officer: Type.String(),
  witness: Type.String(),
  outcome: Type.String(),
});
const Id = Type.Object({ id: text(16) });

const stateOf = (introduction: Introduction): Static<typeof StateSchema> => ({
  ...{ id: introduction.id, step: introduction.step, proved: introduction.proved },
  witness: introduction.witness ?? null,
  typed: introduction.typed.map(({ use, generation }) => ({ use, generation })),
});

export function introductionRoutes(app: App, { office, journal }: Parts): void {
  if (office === undefined) return;
  const tags = ['office'];
  const config = { access: 'person', action: 'introduce-key' } as const;
  const reader = { access: 'person', action: 'print-protocol' } as const;
  const at = (request: { caller: Parameters<typeof actorOf>[0]; params: { id: string } }): Introduction =>
    office.introduction(actorOf(request.caller), request.params.id);
  /** Who is being asked as a witness, by ceremony. */
  const asked = new WeakMap<Introduction, string>();

  app.post(
    '/v1/office/introductions',
    {
      config,
      schema: {
        tags,
        summary: 'Begin the introduction of a key',
        body: Type.Object(PersonFields, { additionalProperties: false }),
        response: answers(StateSchema),
      },
    },
    (request) => {
      const { procedure, ...rest } = request.body;
      return stateOf(office.introduce(actorOf(request.caller), { ...rest, procedure: procedure as 1 | 2 | 3 }));
    },
  );

  app.post(
    '/v1/office/introductions/:id/witness',
    {
      config,
      schema: {
        tags,
        summary: 'Name the witness',
        params: Id,
        body: Type.Object({ user: text(64) }, { additionalProperties: false }),
        response: answers(WitnessSchema),
      },
    },
    async (request) => {
      const introduction = at(request);
      const user = request.body.user.normalize('NFC').trim();
      if (user === introduction.clerk.user && office.store.keys(user).length === 0) {
        introduction.setWitness(user, 'new-card');
        return { state: stateOf(introduction), challenge: null };
      }
      if (user === introduction.officer || !office.store.find(user))
        throw new SealError(
          'person-unknown',
          'Naming the witness: expected another person of the register, who has a card.',
        );
      asked.set(introduction, user);
      return { state: stateOf(introduction), challenge: (await office.login.challenge(user)).challenge };
    },
  );

  app.post(
    '/v1/office/introductions/:id/witness/response',
    {
      config,
      schema: {
        tags,
        summary: 'Identify the witness by the response of the own card',
        params: Id,
        body: ResponseBody,
        response: answers(Type.Object({ ok: Type.Boolean(), reason: Type.String(), state: StateSchema })),
      },
    },
    async (request) => {
      const introduction = at(request);
      const user = asked.get(introduction);
      if (user === undefined) throw new SealError('ceremony', 'Identifying the witness: nobody was named yet.');
      // The page of a ceremony shows no notices of the witness's own: the next login does (SE-9.3b).
      const { reason } = await office.login.verify(user, request.body.response, true);
      // Enter alone proves nobody.
      if (reason === 'right') introduction.setWitness(user, 'card');
      return { ok: reason === 'right', reason, state: stateOf(introduction) };
    },
  );

  app.post(
    '/v1/office/introductions/:id/keys',
    {
      config,
      schema: {
        tags,
        summary: 'Type a key from its sheet',
        params: Id,
        body: KeyBody,
        response: answers(Type.Object({ check: Type.String(), state: StateSchema })),
      },
    },
    (request) => {
      const introduction = at(request);
      const { digits, classic = false, ...key } = request.body;
      const check = introduction.enter({ ...key, classic } as NewKey, digits);
      return { check, state: stateOf(introduction) };
    },
  );

  app.post(
    '/v1/office/introductions/:id/ask',
    {
      config,
      schema: {
        tags,
        summary: 'Six digits for the new card',
        params: Id,
        response: answers(Type.Object({ challenge: Type.String() })),
      },
    },
    (request) => ({ challenge: at(request).ask() }),
  );

  app.post(
    '/v1/office/introductions/:id/prove',
    {
      config,
      schema: {
        tags,
        summary: 'Prove the typed key by the new card',
        params: Id,
        body: ResponseBody,
        response: answers(Type.Object({ ok: Type.Boolean(), over: Type.Boolean(), state: StateSchema })),
      },
    },
    (request) => {
      const introduction = at(request);
      const ok = introduction.prove(request.body.response);
      return { ok, over: introduction.isOver, state: stateOf(introduction) };
    },
  );

  app.post(
    '/v1/office/introductions/:id/end',
    {
      config,
      schema: {
        tags,
        summary: 'Store the keys and write the protocol',
        params: Id,
        body: Type.Object({ envelope: Type.Union([Type.Literal('destroyed'), Type.Literal('resealed')]) }),
        response: answers(Type.Object({ number: Type.Integer(), hash: Type.String() })),
      },
    },
    async (request) => (await at(request).end(request.body.envelope)).row,
  );

  app.post(
    '/v1/office/introductions/:id/cancel',
    {
      config,
      schema: { tags, summary: 'Give up', params: Id, response: answers(Type.Object({ ok: Type.Boolean() })) },
    },
    (request) => {
      at(request).cancel();
      return { ok: true };
    },
  );

  app.get(
    '/v1/office/protocols',
    {
      config: reader,
      schema: { tags, summary: 'The newest ceremonies', response: answers(Type.Array(ProtocolSchema)) },
    },
    async () => {
      const found = [];
      for await (const row of journal.search({ kind: 'ceremony', newestFirst: true, limit: 100 }))
        found.push({
          ...{ number: row.number, time: row.time, outcome: row.outcome ?? '' },
          ...{ officer: row.person ?? '', witness: row.witness ?? '' },
        });
      return found;
    },
  );

  app.get(
    '/v1/office/protocols/:number',
    {
      config: reader,
      schema: {
        tags,
        summary: 'The protocol of a ceremony as a page, to be printed and signed',
        params: Type.Object({ number: Type.Integer({ minimum: 1 }) }),
        querystring: Type.Object({ language: Type.Optional(text(2)) }),
        produces: ['text/html'],
        response: answers(Type.String()),
      },
    },
    async (request, reply) => {
      const { number } = request.params;
      const { language = 'en' } = request.query;
      if (!protocolLanguages.includes(language as ProtocolLanguage))
        throw new SealError('usage', `Printing a protocol: expected language sv, en or fr, got "${language}".`);
      for await (const row of journal.search({ kind: 'ceremony', after: number - 1, limit: 1, content: true })) {
        if (row.number !== number || row.content === undefined) break;
        const record = row.content as unknown as CeremonyRecord;
        reply.type('text/html; charset=utf-8').header('content-security-policy', protocolPolicy);
        return protocolHtml({ record, row }, language as ProtocolLanguage);
      }
      throw new SealError(
        'not-found',
        `Printing a protocol: row ${number} of the journal is none, or its content was removed.`,
      );
    },
  );
}
