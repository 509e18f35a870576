// /v1/login and /v1/session: people log in at the page by one-time response; programs have a response judged for their own
// log-in.
import { Type } from 'typebox';
import type { LoginVerdict } from '../../login/login.ts';
import type { Office } from '../../login/office.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { type PersonCaller, requirePerson } from '../caller.ts';
import type { Parts } from '../parts.ts';

const UserName = Type.String({ minLength: 1, maxLength: 64 });
const Response = Type.String({ maxLength: 20, description: 'Six digits in any groups; empty for no right to seal.' });
const ChallengeSchema = Type.Object({ challenge: Type.String(), expires: Type.String() });
const NoticeSchema = Type.Object({
  at: Type.String(),
  use: Type.String(),
  generation: Type.Integer(),
  officer: Type.String(),
  witness: Type.String(),
});
const UserSchema = Type.Object({
  user: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.String()),
  rights: Type.Array(Type.String()),
  procedure: Type.Integer(),
  idleMinutes: Type.Integer(),
});
const VerdictSchema = Type.Object({
  ok: Type.Boolean(),
  reason: Type.String(),
  attemptsLeft: Type.Integer(),
  rights: Type.Object({ seal: Type.Boolean(), procedure: Type.Integer(), roles: Type.Array(Type.String()) }),
  notices: Type.Array(NoticeSchema),
});
const LoginSchema = Type.Object({
  ok: Type.Boolean(),
  reason: Type.String(),
  message: Type.Optional(Type.String()),
  again: Type.Optional(ChallengeSchema),
  user: Type.Optional(UserSchema),
  notices: Type.Array(NoticeSchema),
});

const sentences: Record<Exclude<LoginVerdict['reason'], 'right' | 'ordinary'>, string> = {
  wrong: 'The response was wrong. Begin again with a new challenge.',
  'no-challenge': 'This challenge was used already. Begin again with a new one.',
  expired: 'The challenge is too old. Begin again with a new one.',
  locked: 'Too many wrong responses: a security officer has to unlock you.',
  throttled: 'Too many wrong responses in this office within an hour. Wait a while, then begin again.',
  'key-not-valid': 'The key of this card is revoked or out of its time. Ask a security officer.',
};

/** Somebody who pressed Enter has no name that was proved. */
function userOf(office: Office, { user, roles, rights }: PersonCaller, idleMinutes: number) {
  const person = rights.includes('response') ? office.register.find(user) : undefined;
  return {
    ...{ user, name: person?.name ?? user, roles: [...roles], rights: [...rights] },
    ...{ procedure: person?.procedure ?? 1, idleMinutes },
  };
}

export function loginRoutes(app: App, { office, sessions, journal, clock }: Parts): void {
  if (office === undefined) return;
  const tags = ['login'];
  const idle = sessions.idleMinutes;
  const open = { access: 'open' } as const;
  app.post(
    '/v1/login/challenge',
    {
      config: open,
      schema: {
        tags,
        summary: 'Six digits for the card of a user',
        body: Type.Object({ user: UserName }, { additionalProperties: false }),
        response: answers(ChallengeSchema),
      },
    },
    (request) => office.login.challenge(request.body.user),
  );

  const Answer = Type.Object({ user: UserName, response: Response }, { additionalProperties: false });
  const keepNotices = Type.Boolean({ description: 'For who cannot show them: the next login does.' });
  const Judged = Type.Object(
    { user: UserName, response: Response, keepNotices: Type.Optional(keepNotices) },
    { additionalProperties: false },
  );
  app.post(
    '/v1/login/verify',
    {
      config: { access: 'client' },
      schema: { tags, summary: 'Judge a response for another system', body: Judged, response: answers(VerdictSchema) },
    },
    ({ body }) => office.login.verify(body.user, body.response, body.keepNotices),
  );

  app.post(
    '/v1/login',
    { config: open, schema: { tags, summary: 'Log in at the page', body: Answer, response: answers(LoginSchema) } },
    async ({ body }, reply) => {
      const verdict = await office.login.verify(body.user, body.response);
      const { ok, reason, notices } = verdict;
      if (!ok) {
        const message = sentences[reason as keyof typeof sentences];
        if (verdict.attemptsLeft === 0 || reason !== 'wrong') return { ok, reason, message, notices };
        // The procedure is repeated once (seal document 9.4), with another challenge.
        return { ok, reason, message, notices, again: await office.login.challenge(body.user, true) };
      }
      const user = body.user.normalize('NFC').trim();
      const { setCookie, person } = sessions.open(user, reason === 'right', verdict.rights);
      reply.header('set-cookie', setCookie);
      return { ok, reason, notices, user: userOf(office, person, idle) };
    },
  );

  app.get(
    '/v1/session',
    { config: { access: 'person' }, schema: { tags, summary: 'Who is logged in', response: answers(UserSchema) } },
    (request) => userOf(office, requirePerson(request.caller), idle),
  );

  app.post(
    '/v1/session/logout',
    {
      config: { access: 'person' },
      schema: { tags, summary: 'Log out', response: answers(Type.Object({ ok: Type.Boolean() })) },
    },
    async (request, reply) => {
      const { user, rights } = requirePerson(request.caller);
      reply.header('set-cookie', sessions.close(request));
      // Enter alone proved no name: such a session leaves no row, as its login left none.
      if (rights.includes('response'))
        await journal.append([
          { kind: 'logout', person: user, time: clock.now().toISOString(), outcome: 'logged out' },
        ]);
      return { ok: true };
    },
  );
}
