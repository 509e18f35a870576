// The USB side of the simulated board: hands control requests to the firmware and opens its USB ports. Hosts hang on by
// usb-device.ts. A device on a desk is one cable: what holds a USB port by another way (TCP) keeps it.
import type { Part } from './part.ts';
import type { PortHost, Ports } from './ports.ts';

/** What became of a control request. */
export type UsbAnswer = { ok: true; data: Uint8Array } | { ok: false };

/** Longest data stage to the device; firmware/device/board.ts, `UsbRequest`. */
const MAX_SENT = 16;

interface State {
  attached: boolean;
  open: number[];
}

/** What the cable's other end hears. */
export interface UsbHost {
  /** The device has shown itself on the bus, or left it. */
  attached(on: boolean): void;
  /** The firmware opens a port: who is to get its bytes. */
  portHost(port: number): PortHost;
  halted(address: number, on: boolean): void;
}

export class Usb implements Part {
  /** The machine sets these. */
  onReset: () => void = () => {};
  onRequest: () => void = () => {};
  host: UsbHost | undefined;
  readonly #ports: Ports;
  #attached = false;
  #open = new Set<number>();
  #request: Uint8Array | undefined;
  #answer: UsbAnswer = { ok: false };

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  get isAttached(): boolean {
    return this.#attached;
  }

  /** The host resets the bus, or the cable is pulled. */
  reset(): void {
    for (const port of this.#open) this.#ports.close(port);
    this.#open.clear();
    this.onReset();
  }

  /** A control request, 8 bytes of setup and what the host sends; the answer lies in `answer` once it was delivered. */
  control(request: Uint8Array): void {
    this.#answer = { ok: false };
    if (request.length > 8 + MAX_SENT) return;
    this.#request = request;
    this.onRequest();
  }

  get answer(): UsbAnswer {
    return this.#answer;
  }

  /** Board contract `usbAttach`. */
  attach(): void {
    if (this.#attached) return;
    this.#attached = true;
    this.host?.attached(true);
  }

  /** Board contract `usbRequest`. */
  request(target: Uint8Array): number {
    const bytes = this.#request?.subarray(0, target.length) ?? new Uint8Array(0);
    this.#request = undefined;
    target.set(bytes);
    return bytes.length;
  }

  /** Board contract `usbAnswer`. */
  accept(data: Uint8Array): void {
    this.#answer = { ok: true, data };
  }

  /** Board contract `usbStall`. */
  refuse(): void {
    this.#answer = { ok: false };
  }

  /** Board contract `usbPort`; 0 where another program holds the port. */
  port(port: number, on: boolean): number {
    if (!on) {
      if (this.#open.delete(port)) this.#ports.close(port);
      return 1;
    }
    if (this.#ports.isOpen(port)) return 0;
    const silent: PortHost = { receive: () => {}, writable: () => {}, gone: () => {} };
    this.#ports.open(port, this.host?.portHost(port) ?? silent);
    this.#open.add(port);
    return 1;
  }

  /** Board contract `usbHalt`. */
  halt(address: number, on: boolean): void {
    this.host?.halted(address, on);
  }

  /** The device loses power. */
  vanish(): void {
    const was = this.#attached;
    this.#attached = false;
    this.#open.clear();
    if (was) this.host?.attached(false);
  }

  snapshot(): State {
    return { attached: this.#attached, open: [...this.#open] };
  }

  restore(state: unknown): void {
    const { attached, open } = state as State;
    this.#attached = attached;
    this.#open = new Set(open);
  }
}
