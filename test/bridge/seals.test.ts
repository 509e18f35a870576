// Sealing through the bridge: exactly once by request id, in turns on a device, and a row in the journal for each document.
import { documentSeal, SealError, scopeOf } from '@sigillator/host';
import type { Journal } from '@sigillator/host/journal';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { declaration } from '../wire/sealing.ts';
import { FakeDevice } from './fake-device.ts';
import { type BridgeRig, bearer, bridgeRig, otherBearer } from './rig.ts';

let rig: BridgeRig;
beforeEach(async () => {
  rig = await bridgeRig();
});
afterEach(() => rig.close());

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const request = (requestId: string, documents = [declaration()], more: object = {}) => ({
  requestId,
  documents: documents.map((document) => ({ document: base64(document), profile: 'tdr041' })),
  ...more,
});
const ask = (payload: object, headers: Record<string, string> = bearer) =>
  rig.app.inject({ method: 'POST', url: '/v1/seals', headers, payload });
const get = (url: string, headers: Record<string, string> = bearer) => rig.app.inject({ url, headers });
const post = (url: string, payload: object, headers: Record<string, string> = bearer) =>
  rig.app.inject({ method: 'POST', url, headers, payload });

async function rows(journal: Journal) {
  const found = [];
  for await (const row of journal.search({ kind: 'seal' })) found.push(row);
  return found;
}

