// GET /openapi.json: what the bridge can be asked, from the schemas that check it.
import type { App } from '../app.ts';

export function openApiRoutes(app: App): void {
  app.get('/openapi.json', { config: { access: 'open' }, schema: { hide: true } }, () => app.swagger());
}
