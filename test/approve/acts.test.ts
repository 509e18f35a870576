// Marking, approving and sealing cases: who may, what is refused, what is written down.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SealError, type VerifierKey, verifyDocument } from '@sigillator/host';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compressed, open1 } from '../wire/sealing.ts';
import { annaKey, codeOf, declaration, Office } from './office.ts';

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(() => office.close());
const add = (customsId?: string, goods?: string): string => office.desk.add(declaration(customsId, goods), 'tdr041').id;

describe('the list', () => {
  test('SE-9.5a shows customs id, goods, export control code and destination of each case', () => {
    add();
    const [one] = office.desk.list('anna');
    expect(one).toMatchObject({
      customsId: '18SE0000000001',
      goods: ['73041100', 'STEEL PIPES'],
      exportControl: '1',
      destination: 'DK',
      state: 'open',
    });
  });

  test('takes the same document twice as one case, and another content of the same customs id not at all', async () => {
    expect(add()).toBe(add());
    expect(await codeOf(() => add('18SE0000000001', 'GOLD'))).toBe('case-there');
    // Nor by a change of another case.
    const other = add('18SE0000000009');
    expect(await codeOf(() => office.desk.change(other, declaration('18SE0000000001', 'GOLD')))).toBe('case-there');
    expect(await codeOf(() => office.desk.change(other, declaration('18SE0000000009', 'GOLD')))).toBe('none');
    expect(office.desk.list('anna')).toHaveLength(2);
  });

  test('PK-5.5 lets only clerks approve, and strangers see nothing', async () => {
    const id = add();
    expect(office.desk.list('olga')).toHaveLength(1);
    expect(await codeOf(() => office.desk.review('olga', id))).toBe('not-allowed');
    expect(await codeOf(() => office.desk.mark('olga', [office.seen('olga', id)]))).toBe('not-allowed');
    expect(await codeOf(() => office.desk.list('mallory'))).toBe('not-allowed');
  });
});

describe('what the journal does not take', () => {
  test('is no case: a customs id of 201 characters is refused, as a new case and as a change', async () => {
    const id = add('A'.repeat(200));
    expect(await codeOf(() => add('A'.repeat(201)))).toBe('too-long');
    expect(await codeOf(() => office.desk.change(id, declaration('A'.repeat(201))))).toBe('too-long');
    await office.approved('anna', [id], 2);
    expect(await office.rows('approval')).toHaveLength(1);
  });

  test('and stands in the store of an older bridge, holds up no start and no approval of others', async () => {
    const [id, old] = [add('A'), add('B')];
    const { store } = office;
    const long = { ...store.get(old), summary: { ...store.get(old).summary, customsId: 'B'.repeat(201) } };
    store.put(long);
    store.tell({ kind: 'approval', customsId: 'B'.repeat(201), requestId: 'old/0', outcome: 'approved' });
    store.tell({ kind: 'approval', customsId: 'C', requestId: 'old/1', outcome: 'approved' });
    await office.stop();
    await office.start();
    expect((await office.desk.recover()).map(({ requestId }) => requestId)).toEqual(['old/0']);
    await office.approved('anna', [id], 2);
    expect((await office.rows('approval')).map(({ customsId }) => customsId)).toEqual(['C', 'A']);
    expect(await codeOf(() => office.approved('anna', [old], 2))).toBe('too-long');
    expect(office.view('anna', old).state).toBe('marked');
  });
});

