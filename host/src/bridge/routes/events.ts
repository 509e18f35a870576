// WebSocket /v1/events: one JSON object a message, from the bridge to the listener; nothing is taken the other way.
import { Type } from 'typebox';
import { isAllowed } from '../../keys/person.ts';
import { answers } from '../answer.ts';
import type { App } from '../app.ts';
import { ownerOf } from '../events.ts';
import type { Parts } from '../parts.ts';

const PING_MS = 30_000;
/** Who does not read what comes is let go before it fills the memory. */
const UNREAD_BYTES = 1024 * 1024;

export function eventRoutes(app: App, { events, log, sessions }: Parts): void {
  app.get(
    '/v1/events',
    {
      websocket: true,
      config: { action: 'use-devices' },
      schema: {
        tags: ['events'],
        summary: 'News as they happen, by WebSocket',
        description:
          'Objects with a "type": "device" (change: here, gone, owner, paired), "pairing" (digits), "seal" (requestId, state: queued, card, pin, approval, working, device-lost, sealed, failed). Sealings are told to whoever asked for them.',
        response: answers(Type.Object({}), 101),
      },
    },
    (socket, request) => {
      const caller = request.caller!;
      // A person who is not logged in any more, or has lost the role, hears nothing more; nor one of whom nobody can tell.
      const mayListen = (): boolean => {
        if (caller.kind === 'client') return true;
        try {
          return isAllowed(sessions.peek(request)?.roles ?? [], 'use-devices');
        } catch (err) {
          log.error({ err }, 'asking whether a listener is logged in failed');
          return false;
        }
      };
      let answered = true;
      const stop = events.subscribe(ownerOf(caller), (event) => {
        if (!mayListen()) socket.close(1008, 'logged out');
        else if (socket.bufferedAmount > UNREAD_BYTES) socket.terminate();
        else socket.send(JSON.stringify(event));
      });
      const ping = setInterval(() => {
        if (!answered) return socket.terminate();
        if (!mayListen()) return socket.close(1008, 'logged out');
        answered = false;
        socket.ping();
      }, PING_MS);
      socket.on('pong', () => {
        answered = true;
      });
      socket.on('message', () => socket.close(1003, 'this socket only tells'));
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearInterval(ping);
        stop();
      });
      socket.send(JSON.stringify({ type: 'ready' }));
    },
  );
}
