// Attacks on the bridge over real sockets: rebinding, foreign pages, WebSockets from elsewhere, slow and malformed clients,
// paths out of the page's folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApprovalDesk } from '@sigillator/host/approve/approval-desk';
import type { Office } from '@sigillator/host/login/office';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BridgeRig, bearer, bridgeRig, token } from './rig.ts';
import { openSocket } from './web-socket.ts';

let rig: BridgeRig;
let base: string;
let port: number;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sigillator-'));
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>office</title>');
  writeFileSync(join(folder, 'page', 'app.js'), 'export {};');
  writeFileSync(join(folder, 'page', '.x'), 'hidden');
  writeFileSync(join(folder, 'x.txt'), 'the secret');
  rig = await bridgeRig({
    webFolder: join(folder, 'page'),
    limits: { headMs: 300, requestMs: 600, bodyBytes: 1024 },
    origins: ['https://erp.example'],
  });
  base = await rig.listen();
  port = Number(new URL(base).port);
});
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true });
});

/** Sends the pieces as they are, and answers everything that comes until the bridge hangs up. */
function raw(...pieces: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece, 'latin1');
    });
    let said = '';
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
    });
    socket.on('close', () => resolve(said));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(said) : reject(error)));
  });
}
const head = (lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const authorization = `Authorization: Bearer ${token}`;
const host = (): string => `Host: 127.0.0.1:${port}`;
const close = 'Connection: close';

describe('host names', () => {
  test.each([
    ['a name that was rebound to 127.0.0.1', () => ['Host: evil.example']],
    ['the right name with a wrong port', () => [`Host: 127.0.0.1:${port + 1}`]],
    ['the right name without its port', () => ['Host: 127.0.0.1']],
    ['no name', () => ['Host: ']],
    ['two names', () => [host(), 'Host: evil.example']],
    ['two right names', () => [host(), host()]],
  ])('%s is answered 4xx, token or not', async (_, lines) => {
    const answer = await raw(head(['GET /v1/bridge HTTP/1.1', ...lines(), authorization, close]));
    expect(answer).toMatch(/^HTTP\/1.1 4(21|00) /);
    expect(answer).not.toContain('"caller"');
  });

  test('localhost and [::1] are names of the bridge', async () => {
    for (const name of ['localhost', '[::1]', '127.0.0.1'])
      expect(await raw(head(['GET /v1/bridge HTTP/1.1', `Host: ${name}:${port}`, authorization, close]))).toContain(
        '{"caller":"erp"}',
      );
  });

  test('it listens on the loopback only', () => {
    expect(rig.app.server.address()).toMatchObject({ address: '127.0.0.1' });
  });
});

describe('WebSockets', () => {
  const connectTo = (headers: Record<string, string>) => openSocket(`${base}/v1/events`, headers);
  const right = (): Record<string, string> => rig.person('anna', ['clerk'], ['response'], base);

  test('a program with its token listens, and a person at our page', async () => {
    for (const headers of [bearer, right()]) {
      const socket = await connectTo(headers);
      expect(await socket.next()).toBe('{"type":"ready"}');
      socket.end();
    }
  });

  test.each([
    ['a page elsewhere, with the cookie of our page', () => ({ ...right(), origin: 'https://evil.example' }), 403],
    ['a page elsewhere that says it is our site', () => ({ ...right(), 'sec-fetch-site': 'cross-site' }), 403],
    ['a cookie without an origin', () => ({ cookie: right().cookie! }), 401],
    ['nobody', () => ({}), 401],
    ['a wrong token', () => ({ authorization: 'Bearer wrong' }), 401],
    ['a rebound name', () => ({ ...bearer, host: 'evil.example' }), 421],
  ])('%s is refused before the upgrade', async (_, headers, status) => {
    expect((await connectTo(headers() as Record<string, string>)).status).toBe(status);
  });

  test('a refused upgrade leaves no open connection behind, on whatever route', async () => {
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAA',
    ];
    for (const path of ['/v1/events', '/v1/bridge', '/nowhere', '/'])
      for (const lines of [[], [authorization]])
        expect(await raw(head([`GET ${path} HTTP/1.1`, host(), ...upgrade, ...lines])), path).toMatch(
          /^HTTP\/1.1 [24]/,
        );
  });

  test('a person who has logged out hears nothing more', async () => {
    const headers = right();
    const socket = await connectTo(headers);
    await socket.next();
    rig.parts.events.publish({ type: 'seal', requestId: 'mine' }, 'person:anna');
    rig.parts.events.publish({ type: 'seal', requestId: 'of another' }, 'person:bo');
    rig.parts.sessions.close({ headers });
    rig.parts.events.publish({ type: 'seal', requestId: 'too late' }, 'person:anna');
    expect(await socket.next()).toBe('{"type":"seal","requestId":"mine"}');
    expect(await socket.next()).toBeUndefined();
    expect(await socket.closed).toBe(1008);
  });

  test('who talks on it is cut off: it only tells', async () => {
    const socket = await connectTo(bearer);
    await socket.next();
    socket.send('{"type":"seal"}');
    expect(await socket.closed).toBe(1003);
  });

  test('a message larger than any is cut off before it fills the memory', async () => {
    const socket = await connectTo(bearer);
    await socket.next();
    socket.send(Buffer.alloc(100 * 1024));
    expect(await socket.closed).toBe(1009);
  });
});

