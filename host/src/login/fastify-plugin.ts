// The login middleware for an application on fastify: `app.register(loginPlugin, { login })`; then `request.raw.sigillator`.
import type { FastifyInstance } from 'fastify';
import { loginMiddleware, type MiddlewareOptions } from './middleware.ts';

export async function loginPlugin(app: FastifyInstance, options: MiddlewareOptions): Promise<void> {
  const middleware = loginMiddleware(options);
  // Before fastify reads a body or looks for a route: what the middleware answers itself never gets there.
  app.addHook('onRequest', (request, reply, done) => {
    let goesOn = false;
    middleware(request.raw, reply.raw, (error) => {
      goesOn = true;
      if (!reply.raw.headersSent && reply.sent) reply.raw.writeHead(500).end();
      else done(error as Error | undefined);
    });
    if (!goesOn) reply.hijack();
  });
}

// Hooks shall hold for the whole application, not for a scope of the plugin's own (fastify's "skip-override").
Object.assign(loginPlugin, { [Symbol.for('skip-override')]: true });
