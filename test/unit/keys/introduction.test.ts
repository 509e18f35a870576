// The ceremony of a new key: who must be there, in which order, what is recorded, and what stays behind in memory.
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { getHeapSnapshot } from 'node:v8';
import { describe, expect, test, vi } from 'vitest';
import { checkValue } from '../../../host/src/keys/check-value.ts';
import { Introduction } from '../../../host/src/keys/introduction.ts';
import { protocolHtml, protocolText } from '../../../host/src/keys/protocol.ts';
import { protocolLanguages, protocolTexts } from '../../../host/src/keys/protocol-texts.ts';
import { keyBytes } from '../../../host/src/seal/open-1.ts';
import { cardAnswer } from '../login/_office.ts';
import { anna, keyOf, loginKey, newOffice, ruth, sealKey } from './_store.ts';

/** To the end, with Oscar as witness and Anna absent. */
async function introduce() {
  const desk = await newOffice();
  const ceremony = new Introduction(desk.office, ruth, anna);
  ceremony.setWitness('oscar', 'card');
  ceremony.enter(keyOf('response'), loginKey);
  ceremony.enter(keyOf('seal'), sealKey);
  return { ...desk, recorded: await ceremony.end('destroyed') };
}

describe('the ceremony', () => {
  test('SE-9.3a officer and witness enter a key; time and people are recorded before it counts', async () => {
    const { journal, store, recorded } = await introduce();
    expect(journal.entries).toMatchObject([
      {
        ...{ kind: 'ceremony', person: 'ruth', witness: 'oscar', issuer: '471100', time: '2026-07-01T08:00:00.000Z' },
        outcome: 'response key 1, seal key 1 of anna entered',
        content: { envelope: 'destroyed', witness: { name: 'Oscar Lind', proof: 'card' }, clerk: { present: false } },
      },
    ]);
    expect(recorded.row.number).toBe(1);
    expect(store.find('anna')).toEqual({ ...anna, roles: [] });
    expect(store.keys('anna')).toMatchObject([
      { use: 'seal', officer: 'ruth', witness: 'oscar', enteredAt: '2026-07-01T08:00:00.000Z' },
      { use: 'response', officer: 'ruth', witness: 'oscar' },
    ]);
  });

  test('SE-9.3a the clerk as the witness proves the new key with the new card', async () => {
    const { office, store } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    ceremony.setWitness('anna', 'new-card');
    expect(ceremony.step).toBe('keys');
    expect(ceremony.enter(keyOf('response'), loginKey.replace(/(.{5})/g, '$1 '))).toBe(checkValue(loginKey));
    expect(ceremony.step).toBe('proof');
    await expect(ceremony.end('resealed')).rejects.toThrow('proved by the new card');
    expect(ceremony.prove(cardAnswer(ceremony.ask(), sealKey))).toBe(false);
    expect(() => ceremony.prove('000000')).toThrow('the card was not asked');
    expect(ceremony.prove(cardAnswer(ceremony.ask(), loginKey))).toBe(true);
    const { record } = await ceremony.end('resealed');
    expect(record).toMatchObject({ clerk: { present: true }, witness: { user: 'anna', proof: 'new-card' } });
    expect(store.takeNotices('anna')).toEqual([]);
  });

  test('SE-9.3b a clerk who was away is told at the next login, once', async () => {
    const { store } = await introduce();
    const notice = { at: '2026-07-01T08:00:00.000Z', generation: 1, officer: 'Ruth Berg', witness: 'Oscar Lind' };
    expect(store.takeNotices('anna')).toEqual([
      { ...notice, use: 'response' },
      { ...notice, use: 'seal' },
    ]);
    expect(store.takeNotices('anna')).toEqual([]);
  });

  test('SE-9.3a officer and witness are two people, and an officer enters no key of his own', async () => {
    const { office } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    expect(() => ceremony.setWitness('ruth', 'card')).toThrow('officer and witness are two people');
    expect(() => ceremony.setWitness('nobody', 'card')).toThrow('no person nobody who could be the witness');
    expect(() => ceremony.setWitness('oscar', 'new-card')).toThrow('no person oscar who could be');
    expect(() => new Introduction(office, ruth, { ...anna, user: 'ruth' })).toThrow('may not enter his own key');
  });

  test('SE-9.3a what the end would refuse is refused before the envelope is opened, or as soon as it is typed', async () => {
    const { office } = await introduce();
    expect(() => new Introduction(office, ruth, { ...anna, user: 'kim' })).toThrow(`issuer ${anna.issuer} belongs to`);
    const again = new Introduction(office, ruth, anna);
    again.setWitness('oscar', 'card');
    expect(() => again.enter(keyOf('response'), loginKey)).toThrow('anna has response key 1 already');
    expect(again.typed).toEqual([]);
    expect(again.enter({ ...keyOf('response'), generation: 2 }, loginKey)).toBe(checkValue(loginKey));
  });

  test('SE-9.3a no step can be left out', async () => {
    const { office, journal } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    expect(() => ceremony.enter(keyOf('response'), loginKey)).toThrow('the witness has to be identified first');
    expect(() => ceremony.ask()).toThrow('the login key has to be typed first');
    await expect(ceremony.end('destroyed')).rejects.toThrow('the witness has to be identified first');
    ceremony.setWitness('oscar', 'card');
    await expect(ceremony.end('destroyed')).rejects.toThrow('the login key has to be typed');
    ceremony.enter(keyOf('seal'), sealKey);
    await expect(ceremony.end('destroyed')).rejects.toThrow('the login key has to be typed');
    expect(journal.entries).toEqual([]);
  });

  test('SE-3.2 a seal key is refused for a clerk who is not to use procedure 2', async () => {
    const { office } = await newOffice();
    const ceremony = new Introduction(office, ruth, { ...anna, procedure: 3 });
    ceremony.setWitness('oscar', 'card');
    expect(() => ceremony.enter(keyOf('seal'), sealKey)).toThrow('only clerks of procedure 2');
  });

  test.each([
    [{ generation: 0 }, loginKey, 'generation'],
    [{ method: 'rot13' }, loginKey, 'method'],
    [{ validTo: '2025-12-31' }, loginKey, 'validTo'],
    [{ validFrom: 'today' }, loginKey, 'validFrom'],
    [{ card: 'å' }, loginKey, 'card'],
    [{ use: 'both' }, loginKey, 'use'],
    [{}, loginKey.slice(1), 'exactly 35 digits'],
    [{}, `${loginKey.slice(1)}x`, 'other characters'],
  ])('what cannot stand on a sheet is refused: %o', async (more, digits, message) => {
    const { office } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    ceremony.setWitness('oscar', 'card');
    expect(() => ceremony.enter({ ...keyOf('response'), ...(more as object) }, digits)).toThrow(message);
    expect(ceremony.typed).toEqual([]);
  });

  test('three wrong proofs end it, time ends it, cancelling ends it', async () => {
    const { office, time } = await newOffice();
    const begin = () => {
      const ceremony = new Introduction(office, ruth, anna);
      ceremony.setWitness('oscar', 'card');
      ceremony.enter(keyOf('response'), loginKey);
      return ceremony;
    };
    const guessed = begin();
    for (let i = 0; i < 3; i++) expect(guessed.prove(cardAnswer(guessed.ask(), sealKey))).toBe(false);
    const [cancelled, slow] = [begin(), begin()];
    cancelled.cancel();
    time.now += 20 * 60_000;
    for (const ceremony of [guessed, cancelled, slow]) {
      await expect(ceremony.end('destroyed')).rejects.toThrow('it is over; begin a new one');
      expect(ceremony.typed).toEqual([]);
    }
  });

  test('PK-5.5 an officer whose role was taken meanwhile cannot end it', async () => {
    const { office, store } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    ceremony.setWitness('oscar', 'card');
    ceremony.enter(keyOf('response'), loginKey);
    store.change(({ people }) => {
      people[0]!.roles = ['administrator'];
    });
    await expect(ceremony.end('destroyed')).rejects.toThrow('"introduce-key" was refused: it needs the role officer');
  });

  test('a key that the store refuses is in the journal as refused', async () => {
    const { office, journal } = await newOffice();
    const [first, second] = [new Introduction(office, ruth, anna), new Introduction(office, ruth, anna)];
    for (const ceremony of [first, second]) {
      ceremony.setWitness('oscar', 'card');
      ceremony.enter(keyOf('response'), loginKey);
    }
    await first.end('destroyed');
    await expect(second.end('destroyed')).rejects.toThrow('anna has response key 1 already');
    expect(journal.entries.at(-1)!.outcome).toBe('Not done, the key store refused: response key 1 of anna entered');
  });

  test('SE-9.3a temporary memory is overwritten: no buffer that a key went through still has it', async () => {
    // Where bytes of a key can come from: text turned into bytes, decryption, copies.
    const makers = [vi.spyOn(Uint8Array, 'from'), vi.spyOn(Uint8Array.prototype, 'slice'), vi.spyOn(Buffer, 'from')];
    let made: Uint8Array[];
    try {
      await introduce();
      const results = makers.flatMap((maker) => maker.mock.results.map(({ value }) => value as unknown));
      made = results.filter((value) => value instanceof Uint8Array);
    } finally {
      for (const maker of makers) maker.mockRestore();
    }
    // The two keys as they were typed, and two decoys, all zeros by now.
    const wiped = made.filter((bytes) => bytes.length === 35 && bytes.every((byte) => byte === 0));
    expect(wiped.length).toBeGreaterThanOrEqual(4);
    expect(made.filter((bytes) => /[0-9]{35}/.test(Buffer.from(bytes).toString('latin1')))).toEqual([]);
  });

  test('SE-9.3a no text of a key lives on in the heap after a login and a seal', async () => {
    const { store } = await newOffice();
    // A key that stands nowhere else: as numbers until the heap was written down, as one flat text while it is used.
    const numbers = Array.from(randomBytes(35), (byte) => byte % 10);
    const flat = (): string => Buffer.from(numbers.map((number) => 0x30 + number)).toString('latin1');
    let secret: string | undefined = flat();
    store.change((body) => {
      body.people.push({ ...anna, roles: ['clerk'], notices: [] });
      const row = { user: 'anna', enteredAt: '', officer: '', witness: '' };
      const bytes = keyBytes(secret!);
      store.addKey(body, { ...keyOf('response'), ...row }, bytes);
      bytes.fill(0);
    });
    store.responses('anna', '123456', new Date());
    secret = undefined;
    const snapshot = await text(getHeapSnapshot());
    expect(snapshot).toContain('sigillator-key-store-1');
    expect(snapshot.includes(flat())).toBe(false);
  });
});

