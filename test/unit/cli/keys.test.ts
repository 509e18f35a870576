// From the envelope to the login: `card letter` prints the sheets, `keys introduce` takes them by two officers, `login` judges
// what the card answers, `keys revoke` ends it.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Office } from '../../../host/src/login/office.ts';
import { loginKey, sealKey, secrets } from '../keys/_store.ts';
import { cardAnswer } from '../login/_office.ts';
import { cliIn } from './_cli.ts';

let home: string;
let cli: ReturnType<typeof cliIn>;
const file = (name: string): string => join(home, name);
const both = ['--officer', 'ruth', '--witness', 'oscar'];
let opening: string[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'sigillator-'));
  cli = cliIn(home);
  writeFileSync(file('ruth'), `${secrets[0].secret}\n`);
  writeFileSync(file('oscar'), `${secrets[1].secret}\n`);
  opening = [...both, '--secret', file('ruth'), '--secret', file('oscar')];
  const card = {
    ...{ serial: 'CARD-7', issuerId: '4711', holderName: 'Anna Ek', pin: '123456', tries: 3 },
    keys: [
      { reference: 'sealCurrent', method: 'open-1', generation: 2, digits: sealKey },
      { reference: 'response', method: 'ocra', generation: 2, digits: loginKey },
    ].map((key) => ({ ...key, validFrom: 1_767_225_600, validTo: 1_924_991_999 })),
  };
  writeFileSync(file('card.json'), JSON.stringify({ card, procedure2: true }));
  await cli(['card', 'letter', file('card.json'), '--out', home]);
});
afterEach(() => rmSync(home, { recursive: true }));

/** As `keys create`, with a scrypt that costs a test nothing. */
async function makeStore(): Promise<void> {
  const journal = { append: async () => [] };
  const office = new Office({ folder: file('sigillator/office'), journal, cost: 2 });
  await office.create(secrets);
  office.end();
}
const sheets = () => ['--login-sheet', file('CARD-7.login-key.txt'), '--seal-sheet', file('CARD-7.seal-key.txt')];
const introduce = (...more: string[]) =>
  cli(['keys', 'introduce', 'anna', ...opening, ...sheets(), '--protocol', file('protocol.txt'), ...more]);

