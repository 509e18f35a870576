// The built panel (panel/, `npm run build:panel`), served beside the API. Node only.
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../build/panel/', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** Sends a file of the panel; false when there is none of that name. */
export async function servePage(path: string, response: ServerResponse): Promise<boolean> {
  const file = join(folder, path === '/' ? 'index.html' : decodeURIComponent(path));
  const type = types[extname(file)];
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep) || type === undefined) return false;
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined) return false;
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  });
  // Tells the page that device and cards run here, not in the page (panel/main.ts).
  response.end(
    type.startsWith('text/html') ? `${bytes}`.replace('<sigillator-panel', '<sigillator-panel served') : bytes,
  );
  return true;
}
