// `npm run build:office`: the office as static files in host/build/office, which the bridge serves. `buildOffice` builds only
// when it is out of date; start.ts and the tests call it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
export const officeFolder = join(here, '..', '..', 'build', 'office');

/** One digest over all that goes into the pages. */
function inputDigest(): string {
  const hash = createHash('sha256');
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ts|html|css)$/.test(name),
  );
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(here, name)));
  return hash.digest('hex');
}

/** Answers the folder. */
export async function buildOffice(): Promise<string> {
  const stamp = join(officeFolder, 'inputs');
  const inputs = inputDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return officeFolder;
  await build({
    root: here,
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: { outDir: officeFolder, emptyOutDir: true, target: 'es2024', modulePreload: false, assetsInlineLimit: 0 },
  });
  writeFileSync(stamp, inputs);
  return officeFolder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stderr.write(`office built: ${await buildOffice()}\n`);
