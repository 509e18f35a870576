// What an office makes of the answers of customs: CONTRL and CUSRES that refuse are no success (issue 9, D.96B, ISO 9735-4).
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { documentSeal, issuerSeal, placeSeals, scopeOf } from '@sigillator/host';
import { type Customs, startCustoms } from '@sigillator/simulator/customs/start';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TesSender } from '../../host/src/send/tes-sender.ts';
import { annaKey, codeOf, declaration, Office } from '../approve/office.ts';

let office: Office;
let server: Server;
/** What customs answers next. */
let body = '';

/** A conversation as customs writes it: CONTRL for `reference`, and one CUSRES. */
const contrl = (reference: string, uci: string, ucm = ''): string =>
  `UNB+UNOC:3+CUSTOMS+SENDER+260602:1200+C1'UNH+1+CONTRL:4:1:UN'UCI+${reference}+SENDER+CUSTOMS+${uci}'${ucm}UNT+3+1'UNZ+1+C1'`;
const cusres = (type: string): string =>
  `UNB+UNOC:3+CUSTOMS+SENDER+260602:1200+R1'UNH+1+CUSRES:D:96B:UN'BGM+929+18SE01+11+${type}'FTX+AAO+++GOODS MIS:SING'UNT+4+1'UNZ+1+R1'`;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  office = await Office.open();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tes`;
  await office.stop();
  await office.start({ sender: { send: (one) => new TesSender({ url, journal: office.journal }).send(one) } });
});
afterEach(async () => {
  await office.close();
  server.close();
});

/** A case that Anna approved and the office sealed; its approval. */
async function sealedCase(): Promise<{ id: string; approval: string }> {
  const { id } = office.desk.add(declaration('18SE01'), 'tdr041');
  const approval = await office.approved('anna', [id], 2);
  await office.desk.sealing.seal('anna', approval);
  return { id, approval };
}

test.each([
  ['CONTRL that rejects the interchange', contrl('18SE01', '4+29+UNZ'), 'CONTRL UCI code 4, error 29'],
  [
    'CONTRL that rejects the message',
    contrl('18SE01', '7', "UCM+1+CUSDEC:D:96B:UN+4+13'"),
    'CONTRL UCM code 4, error 13',
  ],
  ['CUSRES that rejects the declaration', contrl('18SE01', '7') + cusres('RE'), 'CUSRES RE for 18SE01; GOODS MISSING'],
])('SE-9.6 a case is rejected, not sent, after %s, and may be sent again', async (_, answer, told) => {
  body = answer;
  const { id, approval } = await sealedCase();
  const seen = office.view('anna', id);
  expect(seen).toMatchObject({ state: 'rejected', transmission: '18SE01' });
  expect(seen.problem).toContain(told);
  expect((await office.rows('transmission')).map(({ outcome }) => outcome)).toEqual([`rejected: ${seen.problem}`]);
  expect(new TextDecoder().decode((await office.rows('answer'))[0]!.content as Uint8Array)).toBe(answer);

  body = contrl('18SE01', '7') + cusres('AP');
  await office.desk.sending.again('anna', approval);
  expect(office.view('anna', id)).toMatchObject({ state: 'sent' });
  expect(office.view('anna', id).problem).toBeUndefined();
  expect((await office.rows('transmission')).at(-1)!.outcome).toBe('sent');
});

test('SE-9.6 the company changes what customs rejected; nobody marks it as it is, and a clerk approves it anew', async () => {
  body = contrl('18SE01', '7') + cusres('RE');
  const { id } = await sealedCase();
  expect(() => office.desk.mark('anna', [office.seen('anna', id)])).toThrow('customs refused it');
  office.desk.change(id, declaration('18SE01', 'COPPER PIPES'));
  expect(office.view('anna', id)).toMatchObject({ state: 'open', goods: ['73041100', 'COPPER PIPES'] });
  expect(office.view('anna', id).seals).toBeUndefined();
  body = contrl('18SE01', '7');
  const approval = await office.approved('anna', [id], 2);
  await office.desk.sealing.seal('anna', approval);
  expect(office.view('anna', id)).toMatchObject({ state: 'sent' });
});

test.each([
  ['a page of a proxy', '<html>Please log in</html>', 'an answer without any'],
  ['CONTRL for another interchange', contrl('OTHER', '7'), 'one for OTHER'],
])('SE-9.6 a case stays sealed after %s with status 200, and the journal keeps what came', async (_, answer, came) => {
  body = answer;
  const { id, approval } = await sealedCase();
  expect(office.view('anna', id).state).toBe('sealed');
  expect(office.view('anna', id).problem).toContain(`expected CONTRL for interchange 18SE01, got ${came}`);
  const [row] = await office.rows('answer');
  expect(row).toMatchObject({ outcome: 'no answer to this transmission', transmission: '18SE01' });
  expect(new TextDecoder().decode(row!.content as Uint8Array)).toBe(answer);
  body = contrl('18SE01', '8');
  await office.desk.sending.again('anna', approval);
  expect(office.view('anna', id).state).toBe('sent');
});

test.each([
  ['interchange', contrl('18SE01', '4+26')],
  ['message', contrl('18SE01', '7', "UCM+1+CUSDEC:D:96B:UN+4+26'")],
])(
  'SE-9.6 a case whose %s customs has already is not rejected: its first answer is lost, and may have been yes',
  async (_, answer) => {
    body = '';
    const { id, approval } = await sealedCase();
    body = answer;
    await office.desk.sending.again('anna', approval);
    const { problem, ...seen } = office.view('anna', id);
    expect(seen).toMatchObject({ state: 'sealed', problemCode: 'customs-has-it' });
    expect(problem).toContain('has interchange 18SE01 already');
    expect((await office.rows('answer')).at(-1)!.outcome).toContain('code 4, error 26');
    expect(await office.rows('transmission')).toEqual([]);
    expect(() => office.desk.change(id, declaration('18SE01', 'COPPER PIPES'))).toThrow('nobody can change that');
  },
);

test('PK-5.5 nobody sends what another clerk approved, neither by sending nor by sealing', async () => {
  body = '';
  const { id, approval } = await sealedCase();
  body = contrl('18SE01', '7');
  expect(await codeOf(() => office.desk.sending.again('bertil', approval))).toBe('not-allowed');
  expect(await codeOf(() => office.desk.sealing.seal('bertil', approval))).toBe('not-allowed');
  expect(office.view('anna', id).state).toBe('sealed');
});

test('SE-9.6 the answers of the simulated customs are read: a seal that it knows is sent, one that it does not is rejected', async () => {
  let customs: Customs | undefined;
  try {
    const years = { use: 'seal', validFrom: '2026-01-01', validTo: '2028-12-31' } as const;
    const keys = [{ issuer: 'SE5566778899', key: annaKey, generation: 1, ...years }];
    customs = await startCustoms({ folder: `${office.folder}/customs`, keys, now: () => new Date(office.nowMs) });
    const sender = new TesSender({ url: `${customs.url}tes`, journal: office.journal });
    const sealed = (key: string, customsId: string): Uint8Array => {
      const document = declaration(customsId);
      const documentSeal6 = documentSeal(scopeOf(document, { profile: 'tdr041' }).sealed).digits6;
      const issuerSeal6 = issuerSeal(documentSeal6, key).digits6;
      return placeSeals(document, { profile: 'tdr041', documentSeal6, issuerSeal6 });
    };
    expect(await sender.send({ customsId: '18SE02', document: sealed(annaKey, '18SE02') })).toEqual({
      transmission: '18SE02',
    });
    const wrong = sealed([...annaKey].reverse().join(''), '18SE03');
    expect((await sender.send({ customsId: '18SE03', document: wrong })).rejected).toContain('CUSRES RE for 18SE03');
    // Its own sentence, where it does not answer in EDIFACT.
    await expect(sender.send({ customsId: '18SE03', document: sealed(annaKey, '18SE03') })).rejects.toThrow(
      'and "Reading file 11 of the archive: another interchange 18SE03 came from SENDER before"',
    );
  } finally {
    await customs?.close();
  }
});
