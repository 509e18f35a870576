// `sigillator bridge`: starts and ends the bridge of this user, says how it stands, gives tokens to programs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { findBridge } from '../bridge/bridge-file.ts';
import type { DeviceNews } from '../bridge/devices.ts';
import { SealError } from '../errors.ts';
import { runBridge, spawnBridge, stopBridge } from './bridge-process.ts';
import { requireCustoms, requireLogLevel, requireOrigins } from './bridge-settings.ts';
import { writeSecretJson } from './card-files.ts';
import type { Context } from './context.ts';
import { idleMinutesOf, recipeOf } from './login-settings.ts';
import { methodsOf } from './method-options.ts';

export function register(program: Command, context: Context): void {
  const bridge = program.command('bridge').description('the bridge: seals for programs and pages of this computer');
  bridge
    .command('start')
    .description('start it, or say where it runs; ends with "bridge stop"')
    .option('--foreground', 'stay, and log to stderr: for a service manager')
    .option('--port <number>', 'port on 127.0.0.1; default any free one')
    .action((flags: StartFlags) => start(context, flags));
  bridge
    .command('stop')
    .description('end it; what a clerk is about to approve gets a few seconds')
    .action(async () => {
      await stopBridge(context.environment);
      context.output.print({ stopped: true }, 'The bridge has ended.');
    });
  bridge
    .command('status')
    .description('say whether it runs, where, and with which devices')
    .action(() => status(context));
  const token = bridge.command('token').description('programs that may use the bridge, each with a token of its own');
  token
    .command('add')
    .description('give a program a token; it is told this once')
    .argument('<name>', 'how the program is called in journal and log')
    .option('--out <file>', 'write it to a file of yours alone instead of the screen')
    .action((name: string, flags: { out?: string }) => addToken(context, name, flags.out));
  token
    .command('list')
    .description('list the programs that have a token')
    .action(() => listTokens(context));
  token
    .command('revoke')
    .description('take a token back; it ends at once')
    .argument('<name>')
    .action((name: string) => revokeToken(context, name));
}

interface StartFlags {
  foreground?: boolean;
  port?: string;
}

/** Where `npm run build:office` puts the page. */
const office = fileURLToPath(new URL('../../build/office', import.meta.url));

async function start(context: Context, flags: StartFlags): Promise<void> {
  const configuration = context.configuration();
  const port = configuration.get('bridge-port', flags.port) ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new SealError('usage', `Starting the bridge: expected a port from 0 to 65535, got "${port}".`);
  const policy = { recipe: recipeOf(context), idleMinutes: idleMinutesOf(context) };
  const customs = configuration.get('customs');
  const checked = {
    level: requireLogLevel(configuration.get('bridge-log')!),
    customs: customs && requireCustoms(customs),
    origins: requireOrigins(configuration.get('bridge-origins') ?? ''),
  };
  if (flags.foreground !== true) {
    const { address, started } = await spawnBridge(context, port);
    const { token: _, ...shown } = address;
    const said = started ? 'The bridge runs' : 'The bridge runs already';
    return context.output.print({ ...shown, started }, `${said}: ${address.url} (process ${address.pid}).`);
  }
  const device = configuration.get('device');
  await runBridge(context, {
    port: Number(port),
    ...checked,
    journal: configuration.get('journal'),
    journalKey: configuration.get('journal-key'),
    office: configuration.get('office'),
    methods: methodsOf(context),
    policy,
    devices: device === undefined ? [] : [device],
    webFolder: existsSync(join(office, 'index.html')) ? office : undefined,
  });
}

async function status({ environment, output }: Context): Promise<void> {
  const address = await findBridge(environment);
  if (address === undefined) return output.print({ running: false }, 'No bridge runs.');
  const { url, pid, token } = address;
  const answer = await fetch(`${url}v1/devices`, { headers: { authorization: `Bearer ${token}` } });
  const devices = (await answer.json()) as DeviceNews[];
  const lines = devices.map(({ id, serial, owner }) => `  ${id}  ${serial ?? 'in use elsewhere'}  ${owner ?? 'free'}`);
  output.print(
    { running: true, url, pid, devices },
    [`The bridge runs: ${url} (process ${pid}).`, ...lines].join('\n'),
  );
}

const tokens = async (context: Context) => (await import('../bridge/daemon.ts')).tokenFile(context.environment);

async function addToken(context: Context, name: string, out: string | undefined): Promise<void> {
  const token = (await tokens(context)).add(name, new Date());
  if (out === undefined) return context.output.print({ name, token }, `${token}`);
  await writeSecretJson(out, { name, token });
  context.output.print({ name, output: out }, `The token of ${name} is in ${out}.`);
}

async function listTokens(context: Context): Promise<void> {
  const rows = (await tokens(context)).list().map(({ name, added }) => ({ name, added }));
  context.output.print(
    rows,
    rows.map(({ name, added }) => `${name}  since ${added}`).join('\n') || 'No program has a token.',
  );
}

async function revokeToken(context: Context, name: string): Promise<void> {
  (await tokens(context)).revoke(name);
  context.output.print({ name, revoked: true }, `The token of ${name} counts no more.`);
}