describe('two acts', () => {
  test('SE-9.5b refuses an approval of what this clerk has not marked', async () => {
    const id = add();
    const approve = () =>
      office.desk.approve('anna', { cases: [office.seen('anna', id)], procedure: 2, language: 'sv' });
    expect(await codeOf(approve)).toBe('not-marked');
    office.desk.mark('bertil', [office.seen('bertil', id)]);
    expect(await codeOf(approve)).toBe('busy');
    office.pass(16);
    expect(await codeOf(approve)).toBe('not-marked');
    expect(await office.rows('approval')).toEqual([]);
  });

  test('SE-9.5b approves all marked cases or none of them', async () => {
    const [first, second] = [add('A'), add('B')];
    office.desk.mark('anna', [office.seen('anna', first)]);
    const cases = [office.seen('anna', first), office.seen('anna', second)];
    expect(await codeOf(() => office.desk.approve('anna', { cases, procedure: 2, language: 'sv' }))).toBe('not-marked');
    expect(office.view('anna', first).state).toBe('marked');
    office.desk.mark('anna', [cases[1]!]);
    await office.desk.approve('anna', { cases, procedure: 2, language: 'sv' });
    expect(office.desk.list('anna').map(({ state }) => state)).toEqual(['approved', 'approved']);
  });

  test('PK-5.8 writes down the statement that the clerk approved, in his language', async () => {
    await office.approved('anna', [add()], 2);
    const [row] = await office.rows('approval');
    expect(row).toMatchObject({ person: 'anna', customsId: '18SE0000000001', outcome: 'approved' });
    expect(row!.content).toMatchObject({ language: 'sv', name: 'Anna Lind', goods: ['73041100', 'STEEL PIPES'] });
    expect((row!.content as { statement: string }).statement).toContain('egenhändiga namnteckning');
  });

  test('approves nothing without a statement in a language that there is', async () => {
    const cases = [office.seen('anna', add())];
    office.desk.mark('anna', cases);
    const code = await codeOf(() => office.desk.approve('anna', { cases, procedure: 2, language: '__proto__' }));
    expect(code).toBe('bad-request');
  });
});

describe('what is under review', () => {
  test('gives a case to one of two clerks, and the other a sentence that says who has it', async () => {
    const id = add();
    office.desk.review('anna', id);
    const refused = await Promise.resolve()
      .then(() => office.desk.review('bertil', id))
      .catch((error: Error) => error.message);
    expect(refused).toBe(
      'Reviewing case 18SE0000000001: Anna Lind has it under review until 08:15 UTC. Take another case, or ask Anna Lind.',
    );
    expect(office.view('bertil', id).holder).toEqual({ name: 'Anna Lind', until: '2026-06-02T08:15:00.000Z' });
    office.desk.release('anna', id);
    expect(office.desk.review('bertil', id).state).toBe('review');
  });

  test('PK-5.7 lets nobody change what is under review, or approved and not yet sealed', async () => {
    const id = add();
    office.desk.review('anna', id);
    expect(await codeOf(() => office.desk.change(id, declaration('18SE0000000001', 'GOLD')))).toBe('busy');
    await office.approved('anna', [id], 2);
    office.pass(60 * 24);
    expect(await codeOf(() => office.desk.change(id, declaration('18SE0000000001', 'GOLD')))).toBe('case-approved');
  });

  test('PK-5.7 voids a mark when the document changed after the review ran out', async () => {
    const id = add();
    const before = [office.seen('anna', id)];
    office.desk.mark('anna', before);
    office.pass(16);
    office.desk.change(id, declaration('18SE0000000001', 'GOLD'));
    expect(await codeOf(() => office.desk.approve('anna', { cases: before, procedure: 2, language: 'en' }))).toBe(
      'not-marked',
    );
    // What she saw before is not what she would mark now.
    expect(await codeOf(() => office.desk.mark('anna', before))).toBe('case-changed');
    office.desk.mark('anna', [office.seen('anna', id)]);
    expect(await codeOf(() => office.desk.approve('anna', { cases: before, procedure: 2, language: 'en' }))).toBe(
      'case-changed',
    );
  });

  test('ends a review by time, and no clock that goes back makes it last', () => {
    const id = add();
    office.desk.review('anna', id);
    office.pass(14);
    expect(office.view('bertil', id).holder?.name).toBe('Anna Lind');
    office.pass(1);
    expect(office.view('bertil', id)).toMatchObject({ state: 'open' });
    office.desk.review('anna', id);
    office.pass(-24 * 60);
    expect(office.desk.review('bertil', id).state).toBe('review');
  });
});

