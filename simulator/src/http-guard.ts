// Who may speak to the simulator's HTTP API: programs and pages of this machine, nobody's web page. http.ts asks first.
import type { IncomingMessage } from 'node:http';

/** An answer other than "done", as every error of the API looks: a status and a sentence. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const LIMIT_BYTES = 64 * 1024;

/** Refuses other names for this machine (DNS rebinding) and requests that a foreign page made. */
export function requireLocal(request: IncomingMessage): void {
  const { host, origin } = request.headers;
  const port = request.socket.localPort;
  const allowed = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (host === undefined || !allowed.includes(host))
    throw new HttpError(421, 'wrong-host', `Asking the simulator: expected host "${allowed[0]}", got "${host ?? ''}".`);
  if (origin !== undefined && !allowed.map((name) => `http://${name}`).includes(origin))
    throw new HttpError(403, 'wrong-origin', `Asking the simulator: pages of "${origin}" may not use it.`);
  const site = request.headers['sec-fetch-site'];
  if (origin === undefined && site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new HttpError(403, 'wrong-origin', 'Asking the simulator: pages of other sites may not use it.');
}

/** The JSON object that a POST carries. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new HttpError(415, 'wrong-type', `Reading the request: expected "application/json", got "${type}".`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LIMIT_BYTES)
      throw new HttpError(413, 'too-long', `Reading the request: expected at most ${LIMIT_BYTES} bytes, got more.`);
    chunks.push(chunk as Buffer);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new HttpError(400, 'bad-json', 'Reading the request: expected JSON, got something else.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HttpError(400, 'bad-request', 'Reading the request: expected a JSON object, such as {"keys":"1 2 ok"}.');
  return value as Record<string, unknown>;
}
