// The key store: two officers open it, nobody alone; whatever was changed from outside is refused; keys come out only as answers.
import { readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { KeyStore } from '../../../host/src/keys/key-store.ts';
import type { StoreFile } from '../../../host/src/keys/store-file.ts';
import { issuerSeal } from '../../../host/src/seal/open-1.ts';
import { cardAnswer } from '../login/_office.ts';
import { anna, at, enterAnna, keyOf, loginKey, newStore, place, sealKey, secrets } from './_store.ts';

/** Changes the stored text from outside. */
function tamper(file: string, change: (stored: StoreFile) => void): void {
  const database = new DatabaseSync(file);
  const stored = JSON.parse(String(database.prepare('SELECT text FROM store').get()!.text)) as StoreFile;
  change(stored);
  database.prepare('UPDATE store SET text = ?').run(JSON.stringify(stored));
  database.close();
}
const notOpened = 'a name or a secret of the two officers is wrong, or the store was changed from outside';

describe('opening', () => {
  test('SE-9.3b takes the secrets of both officers, in any order', async () => {
    const { store, again } = await newStore();
    enterAnna(store);
    for (const given of [secrets, [...secrets].reverse()])
      expect((await again(given)).find('anna')).toEqual({ ...anna, roles: ['clerk'] });
  });

  test.each([
    ['the first secret wrong', [{ officer: 'ruth', secret: 'ruth keeps this on' }, secrets[1]], notOpened],
    ['the second secret wrong', [secrets[0], { officer: 'oscar', secret: 'oscar' }], notOpened],
    [
      'secrets swapped between the officers',
      [
        { officer: 'ruth', secret: secrets[1].secret },
        { officer: 'oscar', secret: secrets[0].secret },
      ],
      notOpened,
    ],
    ['a name that is no officer', [secrets[0], { officer: 'eve', secret: secrets[1].secret }], notOpened],
    ['one officer twice', [secrets[0], secrets[0]], 'two different officers'],
    ['one officer alone', [secrets[0]], 'two different officers'],
  ])('SE-9.3b is refused with %s', async (_, given, message) => {
    const { again } = await newStore();
    await expect(again(given)).rejects.toThrow(message);
  });

  test('a new store wants two secrets that differ and are not short', async () => {
    const make = (first: string, second: string) =>
      KeyStore.create(
        place().file,
        [
          { ...secrets[0], secret: first },
          { ...secrets[1], secret: second },
        ],
        { cost: 2 },
      );
    await expect(make('seven 7', secrets[1].secret)).rejects.toThrow('at least 8 characters');
    await expect(make('the same one', 'the same one')).rejects.toThrow('two different ones');
  });

  test('says that there is none, that there is one already, or that it is something else', async () => {
    const { file } = await newStore();
    await expect(KeyStore.create(file, secrets, { cost: 2 })).rejects.toThrow('there already');
    await expect(KeyStore.open(place().file, secrets)).rejects.toThrow('there is none. Make one with keys create.');
    await expect(KeyStore.open(new URL(import.meta.url).pathname, secrets)).rejects.toThrow(
      'damaged or something else',
    );
  });
});

describe('a store that was changed from outside', () => {
  test('is refused at the next opening, wherever it was changed', async () => {
    const flip = (text: string): string => (text[0] === '0' ? '1' : '0') + text.slice(1);
    const changes: [string, (stored: StoreFile) => void][] = [
      ['body', (stored) => (stored.sealed = flip(stored.sealed))],
      ['nonce', (stored) => (stored.nonce = flip(stored.nonce))],
      ['id', (stored) => (stored.id = flip(stored.id))],
      ['sequence', (stored) => (stored.sequence += 1)],
      ['cost', (stored) => (stored.cost = 4)],
      ['salt', (stored) => (stored.officers[0].salt = flip(stored.officers[0].salt))],
      ['wrap', (stored) => (stored.officers[1].wrapped = flip(stored.officers[1].wrapped))],
      ['officer', (stored) => (stored.officers[1].user = 'eve')],
      ['order of the officers', (stored) => stored.officers.reverse()],
      ['wraps swapped', ({ officers: [one, two] }) => ([one.wrapped, two.wrapped] = [two.wrapped, one.wrapped])],
      ['wraps and salts swapped', ({ officers: [one, two] }) => ([one.user, two.user] = [two.user, one.user])],
    ];
    for (const [what, change] of changes) {
      const { file, again } = await newStore();
      tamper(file, change);
      await expect(again(), what).rejects.toThrow(notOpened);
    }
  });

  test('is refused while it is open, too', async () => {
    const { file, store } = await newStore();
    enterAnna(store);
    tamper(file, (stored) => {
      stored.sequence += 1;
    });
    expect(() => store.find('anna')).toThrow(notOpened);
  });

  test('that is no store any more is named as such', async () => {
    const { file, again } = await newStore();
    tamper(file, (stored) => {
      stored.cost = 3;
    });
    await expect(again()).rejects.toThrow('expected the form sigillator-key-store-1');
  });

  test('SE-8.8 an older copy that was put back is refused, so that no revoked card comes alive', async () => {
    const marks = new Map<string, number>();
    const highMark = {
      mark: (name: string) => marks.get(name) ?? 0,
      setMark: (n: string, v: number) => marks.set(n, v),
    };
    const { file, store, again } = await newStore({ highMark });
    enterAnna(store);
    let older = '';
    tamper(file, (stored) => {
      older = JSON.stringify(stored);
    });
    store.change(({ keys }) => {
      for (const key of keys) key.revoked = { at: at.toISOString(), reason: 'lost', officer: 'ruth' };
    });
    tamper(file, (stored) => Object.assign(stored, JSON.parse(older)));
    await expect(again(secrets, { highMark })).rejects.toThrow('an older copy was put back (2, but 3 was seen here)');
    expect(() => store.find('anna')).toThrow('an older copy was put back');
    expect((await again(secrets, { highMark, acceptOlder: true })).keys('anna')[0]!.revoked).toBeUndefined();
  });
});

describe('on the disk', () => {
  test("the file is its owner's, and holds no name and no key in the clear", async () => {
    const { file, store } = await newStore();
    enterAnna(store);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file, 'latin1');
    expect(bytes).toContain('sigillator-key-store-1');
    for (const secret of [loginKey, sealKey, 'Anna', '471100', 'CARD-1', 'clerk', secrets[0].secret])
      expect(bytes.includes(secret), secret).toBe(false);
  });

  test('what failed half way leaves the old state', async () => {
    const { store, again } = await newStore();
    enterAnna(store);
    expect(() =>
      store.change((body) => {
        body.people.length = 0;
        throw new Error('the power went');
      }),
    ).toThrow('the power went');
    expect(store.find('anna')?.name).toBe('Anna Ek');
    expect((await again()).find('anna')?.name).toBe('Anna Ek');
  });

  test('two programs take turns: what one changes the other sees at once', async () => {
    const { store, again } = await newStore();
    enterAnna(store);
    const other = await again();
    other.change(({ people }) => people.push({ ...anna, user: 'bo', issuer: '2', roles: [], notices: [] }));
    store.change(({ people }) => people.push({ ...anna, user: 'cai', issuer: '3', roles: [], notices: [] }));
    expect(other.people().map(({ user }) => user)).toEqual(['ruth', 'oscar', 'anna', 'bo', 'cai']);
    expect(store.people()).toEqual(other.people());
  });
});

