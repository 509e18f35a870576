// `npm run build:panel`: the front panel as static files in simulator/build/panel, firmware beside it. Any web server (or
// the simulator itself) may serve them. start.ts calls `buildPanel` when it is out of date.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, build as viteBuild } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = join(here, '..', 'build', 'panel');
const firmware = join(here, '..', '..', 'firmware', 'build');
const programs = ['device.wasm', 'card.wasm'].filter((name) => existsSync(join(firmware, name)));

/** Puts the firmware beside the page, byte for byte. */
const withFirmware: Plugin = {
  name: 'firmware',
  generateBundle() {
    for (const fileName of programs)
      this.emitFile({ type: 'asset', fileName, source: readFileSync(join(firmware, fileName)) });
  },
};

/** One digest over all that goes into the page. */
function inputDigest(): string {
  const hash = createHash('sha256');
  const folders = [here, join(here, '..', 'src'), join(here, '..', '..', 'protocol', 'generated')];
  for (const folder of folders)
    for (const name of readdirSync(folder).sort())
      if (/\.(ts|html)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  for (const name of programs) hash.update(name).update(readFileSync(join(firmware, name)));
  return hash.digest('hex');
}

/** Builds if anything changed since; returns the folder. */
export async function buildPanel(): Promise<string> {
  const stamp = join(out, 'inputs');
  const inputs = inputDigest();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return out;
  await viteBuild({
    root: here,
    base: './',
    configFile: false,
    logLevel: 'warn',
    plugins: [withFirmware],
    build: { outDir: out, emptyOutDir: true, target: 'es2024', modulePreload: false },
  });
  writeFileSync(stamp, inputs);
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stderr.write(`front panel built: ${await buildPanel()}\n`);
