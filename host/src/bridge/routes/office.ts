// /v1/office: opening the key store by two officers, people and roles, revocation, unlocking. Ceremonies: introductions.ts.
import { Type } from 'typebox';
import type { Role } from '../../keys/person.ts';
import type { Office } from '../../login/office.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { actionsOf, type Caller, requirePerson } from '../caller.ts';
import type { Parts } from '../parts.ts';

export const text = (most: number, description = '') => Type.String({ maxLength: most, description });
const Done = Type.Object({ ok: Type.Boolean() });
/** Of both officers. */
export const Secrets = Type.Array(
  Type.Object({ officer: text(64), secret: text(1000) }, { additionalProperties: false }),
  { minItems: 2, maxItems: 2 },
);
const Params = Type.Object({ user: text(64) });
const KeySchema = Type.Object({
  use: Type.String(),
  generation: Type.Integer(),
  method: Type.String(),
  classic: Type.Boolean(),
  validFrom: Type.String(),
  validTo: Type.String(),
  card: Type.String(),
  enteredAt: Type.String(),
  officer: Type.String(),
  witness: Type.String(),
  revoked: Type.Optional(Type.Object({ at: Type.String(), reason: Type.String(), officer: Type.String() })),
});
export const PersonFields = {
  user: text(64),
  name: text(100),
  issuer: text(35, 'Identity in documents.'),
  procedure: Type.Integer({ minimum: 1, maximum: 3 }),
};
const PersonSchema = Type.Object({
  ...PersonFields,
  roles: Type.Array(Type.String()),
  locked: Type.Boolean(),
  keys: Type.Array(KeySchema),
});

/** The caller as the key office knows actors; it looks the roles of this moment up itself. */
export const actorOf = (caller: Caller | undefined): { user: string; roles: readonly Role[] } => {
  const { user, roles } = requirePerson(caller);
  return { user, roles: roles as readonly Role[] };
};

const peopleOf = (office: Office) =>
  office.store.people().map((person) => ({
    ...person,
    locked: office.login.isLocked(person.user),
    keys: office.store.keys(person.user).map(({ user: _, ...key }) => key),
  }));

export function officeRoutes(app: App, { office }: Parts): void {
  if (office === undefined) return;
  const tags = ['office'];
  const body = <T extends Parameters<typeof Type.Object>[0]>(fields: T) =>
    Type.Object(fields, { additionalProperties: false });

  app.get(
    '/v1/office/state',
    {
      config: { access: 'open' },
      schema: {
        tags,
        summary: 'Whether the key store is open',
        response: answers(Type.Object({ store: Type.String() })),
      },
    },
    () => ({ store: office.state }),
  );

  app.post(
    '/v1/office/open',
    {
      // Nobody can log in before: what opens it are the secrets themselves.
      config: { access: 'open' },
      schema: {
        tags,
        summary: 'Open the key store by two officers',
        body: body({ secrets: Secrets }),
        response: answers(Done),
      },
    },
    async (request) => {
      await office.open(request.body.secrets);
      return { ok: true };
    },
  );

  app.post(
    '/v1/office/close',
    {
      config: { access: 'person', action: 'close-key-store' },
      schema: { tags, summary: 'Close the key store', response: answers(Done) },
    },
    () => {
      office.close();
      return { ok: true };
    },
  );

  app.get(
    '/v1/office/people',
    {
      config: { access: 'person', action: 'list-people' },
      schema: { tags, summary: 'People, their roles and keys', response: answers(Type.Array(PersonSchema)) },
    },
    (request) => {
      office.keys.require(actorOf(request.caller), 'list-people');
      return peopleOf(office);
    },
  );

  app.get(
    '/v1/office/matrix',
    {
      config: { access: 'person' },
      schema: {
        tags,
        summary: 'What the caller may do',
        response: answers(Type.Object({ actions: Type.Array(Type.String()) })),
      },
    },
    (request) => {
      return { actions: actionsOf(requirePerson(request.caller)) };
    },
  );

  app.post(
    '/v1/office/people',
    {
      config: { access: 'person', action: 'introduce-key' },
      schema: { tags, summary: 'Enter or change a person', body: body(PersonFields), response: answers(Done) },
    },
    async (request) => {
      const { procedure, ...rest } = request.body;
      await office.keys.enterPerson(actorOf(request.caller), { ...rest, procedure: procedure as 1 | 2 | 3 });
      return { ok: true };
    },
  );

  app.post(
    '/v1/office/people/:user/roles',
    {
      config: { access: 'person', action: 'grant-role' },
      schema: {
        tags,
        summary: 'Grant and take roles',
        params: Params,
        body: body({ roles: Type.Array(text(20), { maxItems: 3 }) }),
        response: answers(Done),
      },
    },
    async (request) => {
      await office.keys.grant(actorOf(request.caller), request.params.user, request.body.roles);
      return { ok: true };
    },
  );

  app.post(
    '/v1/office/people/:user/revoke',
    {
      config: { access: 'person', action: 'revoke-key' },
      schema: {
        tags,
        summary: 'Revoke a lost card, or all keys of a person',
        params: Params,
        body: body({ card: Type.Optional(text(16)), reason: text(200) }),
        response: answers(Type.Object({ revoked: Type.Integer() })),
      },
    },
    async (request) => {
      const { card, reason } = request.body;
      const { user } = request.params;
      return { revoked: await office.keys.revoke(actorOf(request.caller), { user, card, reason }) };
    },
  );

  app.post(
    '/v1/office/people/:user/unlock',
    {
      config: { access: 'person', action: 'unlock-user' },
      schema: { tags, summary: 'Let a locked user try again', params: Params, response: answers(Done) },
    },
    async (request) => {
      await office.unlock(actorOf(request.caller), request.params.user);
      return { ok: true };
    },
  );
}
