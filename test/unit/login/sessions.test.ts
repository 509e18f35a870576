// Sessions: how they end, and whose rights they carry.
import { describe, expect, test } from 'vitest';
import type { Person } from '../../../host/src/keys/person.ts';
import { Sessions } from '../../../host/src/login/sessions.ts';

const anna: Person = { user: 'anna', name: 'Anna', issuer: '4711', roles: ['clerk'], procedure: 2 };
const minute = 60_000;

function desk(idleMinutes?: number) {
  const people = new Map([['anna', structuredClone(anna)]]);
  const revoked: { count: number | undefined } = { count: 1 };
  const time = { wall: 1_800_000_000_000, steady: 0 };
  const sessions = new Sessions({
    register: { find: (user) => people.get(user), revocations: () => revoked.count },
    ...{ clock: () => time.wall, monotonic: () => time.steady },
    ...(idleMinutes === undefined ? {} : { idleMinutes }),
  });
  const pass = (minutes: number) => {
    time.wall += minutes * minute;
    time.steady += minutes * minute;
  };
  return { sessions, people, revoked, time, pass };
}

describe('a session', () => {
  test('SE-9.4e ends after 30 minutes without a request, and each request keeps it alive', () => {
    const { sessions, pass } = desk();
    const { token } = sessions.start('anna', true);
    for (let i = 0; i < 5; i++) {
      pass(29);
      expect(sessions.find(token)?.user).toBe('anna');
    }
    pass(30);
    expect(sessions.find(token)).toBeUndefined();
    pass(-30);
    expect(sessions.find(token)).toBeUndefined();
  });

  test('SE-9.4e a limit of more than 30 minutes is refused, a shorter one holds', () => {
    expect(() => desk(31)).toThrow('idleMinutes: expected a whole number from 1 to 30, got 31');
    expect(() => desk(0)).toThrow('idleMinutes');
    const { sessions, pass } = desk(5);
    const { token } = sessions.start('anna', true);
    pass(5);
    expect(sessions.find(token)).toBeUndefined();
  });

  test('SE-9.4e a clock that goes back lengthens nothing, and sleep counts as idling', () => {
    const { sessions, time } = desk();
    const { token } = sessions.start('anna', true);
    time.wall -= 3600_000;
    time.steady += 30 * minute;
    expect(sessions.find(token)).toBeUndefined();
    const asleep = sessions.start('anna', true);
    time.wall += 8 * 60 * minute;
    expect(sessions.find(asleep.token)).toBeUndefined();
  });

  test('PK-5.5 carries the rights that its user has at this moment; none without proof', () => {
    const { sessions, people } = desk();
    const { token } = sessions.start('anna', true);
    expect(sessions.find(token)?.rights).toEqual({ seal: true, procedure: 2, roles: ['clerk'] });
    people.get('anna')!.roles = [];
    expect(sessions.find(token)?.rights).toMatchObject({ seal: false, roles: [] });
    people.delete('anna');
    expect(sessions.find(token)?.rights).toMatchObject({ seal: false, roles: [] });
    people.set('anna', anna);
    const ordinary = sessions.start('anna', false);
    expect(ordinary.session.rights).toEqual({ seal: false, procedure: 1, roles: [] });
  });

  test('SE-9.4e looking at a session keeps it not alive', () => {
    const { sessions, pass } = desk();
    const { token } = sessions.start('anna', true);
    pass(29);
    expect(sessions.peek(token)?.rights).toMatchObject({ seal: true });
    pass(1);
    expect(sessions.peek(token)).toBeUndefined();
    pass(-30);
    expect(sessions.find(token)).toBeUndefined();
  });

  test('SE-8.8 ends when a login key of its user is revoked meanwhile, and not while the register is closed', () => {
    const { sessions, revoked } = desk();
    const { token } = sessions.start('anna', true);
    const ordinary = sessions.start('anna', false);
    revoked.count = undefined;
    expect(sessions.find(token)?.user).toBe('anna');
    revoked.count = 2;
    expect(sessions.peek(token)).toBeUndefined();
    revoked.count = 1;
    expect(sessions.find(token)).toBeUndefined();
    expect(sessions.find(ordinary.token)?.user).toBe('anna');
  });

  test('ends at logout, and all of a user at once', () => {
    const { sessions } = desk();
    const tokens = [1, 2, 3].map(() => sessions.start('anna', true).token);
    expect(sessions.end(tokens[0]!)).toBe(true);
    expect(sessions.end(tokens[0]!)).toBe(false);
    expect(sessions.list()).toHaveLength(2);
    expect(sessions.endOf('anna')).toBe(2);
    expect(tokens.map((token) => sessions.find(token))).toEqual([undefined, undefined, undefined]);
  });

  test('there are ten thousand at most; the one that idled longest makes room', () => {
    const { sessions } = desk();
    const [first, second] = [sessions.start('anna', true).token, sessions.start('anna', true).token];
    for (let i = 2; i < 10_000; i++) sessions.start('anna', true);
    sessions.find(first);
    sessions.start('anna', true);
    expect(sessions.find(first)?.user).toBe('anna');
    expect(sessions.find(second)).toBeUndefined();
  });
});
