// Reception over HTTP: POST a file, get the answer; search, fetch and verify what is kept. Loopback only, one sentence for
// whatever is wrong.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SealError } from '@sigillator/host';
import type { JournalQuery } from '@sigillator/host/journal';
import { HttpError, requireLocal } from '../src/http-guard.ts';
import type { Archive } from './archive.ts';
import type { Reception } from './reception.ts';

export const MOST_BYTES = 16 * 1024 * 1024;
const types = /^application\/(edifact|octet-stream)\s*(;|$)/i;
/** A file that takes longer has a sender that does not send. */
const REQUEST_MS = 30_000;
const MOST_ROWS = 1_000;

export interface CustomsServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpOptions {
  port: number;
  requestMs?: number;
}

export function serveCustoms(reception: Reception, archive: Archive, options: HttpOptions): Promise<CustomsServer> {
  const { port, requestMs = REQUEST_MS } = options;
  const limits = {
    requestTimeout: requestMs,
    headersTimeout: requestMs,
    // How often Node looks for senders that are late.
    connectionsCheckingInterval: Math.min(requestMs, 1_000),
  };
  const server = createServer(limits, (request, response) => {
    answer(reception, archive, request, response).catch((error) => fail(response, error));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    const status = isLate ? '408 Request Timeout' : '400 Bad Request';
    const told = isLate ? `expected it within ${requestMs / 1000} s, got less` : 'expected HTTP, got something else';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\nReceiving a file: ${told}.`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`Starting the customs side: port ${port} cannot be had.`, { cause })),
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

async function answer(reception: Reception, archive: Archive, request: IncomingMessage, response: ServerResponse) {
  requireLocal(request);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const kept = /^\/archive\/(\d{1,15})$/.exec(url.pathname);
  if (request.method === 'POST' && url.pathname === '/tes') {
    const { number, answer: bytes, isEdifact } = await reception.receive(await readFile(request), 'http');
    const type = isEdifact ? 'application/edifact' : 'text/plain; charset=utf-8';
    response.writeHead(isEdifact ? 200 : 422, { 'content-type': type, 'x-archive-number': String(number) });
    response.end(bytes);
  } else if (request.method !== 'GET') throw new HttpError(405, 'wrong-method', 'Sending a file: expected POST /tes.');
  else if (url.pathname === '/journal') json(response, await found(archive, url.searchParams));
  else if (url.pathname === '/verify') json(response, await archive.verify());
  else if (kept) await sendKept(archive, Number(kept[1]), response);
  else
    throw new HttpError(
      404,
      'not-found',
      'Asking customs: there is POST /tes, GET /journal, /archive/NUMBER, /verify.',
    );
}

async function readFile(request: IncomingMessage): Promise<Uint8Array> {
  const type = request.headers['content-type'] ?? '';
  if (!types.test(type))
    throw new HttpError(415, 'wrong-type', `Receiving a file: expected "application/edifact", got "${type}".`);
  const tooLong = new HttpError(413, 'too-long', `Receiving a file: expected at most ${MOST_BYTES} bytes, got more.`);
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLong;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MOST_BYTES) throw tooLong;
    pieces.push(piece);
  }
  if (length === 0) throw new HttpError(400, 'empty', 'Receiving a file: expected an interchange, got nothing.');
  return Buffer.concat(pieces);
}

async function found(archive: Archive, asked: URLSearchParams): Promise<object[]> {
  const text = (name: string): string | undefined => asked.get(name) ?? undefined;
  const after = text('after');
  if (after !== undefined && !/^\d{1,15}$/.test(after))
    throw new HttpError(400, 'bad-request', `Searching: "after" expected the number of a row, got "${after}".`);
  const query: JournalQuery = {
    ...{ customsId: text('customsId'), person: text('sender'), transmission: text('transmission') },
    ...{ from: text('from'), to: text('to'), limit: MOST_ROWS },
    after: after === undefined ? undefined : Number(after),
  };
  const rows: object[] = [];
  for await (const row of archive.search(query)) rows.push(row);
  return rows;
}

async function sendKept(archive: Archive, number: number, response: ServerResponse): Promise<void> {
  const row = await archive.row(number);
  if (!(row?.content instanceof Uint8Array))
    throw new HttpError(404, 'not-found', `Fetching a file: row ${number} of the archive holds none.`);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' });
  response.end(row.content);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, code, message } = asHttpError(error);
  // The rest of a file that is refused is not waited for.
  json(response, { code, message, retryable: false }, status, { connection: 'close' });
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof SealError) return new HttpError(error.code === 'usage' ? 400 : 500, error.code, error.message);
  return new HttpError(500, 'failure', `Receiving failed: ${(error as Error).message}`);
}

function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}
