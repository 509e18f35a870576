// `npm run build:device-page`: the page as static files in host/build/device-page, for any web server; browsers give a page
// devices on HTTPS and on localhost only. Tests call `buildDevicePage` too.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Answers the folder. */
export async function buildDevicePage(folder = join(here, '..', '..', 'build', 'device-page')): Promise<string> {
  await build({
    root: here,
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, target: 'es2024', modulePreload: false },
  });
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stderr.write(`device page built: ${await buildDevicePage()}\n`);
