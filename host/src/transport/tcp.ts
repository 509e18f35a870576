// A device behind a TCP port on this machine: the simulator's, or a serial line that another program shares.
import { connect, type Socket } from 'node:net';
import { SealError } from '../errors.ts';
import type { Transport } from './transport.ts';

export class TcpTransport implements Transport {
  readonly kind = 'tcp';
  readonly #socket: Socket;
  #received: Uint8Array[] = [];
  #gone = false;
  #spoken = false;
  #heard = false;
  #closing = false;
  #reader: { resolve(bytes: Uint8Array | undefined): void; reject(error: Error): void } | undefined;

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
    this.#spoken = true;
    return new Promise((resolve, reject) => {
      const failed = (cause?: Error): void =>
        reject(
          this.#turnedAway() ?? new Error('Writing to the device: it went away before all bytes were sent.', { cause }),
        );
      if (this.#gone) failed();
      else
        this.#socket.write(bytes, (cause) => {
          if (cause) failed(cause);
          else resolve();
        });
    });
  }

  read(): Promise<Uint8Array | undefined> {
    const bytes = this.#received.shift();
    if (bytes !== undefined) return Promise.resolve(bytes);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      if (this.#gone) this.#end();
    });
  }

  close(): Promise<void> {
    this.#closing = true;
    return new Promise((resolve) => {
      if (this.#gone) return resolve();
      this.#socket.once('close', () => resolve());
      this.#socket.end();
      // The other side may hold its half open; ours is done.
      this.#socket.destroySoon();
    });
  }

  #receive(bytes: Uint8Array): void {
    this.#heard = true;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#received.push(bytes);
    else reader.resolve(bytes);
  }

  #end(): void {
    this.#gone = true;
    const error = this.#turnedAway();
    if (error) this.#reader?.reject(error);
    else this.#reader?.resolve(undefined);
    this.#reader = undefined;
  }

  /** Spoken to, it closed without a word: so does the port of a device that another program has open. */
  #turnedAway(): SealError | undefined {
    if (this.#heard || this.#closing || !this.#spoken) return undefined;
    const message =
      'Talking to the device: it closed the connection without a word; another program uses it, or it is off.';
    return new SealError('busy', message, { retryable: true });
  }
}