describe('exactly once', () => {
  test('SE-3.3 a document comes back with both seals in place, evidence, and one row in the journal', async () => {
    const answer = await ask(request('r1'));
    expect(answer.statusCode, answer.body).toBe(200);
    const [seal] = answer.json().seals;
    // The document seal by the library itself, the way the clerk's own program would check it.
    expect(seal.documentSeal6).toBe(documentSeal(scopeOf(declaration(), { profile: 'tdr041' }).sealed).digits6);
    expect(Buffer.from(seal.sealed, 'base64').toString('latin1')).toContain(
      `AUT+${seal.documentSeal6}+${seal.issuerSeal6}'`,
    );
    expect(await rows(rig.parts.journal)).toMatchObject([
      {
        requestId: 'erp/r1/1',
        digest: seal.digest,
        issuerSeal: seal.issuerSeal18,
        customsId: '18SE0000000001',
        origin: 'card',
      },
    ]);
  });

  test('the same request again gives the same seals: one row on the device, one in the journal', async () => {
    const first = await ask(request('r1'));
    const again = await ask(request('r1'));
    expect(again.json()).toEqual(first.json());
    expect(rig.device.rows).toHaveLength(1);
    expect(await rows(rig.parts.journal)).toHaveLength(1);
  });

  test('SE-3.3 cut behind the journal while the clock was set back: asked again, the journal has it once', async () => {
    const name = { owner: 'erp', requestId: 'r1' };
    const documents = ['01', '02'].map((end) => declaration(`18SE00000000${end}`));
    rig.pass(3_600_000);
    const approve = rig.device.waitForClerk();
    const first = ask(request('r1', documents));
    first.then(() => {});
    while (rig.device.showing === 0) await new Promise(setImmediate);
    rig.pass(-3_600_000);
    approve();
    expect((await first).statusCode).toBe(200);
    // As a crash leaves it between the journal and the note of it.
    rig.requests.seal(name, rig.requests.find(name)!.results!);
    expect((await ask(request('r1', documents))).statusCode).toBe(200);
    expect((await rows(rig.parts.journal)).map(({ requestId }) => requestId)).toEqual(['erp/r1/1', 'erp/r1/2']);
  });

  test('SE-3.3 where the journal had a part of a batch only, it gets the rest', async () => {
    const documents = ['01', '02', '03'].map((end) => declaration(`18SE00000000${end}`));
    const { seals } = (await ask(request('r1', documents))).json();
    const [first] = await rows(rig.parts.journal);
    const other = await bridgeRig();
    const { journal } = other.parts;
    const name = { owner: 'erp', requestId: 'r1' };
    const done = rig.requests.find(name)!;
    other.requests.note(name, done.digest, 3, new Date());
    other.requests.number(name, other.device.serial, 3, 0n);
    other.requests.seal(name, done.results!);
    const { kind, requestId, outcome, device, digest } = first!;
    // The same name at another desk, for a row of its own device, is another seal; so is a row 3 from before a new start.
    await journal.append([
      { kind, requestId, outcome, device, digest },
      { kind, requestId: 'erp/r1/2', outcome: "row 2 of the device's journal", device: 'ffff' },
      { kind, requestId: 'erp/r1/3', outcome: "row 3 of the device's journal", device, digest },
    ]);
    const payload = request('r1', documents);
    const again = await other.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
    expect(again.json().seals).toEqual(seals);
    expect((await rows(journal)).map((row) => `${row.requestId} ${row.device}`)).toEqual([
      `erp/r1/1 ${rig.device.serial}`,
      'erp/r1/2 ffff',
      `erp/r1/3 ${rig.device.serial}`,
      `erp/r1/2 ${rig.device.serial}`,
      `erp/r1/3 ${rig.device.serial}`,
    ]);
    await other.close();
  });

  test('two calls at the same time under one id share one approval', async () => {
    const approve = rig.device.waitForClerk();
    const both = [ask(request('r1')), ask(request('r1'))];
    while (rig.device.showing === 0) await new Promise(setImmediate);
    approve();
    const [first, second] = await Promise.all(both);
    expect(first!.json()).toEqual(second!.json());
    expect(rig.device.rows).toHaveLength(1);
  });

  test('a listener that fails neither fails the sealing nor keeps the others from hearing of it', async () => {
    const heard: unknown[] = [];
    rig.parts.events.subscribe('erp', () => {
      throw new Error('cannot hear');
    });
    rig.parts.events.subscribe('erp', ({ state }) => heard.push(state));
    expect((await ask(request('r1'))).statusCode).toBe(200);
    expect(heard.at(-1)).toBe('sealed');
  });

  test('a request whose end could not be told does not count as running for ever', async () => {
    const { events } = rig.parts;
    const publish = vi.spyOn(events, 'publish').mockImplementation(({ state }) => {
      if (state === 'failed') throw new Error('cannot tell');
    });
    vi.spyOn(rig.device, 'seal').mockRejectedValueOnce(new Error('cut'));
    expect((await ask(request('r1'))).statusCode).not.toBe(200);
    publish.mockRestore();
    expect((await get('/v1/seals/r1')).json()).toMatchObject({ running: false });
    expect((await ask(request('r1'))).statusCode).toBe(200);
  });

  test('the same id with another document is refused, and nothing is sealed', async () => {
    await ask(request('r1'));
    const answer = await ask(request('r1', [declaration('18SE0000000002')]));
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'request-reused', retryable: false });
    expect(rig.device.rows).toHaveLength(1);
  });

  test('ids belong to their program: another one neither gets nor sees what is behind them', async () => {
    await ask(request('r1'));
    expect((await get('/v1/seals/r1', otherBearer)).statusCode).toBe(404);
    await ask(request('r1', [declaration('18SE0000000002')]), otherBearer);
    expect(rig.device.rows).toHaveLength(2);
    expect((await rows(rig.parts.journal)).map(({ requestId }) => requestId)).toEqual(['erp/r1/1', 'wms/r1/1']);
  });

  test('a batch has consecutive numbers and a row for each document', async () => {
    const documents = ['01', '02', '03'].map((end) => declaration(`18SE00000000${end}`));
    const { seals } = (await ask(request('b1', documents))).json();
    expect(seals.map(({ counter }: { counter: number }) => counter)).toEqual([1, 2, 3]);
    expect((await rows(rig.parts.journal)).map(({ customsId }) => customsId)).toEqual([
      '18SE0000000001',
      '18SE0000000002',
      '18SE0000000003',
    ]);
  });

  test('a request that never reached its device is sealed under new numbers when a later one overtook it', async () => {
    // As a crash leaves it between the numbers and the device.
    const digestRow = rig.requests.note({ owner: 'erp', requestId: 'lost' }, 'x', 1, new Date());
    rig.requests.number(digestRow, rig.device.serial, 1, 0n);
    await ask(request('later'));
    expect(rig.device.rows).toMatchObject([{ requestId: '2' }]);
    const lost = { owner: 'erp', requestId: 'lost2' };
    // The same for a request whose content is known: number 1 was never sealed, the device's journal shows it.
    const { digest } = rig.requests.find({ owner: 'erp', requestId: 'later' })!;
    rig.requests.note(lost, digest, 1, new Date());
    rig.requests.number(lost, rig.device.serial, 1, 0n);
    await ask(request('after', [declaration('18SE0000000009')]));
    const answer = await ask(request('lost2'));
    expect(answer.statusCode, answer.body).toBe(200);
    expect(rig.device.rows.map(({ requestId }) => requestId)).toEqual(['2', '4', '5']);
  });

  test('a request that may have been sealed, which nobody can know any more, is never sealed again', async () => {
    await ask(request('r1'));
    const row = rig.requests.find({ owner: 'erp', requestId: 'r1' })!;
    const lost = { owner: 'erp', requestId: 'lost' };
    rig.requests.note(lost, row.digest, 1, new Date());
    rig.requests.number(lost, rig.device.serial, 1, 1n);
    await ask(request('after'));
    // The device has given up its oldest rows.
    rig.device.rows.splice(0, 1);
    rig.device.rows[0]!.counter = 600;
    const answer = await ask(request('lost'));
    expect(answer.json()).toMatchObject({ code: 'request-expired', retryable: false });
    expect(rig.device.rows).toHaveLength(1);
  });
});

