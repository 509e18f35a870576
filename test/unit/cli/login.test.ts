// `sigillator login` with a keys file, each call a program of its own as far as the state goes; and as pam_exec calls it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridgeFile, writeBridgeFile } from '@sigillator/host/bridge/bridge-file';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Office, officeFolder } from '../../../host/src/login/office.ts';
import { officeRig } from '../../bridge/office-rig.ts';
import { token } from '../../bridge/rig.ts';
import { enterAnna, listJournal, secrets } from '../keys/_store.ts';
import { annaKey, cardAnswer, keyRow } from '../login/_office.ts';
import { cliIn } from './_cli.ts';

let home: string;
let cli: ReturnType<typeof cliIn>;
let keys: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  cli = cliIn(home);
  writeFileSync(join(home, 'keys.json'), JSON.stringify([keyRow('anna', annaKey, { validTo: '2099-12-31' })]));
  keys = ['--keys', join(home, 'keys.json')];
});
afterEach(() => rmSync(home, { recursive: true }));

const challenge = async (): Promise<string> => (await cli(['login', 'challenge', 'anna', ...keys])).answer.challenge;
const other = (digits: string): string => String((Number(digits) + 1) % 1_000_000).padStart(6, '0');

describe('login', () => {
  test('SE-9.4d challenge and verify answer as scripts expect, from one call to the next', async () => {
    const asked = await cli(['login', 'challenge', 'anna', ...keys]);
    expect(asked.answer).toEqual({
      challenge: expect.stringMatching(/^\d{6}$/),
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    const right = cardAnswer(asked.answer.challenge, annaKey);
    const wrong = await cli(['login', 'verify', 'anna', other(right), ...keys]);
    expect([wrong.code, wrong.answer]).toMatchObject([8, { ok: false, reason: 'wrong', attemptsLeft: 1 }]);
    const second = await cli(['login', 'verify', 'anna', right, ...keys]);
    expect([second.code, second.answer]).toMatchObject([0, { ok: true, reason: 'right', attemptsLeft: 0 }]);
    const replayed = await cli(['login', 'verify', 'anna', right, ...keys]);
    expect([replayed.code, replayed.answer.reason]).toEqual([8, 'no-challenge']);
  });

  test('SE-9.4a draws challenges by the recipe that is configured', async () => {
    const document = ['--set', 'login-recipe=document'];
    const { challenge } = (await cli(['login', 'challenge', 'anna', ...keys, ...document])).answer;
    // Last digit of the year first. The number of the day begins with at most 3, so few random ones look like it.
    expect(challenge).toMatch(new RegExp(`^${new Date().getUTCFullYear() % 10}[0-3]\\d{4}$`));
    const { code, error } = await cli(['login', 'challenge', 'anna', ...keys, '--set', 'login-recipe=dice']);
    expect(code).not.toBe(0);
    expect(error).toContain('expected random or document, got');
  });

  test('SE-3.2 asks the bridge that runs, where no keys are named', async () => {
    const rig = await officeRig();
    try {
      const url = `${await rig.listen()}/`;
      await writeBridgeFile(bridgeFile({ XDG_RUNTIME_DIR: home }), { url, pid: process.pid, token });
      const asked = await cli(['login', 'challenge', 'anna']);
      const right = await cli(['login', 'verify', 'anna', cardAnswer(asked.answer.challenge, annaKey)]);
      expect([right.code, right.answer.rights]).toEqual([0, { seal: true, procedure: 2, roles: ['clerk'] }]);
    } finally {
      await rig.close();
    }
  });

  test('SE-3.2 SE-9.3b a bridge that was started by command judges, once two officers have opened it', async () => {
    const office = new Office({ folder: officeFolder({ XDG_STATE_HOME: home }), journal: listJournal(), cost: 2 });
    await office.create(secrets);
    enterAnna(office.store);
    office.end();
    const { url } = (await cli(['bridge', 'start'])).answer;
    try {
      expect(JSON.parse((await cli(['login', 'challenge', 'anna'])).error).code).toBe('key-store-closed');
      const body = JSON.stringify({ secrets: secrets.map(({ officer, secret }) => ({ officer, secret })) });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`${url}v1/office/open`, { method: 'POST', headers, body })).status).toBe(200);
      const { challenge: asked } = (await cli(['login', 'challenge', 'anna'])).answer;
      expect((await cli(['login', 'verify', 'anna', cardAnswer(asked, annaKey)])).answer.reason).toBe('right');
    } finally {
      await cli(['bridge', 'stop']);
    }
  });

  test('says which keys it needs, and that a bridge is not there', async () => {
    const bare = await cli(['login', 'challenge', 'anna']);
    expect([bare.code, JSON.parse(bare.error).code]).toEqual([2, 'usage']);
    writeFileSync(join(home, 'token'), 'a-token-of-this-program');
    const nobody = ['--bridge', 'http://127.0.0.1:1', '--token-file', join(home, 'token')];
    const { code, error } = await cli(['login', 'challenge', 'anna', ...nobody]);
    expect([code, JSON.parse(error).code]).toEqual([1, 'no-bridge']);
    expect((await cli(['login', 'challenge', 'anna', ...nobody.slice(0, 2)])).code).toBe(2);
  });
});

