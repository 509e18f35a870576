// The HTTP API of the simulator, asked as a program would, on the tiny device in real time.
import { request as httpRequest } from 'node:http';
import { Desk } from '@sigillator/simulator/desk';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import { type SimulatorServer, serveHttp } from '@sigillator/simulator/http';
import { Paced } from '@sigillator/simulator/pace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { columns, tinyMachine } from './tiny-device.ts';

let server: SimulatorServer;
let desk: Desk;
let driver: Paced;

beforeEach(async () => {
  const machine = await tinyMachine({ cards: [['bank', new ForeignCard('bank')]] });
  driver = new Paced(machine, () => `drawn ${columns(machine).join(' ')}`);
  driver.start();
  desk = new Desk(driver, [{ name: 'bank', holder: 'A bank' }]);
  server = await serveHttp(desk);
});

afterEach(async () => {
  driver.stop();
  await server.close();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A request with headers that `fetch` does not let one set; the status. */
const statusWith = (headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    httpRequest(`${server.url}screen`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    })
      .on('error', reject)
      .end();
  });

test('keys are pressed, the screen is read, and waiting answers once the text is there', async () => {
  const waiting = fetch(`${server.url}wait?text=${encodeURIComponent('22')}`);
  const pressed = await post('press', { keys: '6' });
  expect(pressed.status).toBe(200);
  // key down 6 draws 0x16, key up 6 draws 0x26
  expect(((await pressed.json()) as { screen: string }).screen).toMatch(/ 22 .*38/);
  expect(await (await waiting).text()).toContain('22');
  expect(await (await fetch(`${server.url}screen`)).text()).toMatch(/^drawn .*38\n$/);
});

test('a wait that never comes true is a 408 with the last screen', async () => {
  const answer = await fetch(`${server.url}wait?text=never&budget=50`);
  expect(answer.status).toBe(408);
  expect(await answer.json()).toMatchObject({ code: 'not-shown', retryable: true });
});

test('the screen comes as a PNG', async () => {
  const answer = await fetch(`${server.url}screen.png`);
  expect(answer.headers.get('content-type')).toBe('image/png');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([...bytes.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
});

test('a card goes in and out, and power goes off and on', async () => {
  expect(await (await post('card', { insert: 'bank' })).json()).toEqual({ inserted: 'bank' });
  const twice = await post('card', { insert: 'bank' });
  expect(twice.status).toBe(409);
  expect(await twice.json()).toMatchObject({ message: expect.stringContaining('remove that one first') });
  expect(await (await post('card', { remove: true })).json()).toEqual({ inserted: null });
  expect(await (await post('power', { on: false })).json()).toEqual({ on: false });
  expect(await (await fetch(`${server.url}state`)).json()).toMatchObject({ on: false, inserted: null });
  await post('power', { on: true });
  expect(desk.state().on).toBe(true);
});

test('every request that makes no sense is refused with a sentence', async () => {
  const refused: [path: string, body: unknown, status: number][] = [
    ['press', { keys: 'seven' }, 409],
    ['press', {}, 400],
    ['press', '[]', 400],
    ['press', '{', 400],
    ['card', { insert: 'nobody' }, 409],
    ['card', { insert: 'bank', remove: true }, 400],
    ['power', { on: 'yes' }, 400],
    ['press', JSON.stringify({ keys: 'x'.repeat(70_000) }), 413],
  ];
  for (const [path, body, status] of refused) {
    const answer = await post(path, body);
    const { message } = (await answer.json()) as { message: string };
    expect([path, answer.status, message.endsWith('.')]).toEqual([path, status, true]);
  }
  expect((await post('press', { keys: '1' }, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await fetch(`${server.url}press`)).status).toBe(405);
  expect((await fetch(`${server.url}nothing`)).status).toBe(404);
  expect((await fetch(`${server.url}%2e%2e/package.json`)).status).toBe(404);
});

test('other names for this machine and other sites are turned away', async () => {
  const { host } = new URL(server.url);
  expect(await statusWith({ host })).toBe(200);
  expect(await statusWith({ host: 'evil.example' })).toBe(421);
  expect(await statusWith({ host: host.replace(/\d+$/, '1') })).toBe(421);
  expect(await statusWith({ host, origin: 'https://evil.example' })).toBe(403);
  expect(await statusWith({ host, origin: 'null' })).toBe(403);
  expect(await statusWith({ host, origin: `http://${host}` })).toBe(200);
  expect(await statusWith({ host, 'sec-fetch-site': 'cross-site' })).toBe(403);
});

test('the event stream begins with state and screen, then tells keys, cards and power', async () => {
  const events: { kind: string }[] = [];
  const controller = new AbortController();
  const stream = await fetch(`${server.url}events`, { signal: controller.signal });
  const reading = (async () => {
    let text = '';
    for await (const chunk of stream.body!) {
      text += new TextDecoder().decode(chunk as Uint8Array);
      const lines = text.split('\n\n');
      text = lines.pop()!;
      events.push(...lines.map((line) => JSON.parse(line.slice('data: '.length)) as { kind: string }));
      if (events.some(({ kind }) => kind === 'power')) return;
    }
  })();
  await post('press', { keys: '4' });
  await post('card', { insert: 'bank' });
  await post('power', { on: false });
  await reading;
  controller.abort();
  const kinds = events.map((event) => event.kind);
  expect(kinds.slice(0, 2)).toEqual(['state', 'screen']);
  expect(kinds).toEqual(expect.arrayContaining(['key', 'card', 'power']));
});
