// GET /v1/bridge: that it runs, and for whom it takes the caller.
import { Type } from 'typebox';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { ownerOf } from '../events.ts';

export function bridgeRoutes(app: App): void {
  app.get(
    '/v1/bridge',
    {
      schema: {
        tags: ['bridge'],
        summary: 'Whether it runs, and who the caller is',
        response: answers(Type.Object({ caller: Type.String() })),
      },
    },
    (request) => ({ caller: ownerOf(request.caller!) }),
  );
}
