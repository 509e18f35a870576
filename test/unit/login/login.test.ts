// Login by one-time response: what is right, what is not, and what survives a restart, a crash and a clock that jumps.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLogin } from '../../../host/src/login/login.ts';
import { LoginState, strangersKept } from '../../../host/src/login/login-state.ts';
import { oneTimeResponse } from '../../../host/src/seal/response.ts';
import { annaKey, cardAnswer, generator, keyRow, office, start } from './_office.ts';

const minute = 60_000;

describe('a login', () => {
  test('SE-9.4d SE-3.2 answers the rights of the clerk whose card answers right', async () => {
    const { login, answer } = office();
    const { challenge, expires } = await login.challenge('anna');
    expect(challenge).toMatch(/^\d{6}$/);
    expect(expires).toBe('2026-07-01T08:05:00.000Z');
    expect(await login.verify('anna', answer(challenge))).toEqual({
      ok: true,
      reason: 'right',
      attemptsLeft: 0,
      rights: { seal: true, procedure: 1, roles: ['clerk'] },
      notices: [],
    });
  });

  test('SE-9.4b Enter alone is an ordinary user without sealing rights, known or not', async () => {
    const { login } = office();
    await login.challenge('anna');
    for (const user of ['anna', 'nobody'])
      expect(await login.verify(user, '')).toMatchObject({
        ok: true,
        reason: 'ordinary',
        rights: { seal: false, procedure: 1, roles: [] },
      });
  });

  test('SE-9.4d a wrong answer may be given once more, then another challenge is needed', async () => {
    const { login, answer, wrong } = office();
    const { challenge } = await login.challenge('anna');
    expect(await login.verify('anna', wrong(challenge))).toMatchObject({ ok: false, reason: 'wrong', attemptsLeft: 1 });
    expect(await login.verify('anna', wrong(challenge))).toMatchObject({ ok: false, reason: 'wrong', attemptsLeft: 0 });
    expect(await login.verify('anna', answer(challenge))).toMatchObject({ ok: false, reason: 'no-challenge' });
    const again = await login.challenge('anna');
    expect(await login.verify('anna', wrong(again.challenge))).toMatchObject({ attemptsLeft: 1 });
    expect(await login.verify('anna', answer(again.challenge))).toMatchObject({ ok: true });
  });

  test('SE-9.4d a response is good for one login, and only for the challenge that is open', async () => {
    const { login, answer } = office();
    const first = (await login.challenge('anna')).challenge;
    const second = (await login.challenge('anna')).challenge;
    expect(await login.verify('anna', answer(first))).toMatchObject({ ok: false, reason: 'wrong' });
    expect(await login.verify('anna', answer(second))).toMatchObject({ ok: true });
    expect(await login.verify('anna', answer(second))).toMatchObject({ ok: false, reason: 'no-challenge' });
  });

  test('takes the digits in groups, and a name with blanks around it', async () => {
    const { login, answer } = office();
    const { challenge } = await login.challenge(' anna ');
    const digits = answer(challenge);
    expect(await login.verify('anna', ` ${digits.slice(0, 3)} ${digits.slice(3)}\n`)).toMatchObject({ ok: true });
    await expect(login.challenge('')).rejects.toThrow('A user name was expected');
    await expect(login.challenge('a'.repeat(65))).rejects.toThrow('A user name was expected');
  });

  test.each(['open-1', 'ocra'] as const)(
    'a card of method %s logs in, also one of the classic kind',
    async (method) => {
      const more = { method, classic: method === 'open-1' };
      const { login } = office({ keys: [keyRow('bo', annaKey, more)] });
      const { challenge } = await login.challenge('bo');
      expect(await login.verify('bo', oneTimeResponse(challenge, { key: annaKey, ...more }))).toMatchObject({
        ok: true,
      });
    },
  );

  test('SE-8.8 refuses a card whose key has ended, even if it answers right', async () => {
    const { login, answer } = office({ keys: [keyRow('anna', annaKey, { validTo: '2026-06-30' })] });
    const { challenge } = await login.challenge('anna');
    const verdict = await login.verify('anna', answer(challenge));
    expect(verdict).toMatchObject({ ok: false, reason: 'key-not-valid', rights: { seal: false, roles: [] } });
  });

  test('while cards change, the old and the new one both log in', async () => {
    const newer = '27182818284590452353602874713526624';
    const { login } = office({ keys: [keyRow('anna', annaKey), keyRow('anna', newer, { generation: 2 })] });
    for (const key of [annaKey, newer]) {
      const { challenge } = await login.challenge('anna');
      expect(await login.verify('anna', cardAnswer(challenge, key))).toMatchObject({ ok: true });
    }
  });
});

