// Between the guide, which has the person, and the test runner in another process, which runs the link suite: lines of JSON over
// a socket of this machine. Called by links.ts and clerk-by-hand.ts.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the test runner may ask the person for. */
export interface HandCalls {
  say(text: string): Promise<void>;
  does(todo: string, actions: string[]): Promise<void>;
  shows(text: string): Promise<boolean>;
  flash(card: string): Promise<void>;
}

interface Call {
  name: keyof HandCalls;
  parameters: never[];
}

export interface HandServer {
  port: number;
  close(): void;
}

/** Answers calls, one after the other. */
export async function serveHand(calls: HandCalls): Promise<HandServer> {
  const sockets = new Set<Socket>();
  let turn = Promise.resolve();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    createInterface({ input: socket }).on('line', (line) => {
      const { name, parameters } = JSON.parse(line) as Call;
      const work = async (): Promise<object> => ({
        result: await (calls[name] as (...all: never[]) => unknown)(...parameters),
      });
      turn = turn
        .then(work)
        .catch((error: Error) => ({ error: error.message }))
        .then((answer) => void socket.write(`${JSON.stringify(answer)}\n`));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** The other end. */
export async function callHand(port: number): Promise<{ calls: HandCalls; close(): void }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const waiting: Waiting[] = [];
  createInterface({ input: socket }).on('line', (line) => {
    const { result, error } = JSON.parse(line) as { result: never; error?: string };
    const { resolve, reject } = waiting.shift()!;
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  socket.on('error', () => socket.destroy());
  // The guide has ended, so nobody is there to press or to read.
  const alone = (): boolean => process.kill(process.pid, 'SIGKILL');
  socket.on('close', alone);
  const call =
    (name: keyof HandCalls) =>
    (...parameters: unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify({ name, parameters })}\n`);
      });
  const calls = { say: call('say'), does: call('does'), shows: call('shows'), flash: call('flash') };
  const close = (): void => {
    socket.off('close', alone).destroy();
  };
  return { calls, close };
}
