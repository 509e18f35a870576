// /v1/approvals: clerks approve marked cases and have them sealed and sent, or take the approval back; and the seals that a
// clerk of procedure 1 types.
import { Type } from 'typebox';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { requirePerson } from '../caller.ts';
import type { Parts } from '../parts.ts';
import { Done, done, Params, SealsSchema, Seen } from './case-schemas.ts';

export function approvalRoutes(app: App, { desk }: Parts): void {
  if (desk === undefined) return;
  const tags = ['cases'];
  const clerk = { access: 'person', action: 'approve' } as const;

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
    async ({ caller, body }) => ({ approval: await desk.approve(requirePerson(caller).user, body) }),
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
      await desk.sealing.seal(requirePerson(caller).user, params.id);
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
      await desk.sending.again(requirePerson(caller).user, params.id);
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
        description: 'Where a device that cannot be asked may have sealed it, only an officer can, who says why.',
        params: Params,
        body: Type.Union([
          Type.Object(
            { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) },
            { additionalProperties: false },
          ),
          Type.Null(),
        ]),
        response: answers(Type.Object({ withdrawn: Type.Integer() })),
      },
    },
    async ({ caller, params, body }) => ({
      withdrawn: await desk.withdraw(requirePerson(caller).user, params.id, body?.reason),
    }),
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
    ({ caller, params }) => ({ documentSeal6: desk.typing.documentSealOf(requirePerson(caller).user, params.id) }),
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
    ({ caller, params, body }) => desk.typing.type(requirePerson(caller).user, params.id, body.issuerSeal6),
  );
}
