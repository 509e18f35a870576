// What login keeps on the disk: over restarts and crashes, for two programs at once.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLogin } from '../../../host/src/login/login.ts';
import { LoginState } from '../../../host/src/login/login-state.ts';
import { generator, office, start } from './_office.ts';

describe('the state on disk', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sigillator-login-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  test('is for its owner only, and is there after a restart', async () => {
    const file = join(home, 'login.sqlite');
    const before = office({ state: new LoginState(file) });
    const { challenge } = await before.login.challenge('anna');
    await before.login.verify('anna', before.wrong(challenge));
    before.state.end();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const after = office({ state: new LoginState(file) });
    expect(await after.login.verify('anna', after.wrong(challenge))).toMatchObject({
      reason: 'wrong',
      attemptsLeft: 0,
    });
    after.state.end();
  });

  test('a damaged file is named, not begun anew: that would unlock everybody', () => {
    const file = join(home, 'login.sqlite');
    writeFileSync(file, 'this was a database once, long ago, before the disk was full of holes');
    expect(() => new LoginState(file)).toThrow(`Opening the login state ${file}: it is damaged or something else.`);
    expect(readFileSync(file, 'utf8')).toContain('full of holes');
  });

  test('a crash while an answer is judged leaves it counted', async () => {
    const file = join(home, 'login.sqlite');
    const state = new LoginState(file);
    const { people, login, answer } = office({ state });
    const crashing = openLogin({
      ...{ state, clock: () => start, random: generator(1) },
      people: {
        ...people,
        responses: () => {
          throw new Error('the power went');
        },
      },
    });
    const { challenge } = await login.challenge('anna');
    for (let tries = 1; tries <= 2; tries++)
      await expect(crashing.verify('anna', answer(challenge))).rejects.toThrow('the power went');
    expect(state.user('anna')).toMatchObject({ failures: 2, challenge: '' });
    state.end();
  });

  test('two programs on one file accept a response once', async () => {
    const file = join(home, 'login.sqlite');
    const [one, two] = [office({ state: new LoginState(file) }), office({ state: new LoginState(file) })];
    const { challenge } = await one.login.challenge('anna');
    const verdicts = await Promise.all(
      [one, two, one, two].map(({ login }) => login.verify('anna', one.answer(challenge))),
    );
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(1);
    one.state.end();
    two.state.end();
  });
});