describe('keys', () => {
  test('SE-9.4d answers what the card answers, with decoys for whoever has fewer than two', async () => {
    const { store } = await newStore();
    enterAnna(store);
    const rows = store.responses('anna', '123456', at);
    expect(rows[0]).toEqual({ digits6: cardAnswer('123456', loginKey), generation: 1, valid: true });
    expect(rows.map(({ generation }) => generation)).toEqual([1, 0]);
    expect(store.responses('nobody', '123456', at).map(({ valid }) => valid)).toEqual([false, false]);
  });

  test('the card in use is asked, however many newer ones were revoked', async () => {
    const { store } = await newStore();
    enterAnna(store);
    const lost = { at: at.toISOString(), reason: 'lost', officer: 'ruth' };
    store.change((body) => {
      for (const generation of [2, 3]) {
        const row = { user: 'anna', enteredAt: '', officer: '', witness: '' };
        const digits = Buffer.from(loginKey.replaceAll('3', String(generation + 5)));
        store.addKey(body, { ...keyOf('response', { generation }), ...row, revoked: lost }, digits);
      }
    });
    const rows = store.responses('anna', '123456', at).map(({ generation, valid }) => [generation, valid]);
    expect(rows).toEqual([
      [1, true],
      [3, false],
    ]);
  });

  test('SE-3.2 SE-9.6 seals for a procedure-2 clerk, and says that the server holds the key', async () => {
    const { store } = await newStore();
    enterAnna(store);
    const { digits18, digits6 } = issuerSeal('448873', sealKey);
    expect(store.issuerSeal('anna', '448873', at)).toEqual({
      ...{ method: 'open-1', digits18, digits6, issuer: '471100', generation: 1, origin: 'host-held' },
    });
    expect(() => store.issuerSeal('ruth', '448873', at)).toThrow('holds no seal key of this clerk');
    expect(() => store.issuerSeal('anna', '448873', new Date('2029-01-01'))).toThrow('holds no seal key');
  });

  test('SE-3.2 a seal key is kept for clerks of procedure 2 only', async () => {
    const { store } = await newStore();
    enterAnna(store);
    const enter = (procedure: 1 | 2 | 3, digits = sealKey) =>
      store.change((body) => {
        body.people.find(({ user }) => user === 'anna')!.procedure = procedure;
        const row = { user: 'anna', enteredAt: '', officer: '', witness: '' };
        store.addKey(body, { ...keyOf('seal', { generation: 2 }), ...row }, Buffer.from(digits));
      });
    for (const procedure of [1, 3] as const) expect(() => enter(procedure)).toThrow('only clerks of procedure 2');
    expect(() => enter(2, loginKey)).toThrow('seal key and login key of anna are equal');
    expect(() => enter(2, '123')).toThrow('exactly 35 digits');
    enter(2);
    expect(() => enter(2)).toThrow('anna has seal key 2 already');
    expect(store.keys('anna').map(({ use, generation }) => `${use} ${generation}`)).toEqual([
      ...['seal 2', 'seal 1', 'response 1'],
    ]);
  });

  test('a closed store answers nothing, and a list of keys holds none', async () => {
    const { store, again } = await newStore();
    enterAnna(store);
    const opened = await again();
    opened.close();
    expect(() => opened.find('anna')).toThrow('two officers open it again');
    expect(() => opened.change(() => {})).toThrow('two officers open it again');
    // What listings give out has no key in it, however it is encrypted.
    expect(Object.keys(store.keys('anna')[0]!)).not.toContain('sealed');
  });

  test('SE-9.3b other officers take over: theirs open it, the old secrets do not', async () => {
    const { store, again } = await newStore();
    enterAnna(store);
    const next = [
      { officer: 'ruth', secret: 'ruth has a new one' },
      { officer: 'carl', secret: 'carl is the second now' },
    ];
    await expect(store.replaceOfficers(next)).rejects.toThrow('carl has not the role officer');
    store.change(({ people }) => people.push({ ...anna, user: 'carl', issuer: '', roles: ['officer'], notices: [] }));
    const id = store.id;
    await store.replaceOfficers(next);
    await expect(again()).rejects.toThrow(notOpened);
    const opened = await again(next);
    expect([opened.id, opened.officers]).toEqual([id, ['ruth', 'carl']]);
    for (const one of [opened, store])
      expect(one.responses('anna', '123456', at)[0]!.digits6).toBe(cardAnswer('123456', loginKey));
  });
});
