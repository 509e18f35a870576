// A WebSocket client for tests (RFC 6455): any headers, the answer to a refused upgrade, one frame a message.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

export interface TestSocket {
  /** Of the answer: 101 once it is open. */
  status: number;
  /** The next text message; undefined once it is closed. */
  next(): Promise<string | undefined>;
  /** Code of the close frame; 1006 where the connection just went. */
  closed: Promise<number>;
  send(data: string | Buffer): void;
  end(): void;
}

export function openSocket(url: string, headers: Record<string, string>): Promise<TestSocket> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, headers: { ...upgrade, ...headers } });
    asked.once('error', reject);
    asked.once('response', (response) => {
      response.resume();
      resolve({
        status: response.statusCode!,
        next: async () => undefined,
        closed: Promise.resolve(1006),
        send() {},
        end() {},
      });
    });
    asked.once('upgrade', (_, socket, first) => resolve(talk(socket as Socket, first)));
    asked.end();
  });
}

function talk(socket: Socket, first: Buffer): TestSocket {
  const messages: string[] = [];
  const waiting: ((message: string | undefined) => void)[] = [];
  let code = 1006;
  let over = false;
  let rest = Buffer.alloc(0);
  const take = (bytes: Buffer): void => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      if (rest.length < 2) return;
      const [long, start] = rest[1] === 126 ? [true, 4] : [false, 2];
      if (long && rest.length < 4) return;
      const length = long ? rest.readUInt16BE(2) : rest[1]!;
      if (rest.length < start + length) return;
      const payload = rest.subarray(start, start + length);
      const opcode = rest[0]! & 0x0f;
      rest = rest.subarray(start + length);
      if (opcode === 8) {
        code = payload.readUInt16BE(0);
        socket.end(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
      }
      if (opcode === 1) {
        const ask = waiting.shift();
        if (ask) ask(String(payload));
        else messages.push(String(payload));
      }
    }
  };
  take(first);
  socket.on('data', take);
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) =>
    socket.on('close', () => {
      over = true;
      for (const ask of waiting.splice(0)) ask(undefined);
      resolve(code);
    }),
  );
  socket.on('end', () => socket.end());
  return {
    status: 101,
    closed,
    next() {
      const message = messages.shift();
      if (message !== undefined || over) return Promise.resolve(message);
      return new Promise((resolve) => waiting.push(resolve));
    },
    send(data) {
      const payload = Buffer.from(data);
      const head = Buffer.alloc(payload.length < 126 ? 6 : 14); // the mask is four zeros
      head[0] = 0x81;
      if (payload.length < 126) head[1] = 0x80 | payload.length;
      else {
        head[1] = 0x80 | 127;
        head.writeBigUInt64BE(BigInt(payload.length), 2);
      }
      socket.write(Buffer.concat([head, payload]));
    },
    end: () => socket.destroy(),
  };
}
