// Challenges: never twice, five minutes long, whatever the clock does.
import { describe, expect, test } from 'vitest';
import { openLogin } from '../../../host/src/login/login.ts';
import { office } from './_office.ts';

const minute = 60_000;

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
