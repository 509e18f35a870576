// `sigillator simulator`: a clerk's whole seal by commands, on a simulator process of its own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TcpTransport } from '@sigillator/host/transport/tcp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../checks/program.ts';
import { repository } from '../unit/checks/_sample.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
});
afterAll(async () => {
  await command('stop');
  rmSync(folder, { recursive: true });
});

const command = (...words: string[]) =>
  runProgram(process.execPath, ['host/src/cli/main.ts', 'simulator', ...words], repository, {
    ...process.env,
    XDG_RUNTIME_DIR: folder,
  });

test('without a simulator every command says how to start one, and exits 3', async () => {
  const { code, output } = await command('screen');
  expect({ code, output }).toEqual({
    code: 3,
    output: expect.stringContaining('start one with "sigillator simulator start"'),
  });
});

test('a port that is none is a wrong use, and nothing starts', async () => {
  const { code, output } = await command('start', '--usb-ip', '99999');
  expect({ code, output }).toEqual({
    code: 2,
    output: 'sigillator: Starting the simulator: expected a port, 0 to 65535, after --usb-ip, got "99999".\n',
  });
});

test('start tells PINs, the terminal key of a new device, where each port is; asked for what the running one lacks, it says so', async () => {
  const { code, output } = await command('start', '--new', '--pty', '--usb-ip', '0');
  expect(code).toBe(0);
  for (const told of [
    /PIN \d{6}/,
    /terminal key( \d{5}){7}\./,
    /pty: \/dev\/pts\/\d+/,
    /usb-ip: 127\.0\.0\.1:\d+, bus 1-1/,
  ])
    expect(output).toMatch(told);
  expect(await command('start', '--pty')).toEqual({ code, output });
  const lacking = await command('start', '--pty', '--vpcd', 'anna', '--seed', '1');
  expect(lacking.code).toBe(2);
  expect(lacking.output).toMatch(
    /one runs already .*"sigillator simulator stop" first, or leave out --(vpcd, --seed|seed, --vpcd)\./,
  );
  await command('stop');
});

test('start, card, PIN, digits, seal, and everything refused says why', async () => {
  const started = await command('start', '--seed', '1', '--json');
  expect(started.code).toBe(0);
  const running = JSON.parse(started.output) as { url: string; ports: Record<string, number>; told: string[] };
  expect(running.told).toContainEqual(expect.stringMatching(/^Device code \d{6}\.$/));
  expect(await command('start', '--json')).toEqual(started);
  expect((await command('card')).output).toContain('  anna     Anna Lind');
  expect((await command('card', 'anna')).output).toContain('Card anna is in.');
  expect((await command('screen', '--wait', 'Tries left: 3')).output).toContain('Your PIN');
  await command('press', '4', '8', '1', '5', '1', '6', 'ok');
  await command('screen', '--wait', 'What do you want?');
  await command('press', 'ok');
  await command('press', '0', '0', '4', '2', '1', '7', 'ok');
  await command('screen', '--wait', 'Seal this?');
  await command('press', 'ok');
  const png = join(folder, 'screen.png');
  const sealed = await command('screen', '--wait', 'Copy it into the', '--png', png);
  expect(sealed.output).toMatch(/\d{3} \d{3}/);
  expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
  const wrong = await command('press', 'sideways', '--json');
  expect(wrong.code).toBe(2);
  expect(JSON.parse(wrong.output)).toMatchObject({ code: 'usage', message: expect.stringContaining('"sideways"') });
  expect((await command('power', 'sideways')).code).toBe(2);
  const link = await TcpTransport.open(running.ports['usb-bulk']!);
  const read = link.read();
  expect((await command('power', 'off')).code).toBe(0);
  expect(await read).toBeUndefined();
  const off = await runProgram(
    process.execPath,
    ['host/src/cli/main.ts', 'device', 'info', '--device', 'sim'],
    repository,
    { ...process.env, XDG_RUNTIME_DIR: folder },
  );
  expect(off.code).toBe(3);
  expect(off.output).toContain('it is switched off; "sigillator simulator power on" switches it on.');
  expect((await command('stop', '--json')).output.trim()).toBe('{"stopped":true}');
});
