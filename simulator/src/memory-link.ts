// A host's end of a port in the same process: the transport that most tests use.
import type { Transport } from '@sigillator/host/transport';
import type { Driver } from './driver.ts';
import type { PortHost } from './ports.ts';

export class MemoryLink implements Transport, PortHost {
  readonly kind = 'memory';
  readonly #driver: Driver;
  readonly #port: number;
  #received: Uint8Array[] = [];
  #gone = false;
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  /** Opens port number `port`; rejects nothing, throws when it is taken or the device is off. */
  constructor(driver: Driver, port: number) {
    this.#driver = driver;
    this.#port = port;
    driver.machine.open(port, this);
    driver.wake();
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      if (this.#gone) throw new Error('Writing to the device: it went away before all bytes were sent.');
      const room = new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
      rest = rest.subarray(this.#driver.machine.offer(this.#port, rest));
      this.#driver.wake();
      if (rest.length > 0) await room;
    }
  }

  read(): Promise<Uint8Array | undefined> {
    const bytes = this.#received.shift();
    if (bytes !== undefined || this.#gone) return Promise.resolve(bytes);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  async close(): Promise<void> {
    if (this.#gone) return;
    this.#driver.machine.input({ kind: 'port-close', port: this.#port });
    this.gone();
    this.#driver.wake();
  }

  receive(bytes: Uint8Array): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#received.push(bytes);
    else reader(bytes);
  }

  writable(): void {
    this.#wakeWriter?.();
  }

  gone(): void {
    this.#gone = true;
    this.#wakeWriter?.();
    this.#reader?.(undefined);
    this.#reader = undefined;
  }
}
