// `npm run pack`: compiles what is published to JavaScript with types, and packs it: host/build/*.tgz. In the clone nothing
// is compiled, Node runs the sources; but it runs no TypeScript inside node_modules.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const build = join(here, 'build');
const compiled = join(build, 'compiled');

interface Manifest {
  name: string;
  exports: Record<string, string>;
  bin?: Record<string, string>;
  private?: boolean;
  [key: string]: unknown;
}

const asJavaScript = (path: string): string => path.replace(/\.ts$/, '.js');

/** The manifest of a published package: the same names, pointing at what was compiled. */
function publishedManifest(part: string): Manifest {
  const {
    private: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(join(root, part, 'package.json'), 'utf8')) as Manifest;
  // Generators need the clone around them.
  const entries = Object.entries(manifest.exports).filter(([name]) => !name.startsWith('./generate/'));
  const exports = entries.map(([name, path]) => {
    if (!path.endsWith('.ts')) return [name, path];
    return [name, { types: path.replace(/\.ts$/, '.d.ts'), default: asJavaScript(path) }];
  });
  const bin = Object.entries(manifest.bin ?? {}).map(([name, path]) => [name, asJavaScript(path)]);
  return {
    ...manifest,
    exports: Object.fromEntries(exports),
    ...(bin.length > 0 ? { bin: Object.fromEntries(bin) } : {}),
    engines: { node: '>=22.18' },
  };
}

function pack(part: string, extras: [from: string, to: string][]): string {
  const folder = join(compiled, part);
  for (const [from, to] of extras) cpSync(join(root, from), join(folder, to), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  cpSync(join(root, part, 'README.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publishedManifest(part), null, 2)}\n`);
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', build], {
    cwd: folder,
    encoding: 'utf8',
  });
  return join(build, said.trim().split('\n').at(-1)!);
}

rmSync(build, { recursive: true, force: true });
mkdirSync(build, { recursive: true });
execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', join(here, 'tsconfig.publish.json')], {
  stdio: 'inherit',
});
// bulk.wasm lies where the compiled loader looks for it, within the package.
const wasm = ['bulk', 'bulk-simd'].map((name): [string, string] => [
  `firmware/build/${name}.wasm`,
  `wasm/${name}.wasm`,
]);
for (const path of [
  pack('protocol', [
    ['protocol/generated/vectors.json', 'generated/vectors.json'],
    ['protocol/SPEC.md', 'SPEC.md'],
  ]),
  pack('host', [['host/man', 'man'], ['hw/udev', 'udev'], ...wasm]),
])
  process.stdout.write(`${path}\n`);
