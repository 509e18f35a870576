// People, roles and revocations: who may do what, what the journal says, and how soon it counts.
import { describe, expect, test } from 'vitest';
import { type Action, actions, isAllowed, type Role, requireAllowed, roles } from '../../../host/src/keys/person.ts';
import { openLogin } from '../../../host/src/login/login.ts';
import { LoginState } from '../../../host/src/login/login-state.ts';
import { Sessions } from '../../../host/src/login/sessions.ts';
import { cardAnswer } from '../login/_office.ts';
import { anna, at, enterAnna, keyOf, loginKey, newOffice, ruth } from './_store.ts';

/** Written down from the demands (PKI R5, R6; seal document 9.3, 9.4), not read from the code: c, o, a for the roles. */
const matrix: Record<Action, string> = {
  'view-cases': 'coa',
  approve: 'c',
  'withdraw-approval': 'co',
  'use-devices': 'ca',
  'search-journal': 'coa',
  'verify-journal': 'o',
  'export-journal': 'o',
  'remove-content': 'o',
  'list-people': 'oa',
  'introduce-key': 'o',
  'print-protocol': 'o',
  'revoke-key': 'o',
  'grant-role': 'o',
  'unlock-user': 'o',
  'close-key-store': 'o',
};

describe('roles', () => {
  const cases = actions.flatMap((action) =>
    roles.map((role): [Role, Action, boolean] => [role, action, matrix[action].includes(role[0]!)]),
  );
  test.each(cases)('PK-5.5 %s, %s: %s', (role, action, allowed) => {
    expect(isAllowed([role], action)).toBe(allowed);
    if (!allowed) expect(() => requireAllowed([role], action)).toThrow(`"${action}" was refused: it needs the role`);
  });

  test('PK-5.5 without a role nothing is allowed', () => {
    expect(actions.filter((action) => isAllowed([], action))).toEqual([]);
  });

  test.each(['clerk', 'administrator', undefined] as const)(
    'PK-5.5 a %s changes nothing in the office, whatever he claims to be',
    async (role) => {
      const { office, store, journal } = await newOffice();
      enterAnna(store);
      const actor = { user: 'eve', roles: role ? [role] : [] };
      store.change(({ people }) =>
        people.push({ ...anna, user: 'eve', issuer: '', roles: role ? [role] : [], notices: [] }),
      );
      const before = JSON.stringify([store.people(), store.keys()]);
      for (const claimed of [actor, { user: 'eve', roles: ['officer'] as const }]) {
        await expect(office.grant(claimed, 'anna', ['officer'])).rejects.toThrow('it needs the role officer');
        await expect(office.revoke(claimed, { user: 'anna', reason: 'lost' })).rejects.toThrow(
          'needs the role officer',
        );
        await expect(office.enterPerson(claimed, anna)).rejects.toThrow('it needs the role officer');
      }
      expect(JSON.stringify([store.people(), store.keys()])).toBe(before);
      expect(journal.entries).toEqual([]);
    },
  );

  test('PK-5.5 an officer grants to others only, two officers are left, and the journal says who was given what', async () => {
    const { office, store, journal, ended } = await newOffice();
    enterAnna(store);
    expect(await office.grant(ruth, 'anna', ['clerk', 'administrator'])).toMatchObject({
      roles: ['clerk', 'administrator'],
    });
    expect(journal.entries).toMatchObject([
      { kind: 'access', person: 'ruth', issuer: '471100', outcome: 'anna: clerk, administrator (before: clerk)' },
    ]);
    expect(ended).toEqual(['anna']);
    await expect(office.grant(ruth, 'ruth', ['clerk', 'officer'])).rejects.toThrow('nobody grants to himself');
    await expect(office.grant(ruth, 'oscar', [])).rejects.toThrow('two officers must be left');
    await expect(office.grant(ruth, 'anna', ['king'])).rejects.toThrow('got "king"');
    await expect(office.grant(ruth, 'nobody', ['clerk'])).rejects.toThrow('no person nobody');
    await office.grant(ruth, 'anna', ['officer']);
    await office.grant(ruth, 'oscar', []);
    expect(store.find('oscar')?.roles).toEqual([]);
  });
});

describe('a person', () => {
  test('is entered without a role; a name is no more than a name', async () => {
    const { office, store } = await newOffice();
    await office.enterPerson(ruth, { user: ' bo ', name: ' Bo Al ', issuer: '4712', procedure: 3 });
    expect(store.find('bo')).toEqual({ user: 'bo', name: 'Bo Al', issuer: '4712', roles: [], procedure: 3 });
    const wrong = { user: 'x', name: 'X', issuer: '', procedure: 1 as const };
    await expect(office.enterPerson(ruth, { ...wrong, name: '' })).rejects.toThrow('name: expected a name');
    await expect(office.enterPerson(ruth, { ...wrong, issuer: '4712' })).rejects.toThrow('belongs to somebody else');
    await expect(office.enterPerson(ruth, { ...wrong, procedure: 4 as 3 })).rejects.toThrow(
      'procedure: expected 1, 2 or 3',
    );
    await expect(office.enterPerson(ruth, { ...wrong, issuer: 'a\nb' })).rejects.toThrow('issuer: expected');
  });

  test('SE-3.2 who leaves procedure 2 takes the seal key out of the server', async () => {
    const { office, store } = await newOffice();
    enterAnna(store);
    await office.enterPerson(ruth, { ...anna, procedure: 3 });
    expect(store.keys('anna').map(({ use }) => use)).toEqual(['response']);
    expect(store.find('anna')?.roles).toEqual(['clerk']);
  });
});

