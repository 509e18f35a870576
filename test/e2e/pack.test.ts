// The published packages, unpacked where npm would put them: the library and the command run without the clone's sources.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigillator-pack-'));
const modules = join(folder, 'node_modules');
const environment = { ...process.env, PATH: `${join(repository, 'node_modules/.bin')}:${process.env.PATH}` };

beforeAll(async () => {
  const { code, output } = await runProgram('node', ['host/pack.ts'], repository, environment);
  expect({ code, output }).toMatchObject({ code: 0 });
  mkdirSync(join(modules, '@sigillator'), { recursive: true });
  for (const part of ['protocol', 'host']) {
    const target = join(modules, '@sigillator', part);
    mkdirSync(target);
    const { version } = JSON.parse(readFileSync(join(repository, part, 'package.json'), 'utf8'));
    const archive = join(repository, 'host/build', `sigillator-${part}-${version}.tgz`);
    execFileSync('tar', ['xzf', archive, '--strip-components=1', '-C', target]);
  }
  // Dependencies come from where the clone has them; npm would fetch the same versions.
  const available = join(repository, 'node_modules');
  for (const name of readdirSync(available))
    if (name !== '@sigillator' && !name.startsWith('.') && !existsSync(join(modules, name)))
      symlinkSync(join(available, name), join(modules, name));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('seals with the packed library', async () => {
  // The digits are those of the README, checked there with Python's hmac.
  const program = `import { documentSeal, scopeOf } from '@sigillator/host';
    const data = new TextEncoder().encode('CUSDECD96BUN145050ZEMEX09000000000000');
    console.log(documentSeal(data).digits18, typeof scopeOf);`;
  writeFileSync(join(folder, 'program.mjs'), program);
  const { code, output } = await runProgram('node', [join(folder, 'program.mjs')], folder, environment);
  expect({ code, output: output.trim() }).toEqual({ code: 0, output: '408548780115664269 function' });
});

it('runs the packed command', async () => {
  const command = join(modules, '@sigillator/host/src/cli/main.js');
  const { code, output } = await runProgram(
    'node',
    [command, 'seal', 'compress', '123456789012345678', '--json'],
    folder,
    environment,
  );
  expect({ code, output: output.trim() }).toEqual({ code: 0, output: '{"digits6":"469935"}' });
});

it('brings the rule for Linux, and names it where it lies', async () => {
  const program = `import { ruleFile } from '@sigillator/host/transport/permission'; console.log(ruleFile());`;
  writeFileSync(join(folder, 'rule.mjs'), program);
  const { output } = await runProgram('node', [join(folder, 'rule.mjs')], folder, environment);
  const rule = output.trim();
  expect(rule).toBe(join(modules, '@sigillator/host/udev/70-sigillator.rules'));
  expect(readFileSync(rule)).toEqual(readFileSync(join(repository, 'hw/udev/70-sigillator.rules')));
});

it('has types for every entry and no TypeScript source', async () => {
  const { output } = await runProgram(
    'find',
    [join(modules, '@sigillator/'), '-name', '*.ts', '-not', '-name', '*.d.ts'],
    folder,
  );
  expect(output).toBe('');
  writeFileSync(
    join(folder, 'typed.mts'),
    "import { type Seal, documentSeal } from '@sigillator/host';\nexport const seal: Seal = documentSeal(new Uint8Array(1));\n",
  );
  const tsc = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
    'typed.mts',
  ];
  const checked = await runProgram('tsc', tsc, folder, environment);
  expect(checked).toMatchObject({ code: 0 });
});
