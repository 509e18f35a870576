// The built office page: files of one folder, nothing above it. Needs no log-in, it is what people log in with.
import type { App } from '../app.ts';
import type { Parts } from '../parts.ts';

export function pageRoutes(app: App, { webFolder }: Parts): void {
  if (webFolder === undefined) return;
  app.get('/', { config: { access: 'open' }, schema: { hide: true } }, (_, reply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html'),
  );
  app.get<{ Params: { '*': string } }>('/*', { config: { access: 'open' }, schema: { hide: true } }, (request, reply) =>
    reply.header('cache-control', 'no-cache').sendFile(request.params['*']),
  );
}