describe('slow and malformed clients', () => {
  test('a head that trickles in is hung up on', async () => {
    expect(await raw('GET /v1/bridge HTTP/1.1\r\nHost: 127.0')).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  test('a connection that never says anything is hung up on', async () => {
    expect(await raw('')).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  test('a body that does not come is hung up on', async () => {
    const lines = ['POST /v1/seals HTTP/1.1', host(), authorization, 'Content-Type: application/json'];
    expect(await raw(`${head([...lines, 'Content-Length: 500'])}{"requestId":`)).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  test('two hundred such connections do not keep others from their answers', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => {});
      socket.resume();
      socket.write('GET / HTTP/1.1\r\nX: ');
    }
    expect((await fetch(`${base}/v1/bridge`, { headers: bearer })).status).toBe(200);
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
  });

  test.each([
    [
      'length and chunks together',
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      '0\r\n\r\nGET /v1/devices HTTP/1.1\r\n\r\n',
    ],
    ['two lengths', ['Content-Length: 2', 'Content-Length: 40'], '{}'],
    ['a length that is no number', ['Content-Length: 2x'], '{}'],
    ['chunks by another name', ['Transfer-Encoding: chunky'], '0\r\n\r\n'],
    ['a head line without a colon', ['Evil'], ''],
    ['a bare line feed', ['X: y\nHost: evil.example'], ''],
    ['a zero in a head line', ['X: a\0b'], ''],
    ['a head of 100 kB', [`X: ${'y'.repeat(100_000)}`], ''],
  ])('%s is refused, and what follows is no second request', async (_, lines, body) => {
    const asked = ['POST /v1/seals HTTP/1.1', host(), authorization, 'Content-Type: application/json', ...lines];
    const answer = await raw(head(asked) + body);
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  test('no HTTP at all is refused', async () => {
    expect(await raw('\x16\x03\x01\x02\0\x01\0\x01\xfc')).toMatch(/^HTTP\/1.1 400 /);
  });

  test('a body longer than allowed is answered 413, said beforehand or found out', async () => {
    const lines = ['POST /v1/seals HTTP/1.1', host(), authorization, 'Content-Type: application/json', close];
    expect(await raw(head([...lines, 'Content-Length: 99999999']))).toMatch(/^HTTP\/1.1 413 /);
    const chunk = `400\r\n${' '.repeat(0x400)}\r\n`;
    expect(await raw(head([...lines, 'Transfer-Encoding: chunked']), chunk, chunk, '0\r\n\r\n')).toMatch(
      /^HTTP\/1.1 413 /,
    );
  });
});

describe('the page', () => {
  test('is there for everybody on this computer', async () => {
    expect(await (await fetch(base)).text()).toContain('office');
    expect((await fetch(`${base}/app.js`)).headers.get('content-type')).toContain('javascript');
  });

  test.each([
    '/../x.txt',
    '/..%2fx.txt',
    '/%2e%2e/x.txt',
    '/%2e%2e%2fx.txt',
    '/..%5cx.txt',
    '/....//x.txt',
    '//x.txt',
    '/%00/../x.txt',
    '/app.js/../../x.txt',
    '/.x',
    '/%2ex',
    '/%c0%ae%c0%ae/x.txt',
    '/%252e%252e/x.txt',
    'http://evil.example/x.txt',
  ])('%s leads nowhere', async (path) => {
    const answer = await raw(head([`GET ${path} HTTP/1.1`, host(), close]));
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer).not.toContain('secret\r\n');
    expect(answer).not.toContain('the secret');
    expect(answer).not.toContain('hidden\n');
  });

  test('TRACE, CONNECT and unknown methods get nothing', async () => {
    for (const method of ['TRACE', 'CONNECT', 'PURGE', 'get'])
      expect(await raw(head([`${method} / HTTP/1.1`, host(), close])), method).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
  });
});

describe('a page elsewhere that was allowed by name', () => {
  const origin = 'https://erp.example';

  test('asks first, then calls with its token and reads the answer', async () => {
    const asked = await fetch(`${base}/v1/seals`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await fetch(`${base}/v1/bridge`, { headers: { ...bearer, origin } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('is given leave for every method that some route takes', async () => {
    // Only asked which routes there are.
    const whole = await bridgeRig({ origins: [origin], desk: {} as ApprovalDesk, office: {} as Office });
    const { paths } = (await whole.app.inject({ url: '/openapi.json' })).json() as { paths: Record<string, object> };
    const taken = new Set(Object.values(paths).flatMap((path) => Object.keys(path).map((name) => name.toUpperCase())));
    const headers = { origin, 'access-control-request-method': 'PUT' };
    const asked = await whole.app.inject({ method: 'OPTIONS', url: '/v1/cases/some', headers });
    await whole.close();
    expect(taken).toContain('PUT');
    expect(new Set(String(asked.headers['access-control-allow-methods']).split(', '))).toEqual(taken);
  });

  test('cannot use the cookie of our page', async () => {
    const { cookie } = rig.person('anna', [], [], base);
    const answer = await fetch(`${base}/v1/bridge`, {
      headers: { cookie: cookie!, origin, 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.status).toBe(401);
  });

  test('another page is told nothing, before or after', async () => {
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await fetch(`${base}/v1/bridge`, {
        method,
        headers: { ...bearer, origin: 'https://erp.example.evil' },
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
