// Two endpoints of a USB port, one a direction: transfers of the host queue here until the device takes or gives bytes.
// Called by usb-device.ts.
import type { PortHost } from './ports.ts';
import type { UsbRequest, UsbResult, UsbStatus } from './usb-device.ts';

interface Waiting {
  finish(result: UsbResult): void;
}
interface Sending extends Waiting {
  rest: Uint8Array;
}
interface Asking extends Waiting {
  length: number;
}

export class UsbPipe implements PortHost {
  readonly #offer: (bytes: Uint8Array) => number | undefined;
  #sending: Sending[] = [];
  #asking: Asking[] = [];
  #received: Uint8Array[] = [];
  #busy = false;

  /** `offer` gives bytes to the device and answers how many it took; undefined where the port is closed. */
  constructor(offer: (bytes: Uint8Array) => number | undefined) {
    this.#offer = offer;
  }

  /** The port opens: what came before is gone, what waits to be sent goes. */
  fresh(): this {
    this.#received = [];
    this.writable();
    return this;
  }

  send(bytes: Uint8Array): UsbRequest {
    const request = this.#queue(this.#sending, { rest: bytes });
    this.writable();
    return request;
  }

  ask(length: number): UsbRequest {
    const request = this.#queue(this.#asking, { length });
    this.#pump();
    return request;
  }

  #queue<T extends object>(queue: (T & Waiting)[], fields: T): UsbRequest {
    let cancel = (): void => {};
    const done = new Promise<UsbResult>((resolve) => {
      const entry: T & Waiting = { ...fields, finish: resolve };
      cancel = () => {
        const at = queue.indexOf(entry);
        if (at < 0) return;
        queue.splice(at, 1);
        resolve({ status: 'cancelled' });
      };
      queue.push(entry);
    });
    return { done, cancel };
  }

  /** Bytes from the device. */
  receive(bytes: Uint8Array): void {
    this.#received.push(bytes);
    this.#pump();
  }

  /** The device has room. A closed port takes nothing and says nothing, as an endpoint that is not armed. */
  writable(): void {
    // The machine may be running (it says so while it takes bytes): the offer comes after that.
    if (this.#busy || this.#sending.length === 0) return;
    this.#busy = true;
    queueMicrotask(() => {
      this.#busy = false;
      this.#give();
    });
  }

  #give(): void {
    for (let first = this.#sending[0]; first !== undefined; first = this.#sending[0]) {
      const taken = this.#offer(first.rest);
      if (taken === undefined) return;
      first.rest = first.rest.subarray(taken);
      if (first.rest.length > 0) return;
      this.#sending.shift();
      first.finish({ status: 'ok' });
    }
  }

  #pump(): void {
    while (this.#asking.length > 0 && this.#received.length > 0) {
      const { length, finish } = this.#asking.shift()!;
      const first = this.#received[0]!;
      if (first.length <= length) this.#received.shift();
      else this.#received[0] = first.subarray(length);
      finish({ status: 'ok', data: first.subarray(0, length) });
    }
  }

  /** The port was closed by losing power. */
  gone(): void {
    this.end('gone');
  }

  /** What waits in this direction is refused. */
  halt(toHost: boolean): void {
    for (const { finish } of toHost ? this.#asking.splice(0) : this.#sending.splice(0)) finish({ status: 'stall' });
  }

  end(status: UsbStatus): void {
    this.#received = [];
    for (const { finish } of [...this.#sending.splice(0), ...this.#asking.splice(0)]) finish({ status });
  }
}
