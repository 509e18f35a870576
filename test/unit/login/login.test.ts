import { describe, expect, test } from 'vitest';
import { strangersKept } from '../../../host/src/login/login-state.ts';
import { oneTimeResponse } from '../../../host/src/seal/response.ts';
import { annaKey, cardAnswer, keyRow, office, start } from './_office.ts';

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
    await login.unlock('anna', 'oscar');
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