describe('login pam', () => {
  const pam = (stdin: string, more: NodeJS.ProcessEnv = {}) =>
    cli(['login', 'pam', ...keys], stdin, { PAM_USER: 'anna', PAM_TYPE: 'auth', ...more });

  test('shows the challenge for pam_exec with stdout', async () => {
    const { out, code } = await cli(['login', 'pam', '--challenge', ...keys], '', { PAM_USER: 'anna' });
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d{3} \d{3}\n$/)]);
  });

  test.each(['', '\0', '\n', '\r\n'])('SE-9.4d takes the response from standard input, ended by %j', async (end) => {
    const answer = cardAnswer(await challenge(), annaKey);
    expect(await pam(answer + end)).toMatchObject({ code: 0, out: '', error: '' });
    expect((await pam(answer + end)).code).toBe(8);
  });

  test('SE-9.4b Enter proves nobody here, nor does anything but the response', async () => {
    const asked = await challenge();
    for (const typed of ['', '\0', other(cardAnswer(asked, annaKey)), `${asked}`])
      expect((await pam(typed)).code).toBe(8);
    const foreign = cardAnswer(await challenge(), annaKey);
    expect((await pam(foreign, { PAM_USER: 'eve' })).code).toBe(8);
  });

  test('asks no bridge that it was not told: whoever could leave an address would be let in', async () => {
    const rig = await officeRig();
    try {
      const url = `${await rig.listen()}/`;
      await writeBridgeFile(bridgeFile({ XDG_RUNTIME_DIR: home }), { url, pid: process.pid, token });
      const { challenge: asked } = (await cli(['login', 'challenge', 'anna'])).answer;
      const { code, error } = await cli(['login', 'pam'], cardAnswer(asked, annaKey), { PAM_USER: 'anna' });
      expect([code, JSON.parse(error).code]).toEqual([2, 'usage']);
    } finally {
      await rig.close();
    }
  });

  test("the README's two lines log in, with the token file that the bridge wrote and with the bare token", async () => {
    const readme = readFileSync(new URL('../../../host/README.md', import.meta.url), 'utf8');
    const lines = [...readme.matchAll(/^auth required pam_exec\.so (.+) \/usr\/bin\/sigillator (.+)$/gm)];
    expect(lines.map(([, options]) => options)).toEqual(['stdout quiet', 'expose_authtok quiet']);
    const file = join(home, 'token.json');
    expect((await cli(['bridge', 'token', 'add', 'sudo', '--out', file])).code).toBe(0);
    const { token: made } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(join(home, 'bare'), `${made}\n`);
    const rig = await officeRig({ tokens: { nameOf: (asked) => (asked === made ? 'sudo' : undefined) } });
    try {
      const url = await rig.listen();
      for (const from of [file, join(home, 'bare')]) {
        const run = (line: number, stdin: string) =>
          cli(
            lines[line]![2]!.split(' ').map((word) => ({ URL: url, FILE: from })[word] ?? word),
            stdin,
            { PAM_USER: 'anna', PAM_TYPE: 'auth' },
          );
        const asked = (await run(0, '')).out.replace(/\D/g, '');
        expect((await run(1, `${cardAnswer(asked, annaKey)}\0`)).code).toBe(0);
        expect((await run(1, `${cardAnswer(asked, annaKey)}\0`)).code).toBe(8);
      }
    } finally {
      await rig.close();
    }
  });

  test.each(['', '{"token":', '{"name":"sudo"}', 'two words', '{"token":"a\\nb"}'])(
    'names a token file that holds none: %j',
    async (text) => {
      const file = join(home, 'token');
      writeFileSync(file, text);
      const words = ['login', 'pam', '--bridge', 'http://127.0.0.1:1', '--token-file', file];
      const { code, error } = await cli(words, '', { PAM_USER: 'anna' });
      expect([code, JSON.parse(error).code]).toEqual([1, 'bad-token-file']);
      expect(JSON.parse(error).message).toContain(file);
    },
  );

  test('refuses to stand anywhere but in auth, and without a user', async () => {
    expect((await pam('', { PAM_TYPE: 'open_session' })).code).toBe(2);
    expect((await cli(['login', 'pam', ...keys])).code).toBe(2);
  });

  test('as a process, as pam_exec starts it: exit code 0 for the right response alone', async () => {
    const main = new URL('../../../host/src/cli/main.ts', import.meta.url).pathname;
    const start = (typed: string): Promise<number | null> => {
      // pam_exec gives nothing of the caller's environment but what PAM has set.
      const env = { PAM_USER: 'anna', PAM_TYPE: 'auth', PAM_SERVICE: 'sudo', XDG_STATE_HOME: home };
      const child = spawn(process.execPath, [main, 'login', 'pam', ...keys], {
        env,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.stdin.end(typed);
      return new Promise((resolve) => child.on('close', resolve));
    };
    const answer = cardAnswer(await challenge(), annaKey);
    expect(await start(`${other(answer)}\0`)).toBe(8);
    expect(await start(`${answer}\0`)).toBe(0);
  });
});