describe('a lost card', () => {
  test('SE-8.8 logs nobody in and seals nothing from that moment, and its sessions end', async () => {
    const { office, store, journal, ended, time } = await newOffice();
    enterAnna(store);
    const login = openLogin({ state: new LoginState(':memory:'), people: store, clock: () => time.now });
    const sessions = new Sessions({ register: store });
    const reasonOf = async () => {
      const { challenge } = await login.challenge('anna');
      return (await login.verify('anna', cardAnswer(challenge, loginKey))).reason;
    };
    expect(await reasonOf()).toBe('right');
    const { token } = sessions.start('anna', true);
    expect(await office.revoke(ruth, { user: 'anna', card: 'CARD-1', reason: 'left in a train' })).toBe(2);
    expect(await reasonOf()).toBe('key-not-valid');
    expect(() => store.issuerSeal('anna', '448873', new Date(time.now))).toThrow('holds no seal key');
    expect(ended).toEqual(['anna']);
    sessions.endOf('anna');
    expect(sessions.find(token)).toBeUndefined();
    expect(journal.entries).toMatchObject([
      {
        kind: 'revocation',
        person: 'ruth',
        issuer: '471100',
        outcome: '2 keys of anna, card CARD-1 revoked: left in a train',
      },
    ]);
    expect(store.keys('anna')[0]!.revoked).toEqual({
      at: at.toISOString(),
      reason: 'left in a train',
      officer: 'ruth',
    });
  });

  test('is told apart from other cards, and revoked once', async () => {
    const { office, store } = await newOffice();
    enterAnna(store);
    await expect(office.revoke(ruth, { user: 'anna', card: 'CARD-2', reason: 'lost' })).rejects.toThrow(
      'of card CARD-2',
    );
    await expect(office.revoke(ruth, { user: 'anna', reason: ' ' })).rejects.toThrow('a reason of 1 to 200');
    await office.revoke(ruth, { user: 'anna', reason: 'lost' });
    await expect(office.revoke(ruth, { user: 'anna', reason: 'lost' })).rejects.toThrow('no key that is not revoked');
  });

  test('SE-8.8 is known by its serial number, else by its generation, else when all of its issuer are revoked', async () => {
    const { office, store } = await newOffice();
    enterAnna(store);
    const issuer = anna.issuer;
    store.change((body) => {
      const row = { user: 'anna', enteredAt: at.toISOString(), officer: 'ruth', witness: 'oscar' };
      const next = keyOf('response', { generation: 2, card: 'CARD-2' });
      store.addKey(body, { ...next, ...row }, Buffer.from(loginKey.replaceAll('1', '6')));
    });
    const isRevoked = (card: object): boolean => store.revokedCard({ issuer, ...card }) !== undefined;
    expect(isRevoked({ card: 'CARD-1', generation: 1 })).toBe(false);
    await office.revoke(ruth, { user: 'anna', card: 'CARD-1', reason: 'lost' });
    expect(isRevoked({ card: 'CARD-1', generation: 1 })).toBe(true);
    expect(isRevoked({ generation: 1 })).toBe(true);
    expect(isRevoked({ card: 'CARD-1', generation: 7 })).toBe(true);
    expect(isRevoked({ card: 'CARD-2', generation: 2 })).toBe(false);
    expect(isRevoked({ generation: 2 })).toBe(false);
    expect(isRevoked({})).toBe(false);
    await office.revoke(ruth, { user: 'anna', card: 'CARD-2', reason: 'lost too' });
    expect(isRevoked({ card: 'CARD-2', generation: 2 })).toBe(true);
    expect(isRevoked({ card: 'CARD-9', generation: 9 })).toBe(true);
    expect(isRevoked({})).toBe(true);
    // Officers have no identity in documents, and nobody is found by none.
    expect(store.revokedCard({ issuer: '', card: 'CARD-1', generation: 1 })).toBeUndefined();
  });

  test('SE-8.8 a revocation by another program counts in this one at once', async () => {
    const { store, again } = await newOffice();
    enterAnna(store);
    const other = await again();
    other.change(({ keys }) => {
      for (const key of keys) key.revoked = { at: at.toISOString(), reason: 'lost', officer: 'oscar' };
    });
    expect(store.responses('anna', '123456', at)[0]!.valid).toBe(false);
  });
});