describe('devices in turns', () => {
  test('two programs at once: their documents never stand on the display together', async () => {
    const answers = await Promise.all([
      ...[1, 2, 3].map((n) => ask(request(`e${n}`, [declaration(`18SE000000000${n}`)]))),
      ...[4, 5, 6].map((n) => ask(request(`w${n}`, [declaration(`18SE000000000${n}`)]), otherBearer)),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(rig.device.mostShowing).toBe(1);
    expect(rig.device.rows).toHaveLength(6);
  });

  test('who has acquired a device has it alone, until it is released', async () => {
    await get('/v1/devices');
    const { session } = (await post('/v1/devices/fake/acquire', { previous: null })).json();
    expect((await ask(request('w1'), otherBearer)).json()).toMatchObject({ code: 'busy', retryable: true });
    expect((await ask(request('e1'))).json()).toMatchObject({ code: 'busy' });
    expect((await ask(request('e1', [declaration()], { session }))).statusCode).toBe(200);
    expect((await post('/v1/devices/fake/release', { session }, otherBearer)).json()).toMatchObject({
      code: 'session-over',
    });
    expect((await post('/v1/devices/fake/release', { session })).statusCode).toBe(200);
    expect((await ask(request('w1'), otherBearer)).statusCode).toBe(200);
  });

  test('of two programs that take a device in the same state, one gets it', async () => {
    await get('/v1/devices');
    const [erp, wms] = await Promise.all([
      post('/v1/devices/fake/acquire', { previous: null }),
      post('/v1/devices/fake/acquire', { previous: null }, otherBearer),
    ]);
    expect([erp.statusCode, wms.statusCode].sort()).toEqual([200, 409]);
    const { session } = [erp, wms].find(({ statusCode }) => statusCode === 200)!.json();
    // Taken over knowingly; the session before is over.
    expect((await post('/v1/devices/fake/acquire', { previous: session }, otherBearer)).statusCode).toBe(200);
    expect((await ask(request('e1', [declaration()], { session }))).json()).toMatchObject({ code: 'session-over' });
  });

  test('a device that is sealing for its owner is not taken over', async () => {
    const { session } = (await post('/v1/devices/fake/acquire', { previous: null })).json();
    const approve = rig.device.waitForClerk();
    const sealing = ask(request('e1', [declaration()], { session }));
    sealing.then(() => {});
    while (rig.device.showing === 0) await new Promise(setImmediate);
    const taken = await post('/v1/devices/fake/acquire', { previous: session }, otherBearer);
    expect(taken.json()).toMatchObject({ code: 'busy', retryable: true });
    approve();
    expect((await sealing).statusCode).toBe(200);
  });

  test('a device on two ports is one device', async () => {
    const device = new FakeDevice();
    const two = await bridgeRig({ fakes: { 'usb:1': device, 'serial:1': device } });
    const listed = await two.app.inject({ url: '/v1/devices', headers: bearer });
    expect(listed.json().map(({ id }: { id: string }) => id)).toEqual(['usb:1']);
    const payload = request('r1', [declaration()], { device: 'serial:1' });
    const answer = await two.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
    expect(answer.statusCode).toBe(200);
    await two.close();
  });

  test('a request where two devices are is told to choose, and sealed on the one it names', async () => {
    const two = await bridgeRig({ fakes: { a: new FakeDevice('aa'), b: new FakeDevice('bb') } });
    const asked = (payload: object) => two.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
    expect((await asked(request('r1'))).json()).toMatchObject({ code: 'several-devices' });
    expect((await asked(request('r1', [declaration()], { device: 'b' }))).statusCode).toBe(200);
    // Its numbers are those of b: it is not sealed a second time elsewhere.
    expect((await asked(request('r1', [declaration()], { device: 'a' }))).statusCode).toBe(200);
    await two.close();
  });

  test('a request that one of two devices has begun goes on there without a choice', async () => {
    const [begun, other] = [new FakeDevice('aa'), new FakeDevice('bb')];
    const two = await bridgeRig({ fakes: { a: begun, b: other } });
    const asked = (payload: object) => two.app.inject({ method: 'POST', url: '/v1/seals', headers: bearer, payload });
    const { seal } = begun;
    begun.seal = async (...order) => {
      await seal.apply(begun, order);
      throw new SealError('timed-out', 'No answer came.');
    };
    expect((await asked(request('r1', [declaration()], { device: 'a' }))).json()).toMatchObject({ code: 'timed-out' });
    const name = { owner: 'erp', requestId: 'r1' };
    await expect(two.parts.sealings.requireNeverSealed(name)).rejects.toMatchObject({ code: 'sealed-already' });
    begun.seal = seal;
    expect((await asked(request('r1'))).statusCode).toBe(200);
    expect([begun.rows.length, other.rows.length]).toEqual([1, 0]);
    await two.close();
  });
});

describe('cables and clerks', () => {
  test('a cable that goes while the clerk reads comes back, and the request goes on by itself', async () => {
    const approve = rig.device.waitForClerk();
    const sealing = ask(request('r1'));
    sealing.then(() => {});
    while (rig.device.showing === 0) await new Promise(setImmediate);
    rig.device.plugged = false;
    approve();
    while (rig.device.showing > 0) await new Promise(setImmediate);
    rig.device.plugged = true;
    expect((await sealing).statusCode).toBe(200);
    expect(rig.device.rows).toHaveLength(1);
    expect(rig.device.opened).toBeGreaterThan(1);
  });

  test('without a device the answer says so, and that it is worth asking again', async () => {
    rig.device.plugged = false;
    const answer = await ask(request('r1'));
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'no-device', retryable: true });
    rig.device.plugged = true;
    expect((await ask(request('r1'))).statusCode).toBe(200);
  });

  test('a request is taken back while its clerk reads, and can be asked again', async () => {
    rig.device.waitForClerk();
    const sealing = ask(request('r1'));
    sealing.then(() => {});
    while (rig.device.showing === 0) await new Promise(setImmediate);
    expect((await get('/v1/seals/r1')).json()).toMatchObject({ state: 'numbered', running: true, seals: null });
    expect((await rig.app.inject({ method: 'DELETE', url: '/v1/seals/r1', headers: bearer })).json()).toEqual({
      cancelled: true,
    });
    expect((await sealing).json()).toMatchObject({ code: 'cancelled', retryable: true });
    rig.device.approval = Promise.resolve();
    expect((await ask(request('r1'))).statusCode).toBe(200);
    expect((await get('/v1/seals/r1')).json()).toMatchObject({ state: 'journalled', running: false });
  });

  test.each([
    ['a field too few', { documents: [] }, 'body must have required properties requestId'],
    ['an unknown field', { ...request('x'), pin: '1234' }, '/pin is not known here'],
    ['a wrong type', { ...request('x'), requestId: 7 }, '/requestId must be string'],
  ])('of %s it says where it is', async (_, payload, where) => {
    expect((await ask(payload)).json().message).toBe(`Reading the request: ${where}.`);
  });

  test.each([
    ['no base64', { requestId: 'x', documents: [{ document: '!', profile: 'tdr041' }] }, 'bad-request'],
    ['no documents', { requestId: 'x', documents: [] }, 'bad-request'],
    ['an id with a blank', request('a b'), 'bad-request'],
    ['an unknown field', { ...request('x'), pin: '1234' }, 'bad-request'],
    ['no EDIFACT', request('x', [Buffer.from('hello')]), 'scope-no-message'],
    ['an unknown profile', { requestId: 'x', documents: [{ document: 'VU5I', profile: 'nope' }] }, 'profile-unknown'],
  ])('%s is refused before anything is noted', async (_, payload, code) => {
    const answer = await ask(payload);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.json().code).toBe(code);
    expect(rig.requests.counts()).toEqual({ noted: 0, numbered: 0, sealed: 0, journalled: 0 });
  });
});
