// Arrows are imports: holds every import statement to the picture in DESIGN.md, and names packages nobody declared.
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import type { Check } from './check.ts';
import { isAssemblyScript, projectFiles } from './sources.ts';

/** Part -> what it may import besides itself, as the beginning of paths. */
const arrows: Record<string, string[]> = {
  protocol: [],
  firmware: ['protocol/'],
  host: ['protocol/'],
  // The firmware's wasm and its digest; of the host, the transport interface and what its package exports.
  simulator: ['protocol/', 'firmware/build.ts', 'host/src/transport/'],
  hw: ['protocol/', 'firmware/build.ts'],
  test: ['protocol/', 'firmware/', 'host/', 'simulator/', 'hw/'],
};

/** Layers inside host/src -> the layers they may import. Files directly in host/src are open to all. */
const hostLayers: Record<string, string[]> = {
  transport: [],
  card: ['transport'],
  link: ['transport'],
  device: ['link', 'transport'],
  edifact: [],
  scope: ['edifact'],
  seal: ['scope', 'edifact'],
};
const lower = Object.keys(hostLayers);
const upper = ['journal', 'keys', 'login', 'approve', 'send'];
for (const [index, layer] of upper.entries()) hostLayers[layer] = [...lower, ...upper.slice(0, index)];
hostLayers.bridge = [...lower, ...upper];
hostLayers.cli = [...hostLayers.bridge, 'bridge'];

/** Programs inside firmware/ -> the folders they may import. */
const firmwarePrograms: Record<string, string[]> = {
  shared: [],
  card: ['shared'],
  device: ['shared'],
  'first-stage': ['shared'],
  bulk: ['shared'],
  primitives: ['shared', 'card'],
};

const importPattern =
  /^\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every module that a source text imports, re-exports or loads. */
export const importsOf = (text: string): string[] =>
  [...text.matchAll(importPattern)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');

const layerOf = (file: string, under: string): string | undefined => {
  const [first, ...rest] = file.slice(under.length).split('/');
  return file.startsWith(under) && rest.length > 0 ? first : undefined;
};

function insideProblem(file: string, target: string, under: string, allowed: Record<string, string[]>): string[] {
  const [from, to] = [layerOf(file, under), layerOf(target, under)];
  if (from === undefined || to === undefined || from === to || !(from in allowed)) return [];
  return allowed[from]?.includes(to) ? [] : [`${file} imports ${target}: ${from} may not import ${to}`];
}

function pathProblems(file: string, target: string): string[] {
  const [part = '', other = ''] = [file.split('/')[0], target.split('/')[0]];
  const allowed = arrows[part];
  if (!allowed) return [];
  if (part !== other)
    return allowed.some((start) => target.startsWith(start)) ? [] : [`${file} imports ${target}: no arrow allows it`];
  return [
    ...insideProblem(file, target, 'host/src/', hostLayers),
    ...insideProblem(file, target, 'firmware/', firmwarePrograms),
  ];
}

/** `@scope/name` or `name` of a package path. */
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const readManifest = (root: string, file: string) =>
  existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : {};

function declaredPackages(root: string, part: string): string[] {
  const read = (file: string) =>
    existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : {};
  const manifests = [read('package.json'), part === '' ? {} : read(`${part}/package.json`)];
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return manifests.flatMap((manifest) => [
    manifest.name,
    ...kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})),
  ]);
}

/** True if the package.json of the part exports `.` + subpath. */
function isExported(root: string, part: string, subpath: string): boolean {
  const { exports = {} } = readManifest(root, `${part}/package.json`);
  return Object.keys(exports).some((key) => {
    const [start = '', end] = key.split('*');
    return end === undefined ? key === `.${subpath}` : `.${subpath}`.startsWith(start) && subpath.endsWith(end);
  });
}

/** Imports of another part by its package name: the arrow must point there, and the part must show it. */
function workspaceProblems(root: string, file: string, specifier: string): string[] {
  const name = packageOf(specifier);
  const part = name.slice('@sigillator/'.length);
  const from = file.split('/')[0] ?? '';
  if (!isExported(root, part, specifier.slice(name.length)))
    return [`${file} imports ${specifier}, which ${part}/package.json does not export`];
  if (from === part || from === 'test' || (arrows[from] ?? []).some((start) => start.startsWith(`${part}/`))) return [];
  return [`${file} imports ${specifier}: no arrow allows it`];
}

function packageProblems(root: string, file: string, specifier: string): string[] {
  if (specifier.startsWith('node:')) return [];
  if (builtinModules.includes(specifier))
    return file === 'setup.mjs' ? [] : [`${file} imports ${specifier}: write node:${specifier}`];
  const part = file.includes('/') ? (file.split('/')[0] ?? '') : '';
  const name = packageOf(specifier);
  if (name.startsWith('@sigillator/')) return workspaceProblems(root, file, specifier);
  if (declaredPackages(root, part).includes(name)) return [];
  if (['', 'test', 'hw'].includes(part) && hasAnywhere(root, name)) return [];
  return [`${file} imports ${name}, which ${part || '.'}/package.json does not list`];
}

/** Tests may use what any part uses, to hold a part against its own libraries; so may root files and hw/. */
const hasAnywhere = (root: string, name: string): boolean =>
  ['firmware', 'protocol', 'host', 'simulator', 'test'].some((part) => declaredPackages(root, part).includes(name));

export const imports: Check = {
  name: 'imports',
  async run(root) {
    const problems: string[] = [];
    for (const file of projectFiles(root).filter((path) => /\.(m?[jt]s|tsx)$/.test(path)))
      for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
        if (specifier.startsWith('.')) {
          const target = posix.normalize(posix.join(posix.dirname(file), specifier));
          problems.push(...pathProblems(file, target));
        } else if (!isAssemblyScript(file)) problems.push(...packageProblems(root, file, specifier));
      }
    return { problems };
  },
};