describe('lockout', () => {
  async function failTimes(count: number, { login, wrong }: ReturnType<typeof office>) {
    for (let i = 0; i < count; i++) {
      const { challenge } = await login.challenge('anna');
      await login.verify('anna', wrong(challenge));
    }
  }

  test('SE-9.4d six wrong answers in a row lock the user until an officer unlocks', async () => {
    const desk = office();
    await failTimes(6, desk);
    const { login, answer, events } = desk;
    expect(login.lockedUsers()).toEqual(['anna']);
    const { challenge } = await login.challenge('anna');
    expect(await login.verify('anna', answer(challenge))).toMatchObject({ ok: false, reason: 'locked' });
    login.unlock('anna', 'oscar');
    expect(events.at(-1)).toMatchObject({ user: 'anna', event: 'unlocked', officer: 'oscar' });
    expect(await login.verify('anna', answer(challenge))).toMatchObject({ ok: true });
  });

  test('the right answer on the last try works, and the count begins anew', async () => {
    const desk = office();
    await failTimes(5, desk);
    for (const failures of [5, 1]) {
      const { challenge } = await desk.login.challenge('anna');
      expect(await desk.login.verify('anna', desk.answer(challenge)), `after ${failures}`).toMatchObject({ ok: true });
      await failTimes(1, desk);
    }
    expect(desk.login.isLocked('anna')).toBe(false);
  });

  test('guesses spread over users stop at a hundred an hour, for everybody, and go on later', async () => {
    const desk = office();
    for (let i = 0; i < 100; i++) {
      const { challenge } = await desk.login.challenge(`user${i}`);
      expect((await desk.login.verify(`user${i}`, desk.wrong(challenge))).reason).toBe('wrong');
    }
    const { challenge } = await desk.login.challenge('anna');
    expect((await desk.login.verify('anna', desk.answer(challenge))).reason).toBe('throttled');
    desk.time.now += 61 * minute;
    const later = await desk.login.challenge('anna');
    expect((await desk.login.verify('anna', desk.answer(later.challenge))).reason).toBe('right');
  });

  test('logins that are right count for nothing in that hour', async () => {
    const desk = office();
    for (let i = 0; i < 120; i++) {
      const { challenge } = await desk.login.challenge('anna');
      expect((await desk.login.verify('anna', desk.answer(challenge))).reason).toBe('right');
    }
  });
});

describe('somebody without an account', () => {
  test('is answered word for word as somebody with one', async () => {
    const desk = office();
    const seen: Record<string, unknown[]> = { anna: [], nobody: [] };
    for (const user of Object.keys(seen)) {
      for (let round = 0; round < 8; round++) {
        const { challenge, expires } = await desk.login.challenge(user);
        seen[user]!.push(challenge.length, expires);
        seen[user]!.push(await desk.login.verify(user, desk.wrong(challenge)));
      }
      seen[user]!.push(await desk.login.verify(user, '000000'), await desk.login.verify(user, ''));
    }
    expect(seen.nobody).toEqual(seen.anna);
  });

  test('costs as many computations as somebody with one', () => {
    const { people } = office();
    const count = (user: string) => people.responses(user, '123456', new Date(start)).length;
    expect([count('nobody'), count('anna')]).toEqual([2, 2]);
  });

  test('cannot fill the memory: of names that nobody has, the oldest are forgotten', async () => {
    const { login, state } = office();
    await login.challenge('anna');
    for (let i = 0; i < strangersKept + 50; i++) await login.challenge(`stranger${i}`);
    expect(state.user('stranger0').challenge).toBe('');
    expect(state.user('stranger60').challenge).not.toBe('');
    expect(state.user('anna').challenge).not.toBe('');
    expect(state.drawnSince('stranger0', 0)).toBe(0);
  });
});

