// The ports of the device (USB bulk, USB serial, UART): small buffers both ways. Hosts hang on by memory-link.ts and others.
import { type ByteQueue, emptyQueue, put, take } from './byte-queue.ts';
import type { Clock } from './clock.ts';
import type { Part } from './part.ts';

/** Numbers of firmware/device/board.ts, `Port`. */
export const portNames = ['usb-bulk', 'usb-serial', 'uart'] as const;
export type PortName = (typeof portNames)[number];

/** One USB full-speed packet train; a UART is slower, which no program may depend on. */
const BUFFER_BYTES = 1024;
const BYTE_US = 1;
const READABLE = 0x100;
const SENT = 0x200;

/** The host's side of a port. */
export interface PortHost {
  receive(bytes: Uint8Array): void;
  /** Room came up after `offer` took less than all. */
  writable(): void;
  /** The device went away. */
  gone(): void;
}

interface State {
  open: boolean;
  toDevice: ByteQueue;
  toHost: ByteQueue;
  /** The device was told "no room" and waits for `PortWritable`. */
  deviceWaits: boolean;
}

const closed = (): State => ({
  open: false,
  toDevice: emptyQueue(BUFFER_BYTES),
  toHost: emptyQueue(BUFFER_BYTES),
  deviceWaits: false,
});

export class Ports implements Part {
  /** The machine sets these. */
  onOpened: (port: number) => void = () => {};
  onClosed: (port: number) => void = () => {};
  onReadable: (port: number) => void = () => {};
  onWritable: (port: number) => void = () => {};
  onSent: (port: number, bytes: Uint8Array) => void = () => {};
  readonly #clock: Clock;
  readonly #hosts = new Map<number, PortHost>();
  #ports: State[] = portNames.map(closed);

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.handle('ports', (message) => {
      if ((message & READABLE) !== 0) this.#readable(message & 0xff);
      else this.#sent(message & 0xff);
    });
  }

  isOpen(port: number): boolean {
    return this.#ports[port]!.open;
  }

  /** A host opens the port; one at a time. After `restore` the port may still be open for a host that is no more. */
  open(port: number, host: PortHost): void {
    if (this.#hosts.has(port)) throw new Error(`Opening port ${portNames[port]}: another program has it open.`);
    this.close(port);
    this.#hosts.set(port, host);
    this.#ports[port] = { ...closed(), open: true };
    this.onOpened(port);
  }

  close(port: number): void {
    if (!this.isOpen(port)) return;
    this.#ports[port] = closed();
    this.#hosts.delete(port);
    this.onClosed(port);
  }

  /** The host gives bytes; returns how many found room. */
  offer(port: number, bytes: Uint8Array): number {
    const { open, toDevice } = this.#ports[port]!;
    const taken = open ? put(toDevice, bytes) : 0;
    if (taken > 0) this.#clock.after(taken * BYTE_US, 'ports', READABLE | port);
    return taken;
  }

  /** Board contract `portSend`. */
  send(port: number, bytes: Uint8Array): number {
    const state = this.#ports[port];
    if (state === undefined || !state.open) return 0;
    const taken = put(state.toHost, bytes);
    state.deviceWaits = taken < bytes.length;
    if (taken > 0) this.#clock.after(taken * BYTE_US, 'ports', SENT | port);
    return taken;
  }

  /** Board contract `portReceive`. */
  receive(port: number, target: Uint8Array): number {
    const state = this.#ports[port];
    const taken = state === undefined ? 0 : take(state.toDevice, target);
    if (taken > 0) this.#hosts.get(port)?.writable();
    return taken;
  }

  /** The device loses power: hosts see it vanish, no event comes. */
  vanish(): void {
    const hosts = [...this.#hosts.values()];
    this.#clock.cancel('ports');
    this.#ports = portNames.map(closed);
    this.#hosts.clear();
    for (const host of hosts) host.gone();
  }

  #readable(port: number): void {
    if (this.#ports[port]!.toDevice.length > 0) this.onReadable(port);
  }

  #sent(port: number): void {
    const state = this.#ports[port]!;
    if (state.toHost.length > 0) {
      const bytes = new Uint8Array(state.toHost.length);
      take(state.toHost, bytes);
      this.onSent(port, bytes);
      this.#hosts.get(port)?.receive(bytes);
    }
    if (!state.deviceWaits) return;
    state.deviceWaits = false;
    this.onWritable(port);
  }

  snapshot(): State[] {
    return structuredClone(this.#ports);
  }

  /** Hosts hang on to the machine that was; they see it vanish. */
  restore(state: unknown): void {
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    this.#ports = structuredClone(state as State[]);
    for (const host of hosts) host.gone();
  }
}
