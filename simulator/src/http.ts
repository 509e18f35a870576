// The simulator's HTTP API for panels, scripts and tests: loopback only, any free port by default. Node only.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CARD_IMAGE_BYTES } from './card-image.ts';
import type { Desk, DeskEvent } from './desk.ts';
import { HttpError, readJson, requireLocal } from './http-guard.ts';
import { servePage } from './http-page.ts';
import { displayPng } from './png.ts';

export interface SimulatorServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  close(): Promise<void>;
}

type Handler = (desk: Desk, request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

const routes: Record<string, Handler> = {
  'POST /press': async (desk, request, response) => {
    const { keys } = await readJson(request);
    if (typeof keys !== 'string') throw bad('Pressing keys', '{"keys":"1 2 ok"}');
    await desk.press(keys);
    json(response, 200, { screen: desk.screen() });
  },
  'GET /screen': (desk, _, response) => text(response, desk.screen()),
  'GET /screen.png': (desk, _, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' });
    response.end(displayPng(desk.driver.machine.display.pages()));
  },
  'GET /wait': async (desk, _, response, url) => {
    const wanted = url.searchParams.get('text');
    const budget = url.searchParams.get('budget');
    if (wanted === null || wanted.trim() === '') throw bad('Waiting for a text', '/wait?text=Card');
    if (budget !== null && !/^\d{1,7}$/.test(budget)) throw bad('Waiting for a text', 'a budget in milliseconds');
    const screen = await desk.waitFor(wanted, budget === null ? undefined : Number(budget)).catch((error: Error) => {
      throw new HttpError(408, 'not-shown', error.message);
    });
    text(response, screen);
  },
  'POST /card': async (desk, request, response) => {
    const { insert, remove, load, holder, image } = await readJson(request);
    if (typeof load === 'string' && typeof holder === 'string' && typeof image === 'string')
      desk.loadCard(load, holder, unpacked(image));
    else if (typeof insert === 'string' && remove === undefined) desk.insert(insert);
    else if (remove === true && insert === undefined) desk.remove();
    else throw bad('Moving a card', '{"insert":"NAME"}, {"remove":true} or {"load":"NAME","holder":…,"image":…}');
    json(response, 200, { inserted: desk.state().inserted });
  },
  'GET /card/image': (desk, _, response, url) => {
    const name = url.searchParams.get('name');
    if (name === null) throw bad('Saving a card', '/card/image?name=NAME');
    const holder = desk.state().cards.find((card) => card.name === name)?.holder ?? '';
    json(response, 200, { name, holder, image: gzipSync(desk.saveCard(name)).toString('base64') });
  },
  'POST /apdu': async (desk, request, response) => {
    const { card, command } = await readJson(request);
    const hex = typeof command === 'string' && /^([0-9a-f]{2})+$/i.test(command) ? command : undefined;
    if (typeof card !== 'string' || (command !== undefined && hex === undefined))
      throw bad('Using the second reader', '{"card":"NAME"} to reset it, {"card":"NAME","command":"HEX"}');
    if (desk.state().inserted === card)
      throw new TypeError(`Using the second reader: card "${card}" is in the device; take it out first.`);
    const answer = hex === undefined ? desk.reader.insert(card) : desk.reader.exchange(card, Buffer.from(hex, 'hex'));
    json(response, 200, { answer: Buffer.from(answer).toString('hex') });
  },
  'POST /power': async (desk, request, response) => {
    const { on } = await readJson(request);
    if (typeof on !== 'boolean') throw bad('Switching power', '{"on":true} or {"on":false}');
    desk.power(on);
    json(response, 200, { on });
  },
  'GET /state': (desk, _, response) => json(response, 200, desk.state()),
  'GET /events': (desk, request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const stop = desk.subscribe((event: DeskEvent) => response.write(`data: ${JSON.stringify(event)}\n\n`));
    request.on('close', stop);
  },
};
const methodOf = (path: string): string => (routes[`GET ${path}`] === undefined ? 'POST' : 'GET');
const paths = new Set(Object.keys(routes).map((route) => route.split(' ')[1]!));

export function serveHttp(desk: Desk, port = 0): Promise<SimulatorServer> {
  const server = createServer((request, response) => {
    answer(desk, request, response).catch((error: Error) => fail(response, error));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`Starting the simulator's HTTP API: port ${port} cannot be had.`, { cause })),
    );
    server.listen(port, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ url, close });
    });
  });
}

async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  requireLocal(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const handler = routes[`${request.method} ${url.pathname}`];
  if (handler !== undefined) return handler(desk, request, response, url);
  if (paths.has(url.pathname))
    throw new HttpError(405, 'wrong-method', `Asking for ${url.pathname}: expected ${methodOf(url.pathname)}.`);
  if (request.method === 'GET' && (await servePage(url.pathname, response))) return;
  throw new HttpError(
    404,
    'not-found',
    `Asking for ${url.pathname}: there is ${[...paths].join(', ')} and the page /.`,
  );
}

function fail(response: ServerResponse, error: Error): void {
  const known = error instanceof HttpError ? error : undefined;
  // Parts refuse what cannot be done (no such card, unknown key) with a TypeError and a sentence.
  const status = known?.status ?? (error instanceof TypeError ? 409 : 500);
  const code = known?.code ?? (status === 409 ? 'refused' : 'failure');
  if (response.headersSent) response.end();
  else json(response, status, { code, message: error.message, retryable: status === 408 });
}

/** An image as it came over HTTP: base64 of gzip. */
function unpacked(image: string): Uint8Array {
  try {
    return gunzipSync(Buffer.from(image, 'base64'), { maxOutputLength: CARD_IMAGE_BYTES });
  } catch {
    throw bad('Loading a card', 'the image that GET /card/image gave');
  }
}

const bad = (what: string, expected: string): HttpError =>
  new HttpError(400, 'bad-request', `${what}: expected ${expected}.`);

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

function text(response: ServerResponse, value: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${value}\n`);
}
