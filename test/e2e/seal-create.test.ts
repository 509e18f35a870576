// `sigillator seal create` against a simulator process: the clerk pairs, reads, presses OK; both seals stand in the file.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';
import { declaration } from '../wire/sealing.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
let url = '';
/** The simulated device's UART, which has no plug: the device does not see that a program has left it. */
let pty = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  environment = { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
});
afterAll(async () => {
  await command('simulator', 'stop');
  rmSync(folder, { recursive: true });
});

const program = 'host/src/cli/main.ts';
const command = (...words: string[]) => runProgram(process.execPath, [program, ...words], repository, environment);

const shown = async (text: string): Promise<string> =>
  (await fetch(`${url}wait?text=${encodeURIComponent(text)}`)).text();

async function post(path: string, body: object): Promise<{ screen: string }> {
  const headers = { 'content-type': 'application/json' };
  const answered = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answered.json()) as { screen: string };
}
const press = async (keys: string): Promise<string> => (await post('press', { keys })).screen;

function start(...words: string[]): { child: ChildProcess; told: Promise<{ code: number | null; output: string }> } {
  const child = spawn(process.execPath, [program, ...words, '--json'], { cwd: repository, env: environment });
  let output = '';
  child.stdout.on('data', (bytes) => {
    output += String(bytes);
  });
  child.stderr.on('data', (bytes) => {
    output += String(bytes);
  });
  return { child, told: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))) };
}

test('SE-3.3 seal create: asks the clerk, places both seals, answers with the evidence', async () => {
  const running = JSON.parse((await command('simulator', 'start', '--seed', '1', '--pty', '--json')).output);
  url = running.url;
  pty = running.further.pty;
  await press('menu 4 2 7 1 8 2 8 ok');
  await shown('Idle time-out');
  await press('3 ok');
  await shown('Start pairing');
  const pairing = start('device', 'pair', '--name', 'Office');
  await shown('Same number');
  while (!(await press('ok')).includes('is paired')) expect(pairing.child.exitCode).toBeNull();
  expect((await pairing.told).code).toBe(0);
  await press('ok cancel cancel cancel');

  await post('card', { insert: 'anna' });
  await shown('Tries left');
  await press('4 8 1 5 1 6 ok');
  await shown('What do you want');
  const file = join(folder, 'declaration.edi');
  writeFileSync(file, declaration());
  const sealing = start('seal', 'create', '--profile', 'tdr041', file);
  await shown('Seal this?');
  for (let screen = ''; !screen.includes('OK approve'); screen = await press('down'))
    expect(sealing.child.exitCode).toBeNull();
  await press('ok');
  const { code, output } = await sealing.told;
  expect(code, output).toBe(0);
  const answer = JSON.parse(output);
  expect(answer).toMatchObject({
    method: 'open-1',
    profile: 'tdr041',
    counter: 1,
    requestId: '1',
    output: `${file}.sealed`,
  });
  expect(answer.digest).toMatch(/^[0-9a-f]{64}$/);
  const sealed = readFileSync(`${file}.sealed`, 'latin1');
  expect(sealed).toContain(`AUT+${answer.documentSeal6}+${answer.issuerSeal6}'`);
  const journal = JSON.parse((await command('device', 'journal', '--json')).output.split('\n')[0]!);
  expect([journal].flat()[0]).toMatchObject({ counter: 1, requestId: '1', documentSeal: answer.documentSeal18 });
}, 60_000);

test('Ctrl-C takes the question off the display, on a UART too, and leaves the device to others at once', async () => {
  const file = join(folder, 'interrupted.edi');
  writeFileSync(file, declaration('26SE2'));
  const sealing = start('seal', 'create', '--profile', 'tdr041', '--device', `serial:${pty}`, file);
  await shown('Seal this?');
  sealing.child.kill('SIGINT');
  const { code, output } = await sealing.told;
  expect(code, output).toBe(130);
  expect(output).toContain('"code":"interrupted"');
  expect(await shown('What do you want')).not.toContain('Seal this?');
  expect(await command('device', 'info', '--device', 'sim', '--json')).toMatchObject({ code: 0 });
}, 60_000);
