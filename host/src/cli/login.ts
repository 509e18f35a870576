// `sigillator login`: asks and judges one-time responses, for scripts and for PAM. Keys come from a keys file, from a key store
// that two officers open, or stay in a bridge that they have opened.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type BridgeAddress, findBridge } from '../bridge/bridge-file.ts';
import '../edifact/load-node.ts';
import { SealError } from '../errors.ts';
import { peopleOfKeysFile } from '../keys/keys-file-people.ts';
import { openLogin } from '../login/login.ts';
import { LoginState } from '../login/login-state.ts';
import { type LoginService, remoteLogin } from '../login/remote-login.ts';
import { parseKeysFile } from '../seal/keys-file.ts';
import { readText } from './card-files.ts';
import type { Context } from './context.ts';
import { recipeOf } from './login-settings.ts';
import { methodsOf } from './method-options.ts';
import { addOfficeOption, type OfficeFlags, officeFolderOf, withOpenOffice } from './office-options.ts';

export function register(program: Command, context: Context): void {
  const login = program.command('login').description('log in by one-time response: ask a card, judge its answer');
  const verb = (name: string, about: string): Command =>
    addOfficeOption(login.command(name).description(about))
      .option('--keys <file>', 'keys file with the response keys')
      .option('--bridge <url>', 'a bridge whose key store is open; default the one that runs, if no keys are named')
      .option('--token-file <file>', "with the bridge's token for this program")
      .option('--officer <user>', 'officer who opens the key store')
      .option('--witness <user>', 'the other officer')
      .option(
        '--secret <file>',
        "file with an officer's secret; twice",
        (value, earlier: string[]) => [...earlier, value],
        [],
      );
  verb('challenge', 'six digits for the card of a user')
    .argument('<user>', 'who logs in')
    .action((user: string, flags: LoginFlags) => challenge(context, user, flags));
  verb('verify', 'judge what the card answered')
    .argument('<user>', 'who logs in')
    .argument('<response>', 'six digits, - for standard input')
    .action((user: string, response: string, flags: LoginFlags) => verify(context, user, response, flags));
  verb('pam', 'for pam_exec: the user in PAM_USER, the response on standard input, the answer as exit code')
    .option('--challenge', 'print the challenge instead, for pam_exec with "stdout"')
    .action((flags: LoginFlags & { challenge?: boolean }) => pam(context, flags));
}

interface LoginFlags extends Partial<OfficeFlags> {
  keys?: string;
  bridge?: string;
  tokenFile?: string;
}

async function withLogin<T>(
  context: Context,
  flags: LoginFlags,
  work: (login: LoginService) => Promise<T>,
  running: (environment: NodeJS.ProcessEnv) => Promise<BridgeAddress | undefined> = findBridge,
): Promise<T> {
  if (flags.bridge !== undefined) {
    if (flags.tokenFile === undefined) throw new SealError('usage', 'Asking a bridge: expected --token-file FILE too.');
    return work(remoteLogin({ url: flags.bridge, token: await readToken(context, flags.tokenFile) }));
  }
  const { officer, witness, secret = [], ...rest } = flags;
  if (officer !== undefined && witness !== undefined)
    return withOpenOffice(context, { ...rest, officer, witness, secret }, (office) => work(office.login));
  const file = context.configuration().get('keys', flags.keys);
  if (file === undefined) {
    const address = await running(context.environment);
    if (address !== undefined) return work(remoteLogin(address));
    throw new SealError(
      'usage',
      'Logging in needs keys: expected --bridge URL with --token-file FILE, or --keys FILE, or --officer, --witness and --secret twice, or, except for PAM, a bridge that runs.',
    );
  }
  const people = peopleOfKeysFile(parseKeysFile(await readText(context, file)), methodsOf(context));
  const folder = officeFolderOf(context, flags as { office?: string });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = new LoginState(join(folder, 'login.sqlite'));
  try {
    return await work(openLogin({ state, people, policy: { recipe: recipeOf(context) } }));
  } finally {
    state.end();
  }
}

/** As `bridge token add` writes it with --out, or the bare token that it prints. */
async function readToken(context: Context, file: string): Promise<string> {
  const text = (await readText(context, file)).trim();
  const token = text.startsWith('{') ? tokenOf(text) : text;
  if (token !== undefined && /^[\w-]{20,200}$/.test(token)) return token;
  throw new SealError(
    'bad-token-file',
    `Reading the token in ${file}: expected what "sigillator bridge token add NAME --out FILE" writes, or the token alone.`,
  );
}

function tokenOf(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as { token?: unknown };
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}

const challenge = (context: Context, user: string, flags: LoginFlags): Promise<void> =>
  withLogin(context, flags, async (login) => {
    const asked = await login.challenge(user);
    context.output.print(asked, `${asked.challenge}  until ${asked.expires}`);
  });

const verify = (context: Context, user: string, given: string, flags: LoginFlags): Promise<void> =>
  withLogin(context, flags, async (login) => {
    const response = given === '-' ? (await buffer(context.streams.stdin)).toString('utf8') : given;
    const { ok, reason, attemptsLeft, rights, notices } = await login.verify(user, response);
    context.output.print({ ok, reason, attemptsLeft, rights, notices }, `${ok ? 'ok' : 'NO'}: ${reason}`);
    for (const { at, use, generation, officer, witness } of notices)
      context.output.note(`${use} key ${generation} was entered by ${officer} and ${witness} at ${at}.`);
    if (!ok) context.exitWith(8);
  });

/**
 * As pam_exec calls it: `expose_authtok` writes what the user typed to standard input, with or without a zero at its end.
 * Only a right response is a login here: Enter proves nobody.
 */
async function pam(context: Context, flags: LoginFlags & { challenge?: boolean }): Promise<void> {
  const user = context.environment.PAM_USER;
  if (user === undefined) throw new SealError('usage', 'login pam expected the user in PAM_USER, as pam_exec sets it.');
  const type = context.environment.PAM_TYPE ?? 'auth';
  // Opening and closing of sessions, account: nothing to judge there, and nothing to grant.
  if (type !== 'auth') throw new SealError('usage', `login pam is for PAM's auth, not for ${type}.`);
  const judge = async (login: LoginService): Promise<void> => {
    if (flags.challenge) {
      const { challenge: asked } = await login.challenge(user);
      context.streams.stdout.write(`${asked.slice(0, 3)} ${asked.slice(3)}\n`);
      return;
    }
    const typed = (await buffer(context.streams.stdin)).toString('latin1').replace(/[\0\r\n]+$/, '');
    const { reason } = await login.verify(user, typed, true);
    if (reason !== 'right') context.exitWith(8);
  };
  // No bridge is looked for here: whoever could put an address where it is looked for would be let in.
  await withLogin(context, flags, judge, async () => undefined);
}
