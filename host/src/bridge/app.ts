// The bridge as an HTTP application, without a port of its own: buildApp(parts). daemon.ts listens with it, tests inject.
import type { IncomingMessage, ServerResponse } from 'node:http';
import staticFiles from '@fastify/static';
import swagger from '@fastify/swagger';
import websocket from '@fastify/websocket';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyTypeProvider,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { Static, TSchema } from 'typebox';
import { answerError, answerMissing } from './answer.ts';
import type { Access } from './caller.ts';
import { checkSchema } from './check-schema.ts';
import { guard } from './guard.ts';
import { securityHeaders } from './headers.ts';
import type { Parts } from './parts.ts';
import { routes } from './routes/all.ts';
import { cookieName } from './sessions.ts';

interface TypeBoxProvider extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
}

/** What routes/NAME.ts get: schemas written with typebox are checks, types and OpenAPI at once. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxProvider
>;

/** Nobody on this machine is slower, and a batch of documents as base64 is no longer. */
const ordinary = { headMs: 10_000, requestMs: 60_000, bodyBytes: 16 * 1024 * 1024 };
/** What who asks has to show, for the description. */
const proofs: Record<Access, Record<string, string[]>[]> = {
  open: [],
  client: [{ token: [] }],
  person: [{ session: [] }],
  caller: [{ token: [] }, { session: [] }],
};
/** Connections at once; each costs memory. */
const MOST_CONNECTIONS = 1_000;

export async function buildApp(parts: Parts): Promise<App> {
  const { headMs, requestMs, bodyBytes } = parts.limits ?? ordinary;
  const app = fastify({
    loggerInstance: parts.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytes,
    requestTimeout: requestMs,
    http: { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: Math.min(1_000, headMs) },
    forceCloseConnections: true,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxProvider>() as unknown as App;
  app.server.maxConnections = MOST_CONNECTIONS;
  app.setValidatorCompiler(checkSchema);
  app.setErrorHandler(answerError);
  app.decorateRequest('caller', undefined);
  // Order matters: nothing of a request is looked at, and no route matched to it, before the guard has passed it.
  app.addHook('onRequest', guard(parts));
  app.addHook('onSend', securityHeaders(parts.origins ?? []));
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    parts.metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    // A refused upgrade has left the server's own care: nobody else would ever close its connection.
    if (request.headers.upgrade !== undefined && reply.statusCode !== 101) request.raw.socket.destroySoon();
    // Never the address or a header: they may hold what is nobody's business.
    request.log.info(
      { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  app.setNotFoundHandler(answerMissing);
  await app.register(websocket, { options: { maxPayload: 64 * 1024 } });
  app.addHook('onRoute', ({ websocket: isSocket, schema, config }) => {
    if (schema === undefined) return;
    // The plugin keeps WebSockets out of the description; clients shall find them there.
    if (isSocket === true) schema.hide = false;
    schema.security = proofs[config?.access ?? 'caller'];
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Sigillator bridge', version: '1', description: 'Seals, journal and office of this computer.' },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'Of a program: `sigillator bridge token add NAME`.' },
          session: { type: 'apiKey', in: 'cookie', name: cookieName, description: 'Of a person who is logged in.' },
        },
      },
    },
  });
  if (parts.webFolder !== undefined)
    await app.register(staticFiles, { root: parts.webFolder, serve: false, dotfiles: 'deny', index: false });
  for (const route of routes) await app.register(async (scope) => route(scope as unknown as App, parts));
  return app;
}