describe('the protocol', () => {
  test.each(protocolLanguages)('SE-9.3a is printed to be signed, without a secret, in %s', async (language) => {
    const { recorded } = await introduce();
    for (const printed of [protocolText(recorded, language), protocolHtml(recorded, language)]) {
      for (const part of [
        'Ruth Berg',
        'Oscar Lind',
        'Anna Ek',
        '471100',
        '2026-07-01 08:00 UTC',
        'CARD-1',
        'host-held',
      ])
        expect(printed).toContain(part);
      expect(printed).toContain(recorded.row.hash);
      for (const key of [loginKey, sealKey])
        for (let i = 0; i + 6 <= key.length; i += 5)
          expect(printed.replace(/\s/g, '')).not.toContain(key.slice(i, i + 6));
      expect(printed).not.toContain(checkValue(loginKey));
    }
  });

  test('names cannot bring markup into the page', async () => {
    const { recorded } = await introduce();
    recorded.record.clerk.name = '<script>"x"&';
    expect(protocolHtml(recorded, 'en')).toContain('&#60;script&#62;&#34;x&#34;&#38;');
    expect(protocolHtml(recorded, 'en')).not.toContain('<script>');
  });

  test('a clerk who was there signs too', async () => {
    const { office } = await newOffice();
    const ceremony = new Introduction(office, ruth, anna);
    ceremony.setWitness('oscar', 'card');
    ceremony.enter(keyOf('response'), loginKey);
    ceremony.prove(cardAnswer(ceremony.ask(), loginKey));
    const recorded = await ceremony.end('resealed');
    expect(protocolText(recorded, 'en').match(/Signature ___/g)).toHaveLength(3);
    expect(protocolText(recorded, 'fr')).toContain(protocolTexts.fr.envelope.resealed);
  });
});