describe('challenges', () => {
  test('SE-9.4a none comes twice for a user within a year of forty a day', async () => {
    const { login, time } = office();
    const seen = new Set<string>();
    for (let day = 0; day < 365; day++) {
      for (let i = 0; i < 40; i++) seen.add((await login.challenge('anna')).challenge);
      time.now += 24 * 60 * minute;
    }
    // Drawn blindly, 14,600 of a million would hold about a hundred pairs.
    expect(seen.size).toBe(365 * 40);
  });

  test('SE-9.4a the recipe of the document: last digit of the year, number of the day, hundredths', async () => {
    const { login, time } = office({ policy: { recipe: 'document' } });
    time.now = Date.parse('2026-02-01T10:00:00.470Z');
    const seen = [];
    for (let i = 0; i < 100; i++) seen.push((await login.challenge('anna')).challenge);
    expect(seen[0]).toBe('603247');
    expect(new Set(seen).size).toBe(100);
    expect(seen.every((challenge) => challenge.startsWith('6032'))).toBe(true);
    await expect(login.challenge('anna')).rejects.toThrow('100 numbers a day');
    expect((await login.challenge('bo')).challenge).toBe('603247');
  });

  test('nobody can use up the numbers of another: after a thousand a day an open challenge is shown again', async () => {
    const { login, time } = office();
    const seen = [];
    for (let i = 0; i < 1100; i++) seen.push((await login.challenge('anna')).challenge);
    expect(new Set(seen).size).toBe(1000);
    expect(seen.at(-1)).toBe(seen[999]);
    time.now += 6 * minute;
    expect(seen).not.toContain((await login.challenge('anna')).challenge);
  });

  test('are decimal digits from the system generator, evenly spread', async () => {
    const { state, people } = office();
    const login = openLogin({ state, people });
    const first = new Array(10).fill(0);
    for (let i = 0; i < 1000; i++) first[Number((await login.challenge('anna')).challenge[0])]++;
    // 100 expected each, standard deviation 9.5: beyond 40 or 160 lies less than one run in a thousand million.
    expect(Math.min(...first)).toBeGreaterThan(40);
    expect(Math.max(...first)).toBeLessThan(160);
  });
});

describe('the clock', () => {
  test('SE-9.4d a challenge lives five minutes, to the millisecond', async () => {
    for (const [later, reason] of [
      [5 * minute - 1, 'right'],
      [5 * minute, 'expired'],
    ] as const) {
      const { login, answer, time } = office();
      const { challenge } = await login.challenge('anna');
      time.now += later;
      expect((await login.verify('anna', answer(challenge))).reason).toBe(reason);
    }
  });

  test('a clock that goes back closes what is open, or it would live longer', async () => {
    const { login, answer, time } = office();
    const { challenge } = await login.challenge('anna');
    time.now -= 60 * minute;
    expect((await login.verify('anna', answer(challenge))).reason).toBe('no-challenge');
    const again = await login.challenge('anna');
    expect((await login.verify('anna', answer(again.challenge))).reason).toBe('right');
  });

  test('a step back of a second, as from a time server, disturbs nobody', async () => {
    const { login, answer, time } = office();
    const { challenge } = await login.challenge('anna');
    time.now -= 1000;
    expect((await login.verify('anna', answer(challenge))).reason).toBe('right');
  });
});

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
