// Reads the configuration: /etc, then the user's folder (XDG), then SIGILLATOR_*, then --set; the last one wins.
// Never from the working directory: a folder of foreign documents must not be able to configure the sealer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { parse, TomlError } from 'smol-toml';
import { SealError } from '../errors.ts';
import { environmentName, settings } from './settings.ts';

export interface Origin {
  value: string | undefined;
  /** `default`, a file, an environment variable or `--set`. */
  origin: string;
}

export interface Configuration {
  /** The value for a command: its own flag if given, else the last layer that has one. */
  get(name: string, flag?: string): string | undefined;
  /** Every setting with where its value comes from. */
  origins(): Map<string, Origin>;
}

export interface ConfigurationSources {
  environment: NodeJS.ProcessEnv;
  /** `NAME=VALUE` pairs from --set. */
  assignments: string[];
  /** Files in rising priority; by default those of the system and of the user. */
  files?: string[];
}

/** The files that are read if they exist. */
export const configurationFiles = (environment: NodeJS.ProcessEnv): string[] => [
  '/etc/sigillator/config.toml',
  environment.XDG_CONFIG_HOME
    ? join(environment.XDG_CONFIG_HOME, 'sigillator', 'config.toml')
    : join(envPaths('sigillator', { suffix: '' }).config, 'config.toml'),
];

export function readConfiguration({ environment, assignments, files }: ConfigurationSources): Configuration {
  const found = new Map<string, Origin>();
  for (const { name, fallback } of settings) found.set(name, { value: fallback, origin: 'default' });
  for (const file of files ?? configurationFiles(environment))
    for (const [name, value] of readTomlFile(file)) found.set(requireKnown(name, file), { value, origin: file });
  for (const { name } of settings) {
    const value = environment[environmentName(name)];
    if (value !== undefined) found.set(name, { value, origin: environmentName(name) });
  }
  for (const assignment of assignments) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
    if (name === undefined || value === undefined)
      throw new SealError('usage', `--set expects NAME=VALUE, got "${assignment}".`);
    found.set(requireKnown(name, '--set'), { value, origin: '--set' });
  }
  return { get: (name, flag) => flag ?? found.get(requireKnown(name, 'a command'))?.value, origins: () => found };
}

function requireKnown(name: string, where: string): string {
  if (settings.some((setting) => setting.name === name)) return name;
  const known = settings.map((setting) => setting.name).join(', ');
  throw new SealError('usage', `Unknown setting "${name}" in ${where}; expected one of ${known}.`);
}

function readTomlFile(file: string): [string, string][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const advice = 'Make it readable for you, or move it away.';
    throw new SealError('configuration', `Reading the configuration ${file} failed: ${cause}. ${advice}`, { cause });
  }
  try {
    return Object.entries(parse(text)).map(([name, value]) => [name, requireString(name, value, file)]);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const place = `${file}, line ${cause.line}, column ${cause.column}`;
    throw new SealError('configuration', `The configuration is not valid TOML (${place}). Mend that line.`, { cause });
  }
}

function requireString(name: string, value: unknown, file: string): string {
  if (typeof value === 'string') return value;
  const message = `Setting "${name}" in ${file} expected a string in quotes, got ${JSON.stringify(value)}.`;
  throw new SealError('configuration', message);
}