describe('keys', () => {
  test('SE-9.3b create makes a store that only both officers open', async () => {
    const names = ['--officer-name', 'Ruth Berg', '--witness-name', 'Oscar Lind'];
    const made = await cli(['keys', 'create', ...opening, ...names]);
    expect([made.code, made.answer.officers]).toEqual([0, ['ruth', 'oscar']]);
    expect(statSync(file('sigillator/office')).mode & 0o777).toBe(0o700);
    const swapped = [...both, '--secret', file('oscar'), '--secret', file('ruth')];
    for (const words of [swapped, [...both, '--secret', file('ruth')], [...opening.slice(2), '--officer', 'oscar']]) {
      const { code, out } = await cli(['keys', 'list', ...words]);
      expect([code > 0, out]).toEqual([true, '']);
    }
    expect((await cli(['keys', 'create', ...opening, ...names])).error).toContain('there already');
  });

  test('SE-9.3b says whose secret others on the computer may read, and that only', async () => {
    await makeStore();
    chmodSync(file('ruth'), 0o640);
    chmodSync(file('oscar'), 0o600);
    const { code, error } = await cliIn(home, [])(['keys', 'list', ...opening]);
    expect(code).toBe(0);
    expect(error).toContain(`chmod go= ${file('ruth')}`);
    expect(error).not.toContain(file('oscar'));
  });

  test('SE-9.3a introduce enters both sheets, prints a protocol without a key, and writes the journal', async () => {
    await makeStore();
    const { code, answer } = await introduce('--role', 'clerk', '--language', 'sv');
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      ...{ user: 'anna', roles: ['clerk'], procedure: 2 },
      keys: [
        { use: 'response', generation: 2 },
        { use: 'seal', generation: 2 },
      ],
    });
    const protocol = readFileSync(file('protocol.txt'), 'utf8');
    for (const part of ['Ruth Berg', 'Oscar Lind', 'Anna Ek', '4711', 'CARD-7']) expect(protocol).toContain(part);
    for (const key of [loginKey, sealKey]) expect(protocol.replace(/\s/g, '')).not.toContain(key.slice(0, 10));
    // The check value on the sheet is the one that the command answers.
    const sheet = readFileSync(file('CARD-7.login-key.txt'), 'utf8');
    expect(sheet.replace(/(?<=\d) (?=\d)/g, '')).toContain(`Check value ${answer.keys[0].check}`);
    const listed = (await cli(['keys', 'list', ...opening])).answer;
    expect(listed.map(({ user }: { user: string }) => user)).toEqual(['ruth', 'oscar', 'anna']);
    expect(listed[2].keys[1]).toMatchObject({
      use: 'response',
      card: 'CARD-7',
      validTo: '2030-12-31',
      officer: 'ruth',
    });
    const rows = (await cli(['journal', 'search', '--kind', 'ceremony'])).answer;
    const outcome = 'response key 2, seal key 2 of anna entered';
    expect(rows).toMatchObject([{ person: 'ruth', witness: 'oscar', outcome }]);
  });

  test('a sheet that was mistyped is refused by its check value, and nothing is entered', async () => {
    await makeStore();
    const sheet = file('CARD-7.login-key.txt');
    const typed = readFileSync(sheet, 'utf8').replace('31415', '31416');
    rmSync(sheet);
    writeFileSync(sheet, typed);
    expect((await introduce()).error).toContain('its check value does not fit the key');
    expect(existsSync(file('protocol.txt'))).toBe(false);
    expect((await cli(['keys', 'list', ...opening])).answer).toHaveLength(2);
  });

  test('35 digits alone do, with what the sheet would say beside them', async () => {
    await makeStore();
    writeFileSync(file('digits'), `${loginKey.replace(/(.{5})/g, '$1 ')}\n`);
    const words = ['keys', 'introduce', 'bo', ...opening, '--login-sheet', file('digits'), '--name', 'Bo Al'];
    expect((await cli(words)).error).toContain('give --valid-from and --valid-to');
    const days = ['--valid-from', '2026-01-01', '--valid-to', '2029-12-31'];
    expect((await cli([...words, ...days])).answer).toMatchObject({ user: 'bo', procedure: 1, roles: [] });
  });

  test('SE-8.8 PK-5.5 revoke, role and unlock act at once and stand in the journal', async () => {
    await makeStore();
    await introduce();
    expect((await cli(['keys', 'role', 'anna', 'clerk', ...opening])).answer).toEqual({
      user: 'anna',
      roles: ['clerk'],
    });
    expect((await cli(['keys', 'role', 'ruth', 'clerk', ...opening])).error).toContain('nobody grants to himself');
    expect((await cli(['keys', 'unlock', 'anna', ...opening])).answer).toEqual({ user: 'anna', locked: false });
    const lost = ['keys', 'revoke', 'anna', ...opening, '--card', 'CARD-7', '--reason', 'lost'];
    expect((await cli(lost)).answer).toEqual({ user: 'anna', revoked: 2 });
    expect((await cli(lost)).error).toContain('no key of card CARD-7 that is not revoked');
    const { answer } = await cli(['keys', 'list', ...opening]);
    expect(answer[2].keys.map(({ revoked }: { revoked: { reason: string } }) => revoked.reason)).toEqual([
      'lost',
      'lost',
    ]);
    expect((await cli(['journal', 'search', '--kind', 'revocation'])).answer[0].outcome).toContain('revoked: lost');
  });

  test('SE-9.3b officers puts the store under other secrets; the old ones open nothing any more', async () => {
    await makeStore();
    writeFileSync(file('next'), 'oscar has a new one');
    const both = ['--new-officer', 'oscar', '--new-witness', 'ruth', '--new-secret', file('next')];
    const changed = await cli(['keys', 'officers', ...opening, ...both, '--new-secret', file('ruth')]);
    expect(changed.answer).toEqual({ officers: ['oscar', 'ruth'] });
    expect((await cli(['keys', 'list', ...opening])).error).toContain('key-store-not-opened');
    const next = ['--officer', 'oscar', '--witness', 'ruth', '--secret', file('next'), '--secret', file('ruth')];
    expect((await cli(['keys', 'list', ...next])).answer).toHaveLength(2);
  });

  test('SE-9.4d login asks and judges with the key store', async () => {
    await makeStore();
    await introduce('--role', 'clerk');
    const { challenge } = (await cli(['login', 'challenge', 'anna', ...opening])).answer;
    const right = await cli(['login', 'verify', 'anna', '-', ...opening], cardAnswer(challenge, loginKey));
    expect([right.code, right.answer]).toEqual([
      0,
      {
        ...{ ok: true, reason: 'right', attemptsLeft: 0, rights: { seal: true, procedure: 2, roles: ['clerk'] } },
        notices: [
          { at: expect.any(String), use: 'response', generation: 2, officer: 'Ruth Berg', witness: 'Oscar Lind' },
          { at: expect.any(String), use: 'seal', generation: 2, officer: 'Ruth Berg', witness: 'Oscar Lind' },
        ],
      },
    ]);
  });
});
