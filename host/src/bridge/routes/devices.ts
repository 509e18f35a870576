// /v1/devices: which devices are there, who has them, taking and giving back, pairing.
import { type Static, Type } from 'typebox';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { hostName } from '../device-source.ts';
import type { DeviceNews } from '../devices.ts';
import { ownerOf } from '../events.ts';
import type { Parts } from '../parts.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

const DeviceSchema = Type.Object({
  id: Type.String({ description: 'The name to ask for it: usb:SERIAL, serial:SERIAL, sim.' }),
  transport: Type.String(),
  serial: nullable(Type.String({ description: 'Serial number; null while another program uses the device.' })),
  firmware: nullable(Type.String()),
  paired: nullable(Type.Boolean({ description: 'True if this computer is paired with it.' })),
  owned: Type.Boolean({ description: 'True while a program or person has acquired it.' }),
  session: nullable(
    Type.String({ description: 'The session that has it; the previous one for whoever acquires it next.' }),
  ),
  owner: nullable(Type.String()),
  working: Type.Integer({ description: 'Requests that run on it or wait for it.' }),
});

const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });
const Acquire = Type.Object(
  { previous: nullable(Type.String({ maxLength: 100 })) },
  {
    additionalProperties: false,
    description: 'The session that has the device as the caller knows it; null for none.',
  },
);
const Session = Type.Object({ session: Type.String({ maxLength: 100 }) }, { additionalProperties: false });

const shown = (news: DeviceNews): Static<typeof DeviceSchema> => ({ ...news, owned: news.session !== null });

export function deviceRoutes(app: App, { devices, events }: Parts): void {
  const tags = ['devices'];
  app.get(
    '/v1/devices',
    {
      config: { action: 'use-devices' },
      schema: { tags, summary: 'The devices of this computer', response: answers(Type.Array(DeviceSchema)) },
    },
    async () => {
      await devices.look();
      return devices.list().map(shown);
    },
  );

  app.post(
    '/v1/devices/:id/acquire',
    {
      config: { action: 'use-devices' },
      schema: {
        tags,
        summary: 'Take a device for oneself',
        description: 'Compare and swap: refused with "busy" if another session has it than the caller thinks.',
        params: Params,
        body: Acquire,
        response: answers(Session),
      },
    },
    async (request) => ({
      session: await devices.acquire(request.params.id, request.body.previous, ownerOf(request.caller!)),
    }),
  );

  app.post(
    '/v1/devices/:id/release',
    {
      config: { action: 'use-devices' },
      schema: {
        tags,
        summary: 'Give a device back',
        params: Params,
        body: Session,
        response: answers(Type.Object({})),
      },
    },
    (request) => {
      devices.release(request.params.id, request.body.session, ownerOf(request.caller!));
      return {};
    },
  );

  app.post(
    '/v1/devices/:id/pair',
    {
      config: { action: 'use-devices' },
      schema: {
        tags,
        summary: 'Pair this computer with a device',
        description:
          'Choose pairing at its keypad first. The six digits come as an event "pairing"; the device must show the same, and the clerk presses OK there. Answers when that is done.',
        params: Params,
        response: answers(Type.Object({ paired: Type.Boolean() })),
      },
    },
    async (request) => {
      const owner = ownerOf(request.caller!);
      const id = await devices.choose(request.params.id);
      await devices.pair(id, owner, hostName(), (digits) => events.publish({ type: 'pairing', id, digits }, owner));
      return { paired: true };
    },
  );
}
