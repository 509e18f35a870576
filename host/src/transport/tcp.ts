// A device behind a TCP port on this machine: the simulator's, or a serial line that another program shares.
import { connect, type Socket } from 'node:net';
import type { Transport } from './transport.ts';

export class TcpTransport implements Transport {
  readonly kind = 'tcp';
  readonly #socket: Socket;
  #received: Uint8Array[] = [];
  #gone = false;
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#receive(bytes));
    socket.on('close', () => this.#end());
    // An error is followed by `close`, which is what readers and writers see.
    socket.on('error', () => {});
  }

  static open(port: number, host = '127.0.0.1'): Promise<TcpTransport> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host });
      socket.once('error', (cause) =>
        reject(new Error(`Connecting to the device at ${host}:${port}: nothing answers there.`, { cause })),
      );
      socket.once('connect', () => resolve(new TcpTransport(socket)));
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#gone) reject(new Error('Writing to the device: it went away before all bytes were sent.'));
      else
        this.#socket.write(bytes, (cause) => {
          if (cause) reject(new Error('Writing to the device: it went away before all bytes were sent.', { cause }));
          else resolve();
        });
    });
  }

  read(): Promise<Uint8Array | undefined> {
    const bytes = this.#received.shift();
    if (bytes !== undefined || this.#gone) return Promise.resolve(bytes);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#gone) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      // The other side may hold its half open; ours is done.
      this.#socket.destroySoon();
    });
  }

  #receive(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#received.push(bytes);
    else reader(bytes);
  }

  #end(): void {
    this.#gone = true;
    this.#reader?.(undefined);
    this.#reader = undefined;
  }
}
