// `sigillator diagnose`: looks for what commonly stands in the way, one line a finding with what to do about it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { bulkFile } from '../edifact/bulk-file.ts';
import { SealError } from '../errors.ts';
import { requireProfile } from '../scope/scope.ts';
import { parseKeysFile } from '../seal/keys-file.ts';
import { listTransports } from '../transport/open.ts';
import { requireCustoms, requireLogLevel, requireOrigins } from './bridge-settings.ts';
import { configurationFiles, readConfiguration } from './configuration.ts';
import type { Context } from './context.ts';
import { requireIdleMinutes, requireRecipe } from './login-settings.ts';

export interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  advice?: string;
}

export function register(program: Command, context: Context): void {
  program
    .command('diagnose')
    .description('look for what stands in the way of sealing')
    .action(async () => {
      const files = configuration(context);
      // What a broken file sets is not known.
      const read = files.every(({ ok }) => ok) ? settings(context) : [];
      const findings = [node(), bulkModule(), ...files, ...read, await devices(context)];
      context.output.print(findings, findings.map((finding) => asLine(finding, context)).join('\n'));
      if (findings.some(({ ok }) => !ok)) context.exitWith(1);
    });
}

function asLine({ name, ok, detail, advice }: Finding, { output }: Context): string {
  const mark = ok ? output.style('green', 'ok  ') : output.style('red', 'FAIL');
  return `${mark} ${name}: ${detail}${advice ? `. ${advice}` : ''}`;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 22 || (major === 22 && minor >= 18);
  const detail = `${process.version} for ${process.platform} ${process.arch}`;
  return { name: 'Node', ok, detail, ...(ok ? {} : { advice: 'Install Node 22.18 or newer' }) };
}

function bulkModule(): Finding {
  const file = bulkFile('bulk');
  if (!existsSync(file))
    return { name: 'bulk.wasm', ok: false, detail: 'not built', advice: 'Run npm start once in the clone' };
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { name: 'bulk.wasm', ok: true, detail: `SHA-256 ${digest}` };
}

/** The settings that a later command would stumble over. */
function settings({ configuration }: Context): Finding[] {
  const findings: Finding[] = [];
  const look = (name: string, requireGood: (value: string) => string): void => {
    const { value, origin } = configuration().origins().get(name) ?? {};
    if (value === undefined) return;
    try {
      findings.push({ name, ok: true, detail: requireGood(value) });
    } catch (error) {
      findings.push({ name, ok: false, detail: `${(error as Error).message} It comes from ${origin}` });
    }
  };
  look('profile', (value) => requireProfile(value).id);
  look('keys', (value) => `${parseKeysFile(readFileSync(value, 'utf8')).length} keys in ${value}`);
  look('login-recipe', requireRecipe);
  look('idle-minutes', (value) => `${requireIdleMinutes(value)}`);
  look('bridge-log', requireLogLevel);
  look('bridge-origins', (value) => requireOrigins(value).join(' '));
  look('customs', requireCustoms);
  return findings;
}

async function devices({ environment }: Context): Promise<Finding> {
  const names = await listTransports(environment);
  if (names.length > 0) return { name: 'devices', ok: true, detail: names.join(', ') };
  const advice = 'Sealing at the keypad and verifying need none; else plug one in, or start the simulator';
  return { name: 'devices', ok: true, detail: 'none', advice };
}

function configuration({ environment }: Context): Finding[] {
  return configurationFiles(environment).map((file) => {
    if (!existsSync(file)) return { name: 'configuration', ok: true, detail: `${file} is absent, which is fine` };
    try {
      readConfiguration({ environment: {}, assignments: [], files: [file] });
      return { name: 'configuration', ok: true, detail: file };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { name: 'configuration', ok: false, detail: error.message };
    }
  });
}