describe('sealing', () => {
  test('SE-3.2 SE-9.6 the office puts the clerk, the document seal and the issuer seal in their places', async () => {
    const id = add();
    const approval = await office.approved('anna', [id], 2);
    await office.desk.sealing.seal('anna', approval);
    const { sealed } = office.store.get(id);
    expect(text(sealed)).toContain("CTA+DE+SE5566778899:CLERK'");
    // The data of the message as the seal document 5.1 takes them, by hand
    const data = `1CUSDECD96BUN92918SE0000000001936DK1DESE5566778899CLERK173041100AAASTEEL PIPES000000000000`;
    const document = compressed(open1('document', '12345678901234567890123456789012345', data));
    const issuer = compressed(open1('issuer', annaKey, document));
    expect(text(sealed)).toContain(`AUT+${document}+${issuer}'`);
    const keys: VerifierKey[] = [
      {
        issuer: 'SE5566778899',
        generation: 1,
        use: 'seal',
        key: annaKey,
        validFrom: '2026-01-01',
        validTo: '2026-12-31',
        heldBy: 'host',
      },
    ];
    expect(verifyDocument(sealed!, { keys, at: new Date('2026-06-02') })).toMatchObject({
      ok: true,
      origin: 'host-held',
    });
    expect((await office.rows('seal'))[0]).toMatchObject({
      origin: 'host-held',
      documentSeal: document,
      issuerSeal: issuer,
    });
    expect(text((await office.rows('seal'))[0]!.content as Uint8Array)).toBe(text(sealed));
  });

  test('SE-3.1 the clerk types the seal from the device; where the office holds no key, its form is checked', async () => {
    const id = add();
    await office.approved('bertil', [id], 1);
    expect(office.desk.typing.documentSealOf('bertil', id)).toMatch(/^\d{6}$/);
    expect(await codeOf(() => office.desk.typing.type('bertil', id, '1234'))).toBe('seal-digits');
    expect(await office.desk.typing.type('bertil', id, '004 217')).toMatchObject({
      issuerSeal6: '004217',
      check: 'format',
      origin: 'card',
    });
    expect(text(office.store.get(id).sealed)).toMatch(/AUT\+\d{6}\+004217'/);
  });

  test('SE-3.1 where the office holds the key, a wrong digit is refused', async () => {
    const id = add();
    await office.approved('anna', [id], 1);
    const right = compressed(open1('issuer', annaKey, office.desk.typing.documentSealOf('anna', id)));
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
    expect(await codeOf(() => office.desk.typing.type('anna', id, wrong))).toBe('issuer-seal-wrong');
    expect(await office.desk.typing.type('anna', id, right)).toMatchObject({ check: 'key', origin: 'host-held' });
  });

  test('only the clerk who approved seals, and only by a key that is his', async () => {
    const id = add();
    const cases = [office.seen('bertil', id)];
    office.desk.mark('bertil', cases);
    expect(await codeOf(() => office.desk.approve('bertil', { cases, procedure: 2, language: 'sv' }))).toBe(
      'not-allowed',
    );
    const approval = await office.approved('bertil', [id], 1);
    expect(await codeOf(() => office.desk.typing.type('anna', id, '123456'))).toBe('not-allowed');
    expect(await codeOf(() => office.desk.withdraw('anna', approval))).toBe('not-allowed');
    expect(await office.desk.withdraw('olga', approval)).toBe(1);
    expect((await office.rows('approval')).map(({ person, outcome }) => `${person} ${outcome}`)).toEqual([
      'bertil approved',
      'olga withdrawn',
    ]);
  });

  test('PK-5.7 seals nothing that is not what was approved, not even with a changed store', async () => {
    const id = add();
    const approval = await office.approved('anna', [id], 2);
    const gold = declaration('18SE0000000001', 'GOLD');
    const database = new DatabaseSync(join(office.folder, 'cases'));
    database.prepare('UPDATE cases SET shown = ? WHERE id = ?').run(gold, id);
    expect(await codeOf(() => office.desk.sealing.seal('anna', approval))).toBe('case-tampered');
    // The digest that was approved is changed too: the journal still has it.
    database
      .prepare("UPDATE cases SET told = json_set(told, '$.approval.digest', ?) WHERE id = ?")
      .run(sha256(gold), id);
    database.close();
    expect(await codeOf(() => office.desk.sealing.seal('anna', approval))).toBe('case-tampered');
    expect(await office.rows('seal')).toEqual([]);
  });

  test('SE-1.3 sends what is sealed, and the journal tells which cases went into which transmission', async () => {
    await office.stop();
    const sent: string[] = [];
    const sender = {
      send: async ({ customsId }: { customsId: string }) => {
        sent.push(customsId);
        return { transmission: `T${sent.length}` };
      },
    };
    await office.start({ sender });
    const approval = await office.approved('anna', [add('A'), add('B')], 2);
    await office.desk.sealing.seal('anna', approval);
    expect(sent).toEqual(['A', 'B']);
    expect((await office.rows('transmission')).map((row) => [row.customsId, row.transmission])).toEqual([
      ['A', 'T1'],
      ['B', 'T2'],
    ]);
    expect(office.desk.list('anna').map(({ state }) => state)).toEqual(['sent', 'sent']);
  });
});

test('SE-9.6 keeps what could not be sent, says why, and sends it when asked again', async () => {
  await office.stop();
  let reachable = false;
  const sender = {
    send: async () => {
      if (!reachable) throw new SealError('channel', 'Sending: customs did not answer.');
      return { transmission: 'T7' };
    },
  };
  await office.start({ sender });
  const id = add();
  const approval = await office.approved('anna', [id], 2);
  await office.desk.sealing.seal('anna', approval);
  expect(office.view('anna', id)).toMatchObject({ state: 'sealed', problem: 'Sending: customs did not answer.' });
  reachable = true;
  await office.desk.sending.again('anna', approval);
  expect(office.view('anna', id)).toMatchObject({ state: 'sent', transmission: 'T7' });
  expect(office.view('anna', id).problem).toBeUndefined();
});

describe('a device', () => {
  const unheardOf = { find: () => undefined, requireNeverSealed: async () => {} };
  const refusing = (code: string) => ({
    ...unheardOf,
    seal: async () => {
      throw new SealError(code, `The device said ${code}.`);
    },
  });

  test('SE-3.3 takes the approval away when the clerk refuses at the device', async () => {
    await office.stop();
    await office.start({ device: refusing('refused') });
    const id = add();
    const approval = await office.approved('bertil', [id], 3);
    expect(await codeOf(() => office.desk.sealing.seal('bertil', approval))).toBe('refused');
    expect(office.view('bertil', id)).toMatchObject({ state: 'failed', problem: 'The device said refused.' });
    expect(office.desk.review('anna', id).state).toBe('review');
    const told = (await office.rows('approval')).map(({ person, outcome }) => `${person} ${outcome}`);
    expect(told).toEqual(['bertil approved', 'bertil ended without a seal: refused']);
  });

  test('SE-3.3 keeps the approval when the cable goes, and asks again under the same name', async () => {
    await office.stop();
    await office.start({ device: refusing('no-device') });
    const id = add();
    const approval = await office.approved('bertil', [id], 3);
    expect(await codeOf(() => office.desk.sealing.seal('bertil', approval))).toBe('no-device');
    expect(office.view('bertil', id)).toMatchObject({ state: 'approved', problem: 'The device said no-device.' });
    const asked: string[] = [];
    await office.stop();
    const device = {
      ...unheardOf,
      seal: async ({ requestId }: { requestId: string }) => {
        asked.push(requestId);
        return [];
      },
    };
    await office.start({ device });
    // An answer that is no seal of these bytes is not used.
    expect(await codeOf(() => office.desk.sealing.seal('bertil', approval))).toBe('case-tampered');
    expect(asked).toEqual([`${approval}.0`]);
    expect(office.view('bertil', id).state).toBe('approved');
  });
});
