// The simulated device as a USB host controller sees it: requests on endpoints, answered or refused. Servers that speak to
// real kernels (usb-redir.ts, usb-ip.ts) and mocks of host stacks use it. A device on a cable that can be pulled.
import { usb } from '@sigillator/protocol/tables/usb';
import type { Driver } from './driver.ts';
import { portNames } from './ports.ts';
import { UsbPipe } from './usb-pipe.ts';

/** As in Linux: what a request ends with. */
export type UsbStatus = 'ok' | 'stall' | 'gone' | 'cancelled';

export interface UsbResult {
  status: UsbStatus;
  /** What came, for a request to the host. */
  data?: Uint8Array;
}

/** Transfers that a host has under way at once; none has so many. */
export const MOST_OPEN = 256;

export interface UsbRequest {
  done: Promise<UsbResult>;
  cancel(): void;
}

const { bulk, serialControl, serialData } = usb.interfaces;
const bulkPort = portNames.indexOf('usb-bulk');
const serialPort = portNames.indexOf('usb-serial');
const endpointsOf: Record<number, number[]> = {
  [bulkPort]: [bulk.out, bulk.in],
  [serialPort]: [serialData.out, serialData.in],
};

export class UsbDevice {
  /** The host at the cable's other end hears when the device comes to the bus, or leaves it: power, or the cable. */
  #onPlugged: ((on: boolean) => void) | undefined;
  readonly #driver: Driver;
  readonly #pipes: Record<number, UsbPipe>;
  readonly #halted = new Set<number>();
  /** Requests for notifications, which this device never sends. */
  readonly #silent = new UsbPipe(() => 0);
  #cable = true;

  constructor(driver: Driver) {
    this.#driver = driver;
    const { machine } = driver;
    const pipe = (port: number): UsbPipe =>
      new UsbPipe((bytes) => {
        if (!machine.ports.isOpen(port)) return undefined;
        const taken = machine.offer(port, bytes);
        driver.wake();
        return taken;
      });
    this.#pipes = { [bulkPort]: pipe(bulkPort), [serialPort]: pipe(serialPort) };
    machine.usb.host = {
      attached: (on) => {
        if (!on) this.#endAll('gone');
        if (this.#cable) this.#onPlugged?.(on);
      },
      portHost: (port) => {
        for (const address of endpointsOf[port]!) this.#halted.delete(address);
        return this.#pipes[port]!.fresh();
      },
      halted: (address, on) => {
        if (!on) this.#halted.delete(address);
        else {
          this.#halted.add(address);
          const port = Number(Object.keys(endpointsOf).find((key) => endpointsOf[Number(key)]!.includes(address)));
          this.#pipes[port]?.halt((address & 0x80) !== 0);
        }
      },
    };
  }

  get plugged(): boolean {
    return this.#cable && this.#driver.machine.usb.isAttached;
  }

  /** A host takes the cable's other end, one at a time; undefined where another has it. The answer lets go of it. */
  claim(onPlugged: (on: boolean) => void): (() => void) | undefined {
    if (this.#onPlugged !== undefined) return undefined;
    this.#onPlugged = onPlugged;
    return () => {
      this.#onPlugged = undefined;
      this.reset();
    };
  }

  /** Pulls the cable, or puts it back. */
  cable(on: boolean): void {
    if (this.#cable === on) return;
    this.#cable = on;
    if (!on) {
      this.#endAll('gone');
      this.reset();
    }
    if (this.#driver.machine.usb.isAttached) this.#onPlugged?.(on);
  }

  /** The host resets the bus, or is no more: what it has under way ends, so nothing swallows what the next one asks for. */
  reset(): void {
    this.#endAll('cancelled');
    this.#halted.clear();
    this.#driver.machine.input({ kind: 'usb-reset' });
    this.#driver.wake();
  }

  /** A request on endpoint 0: 8 bytes of setup and what the host sends. */
  control(request: Uint8Array): UsbResult {
    if (!this.plugged) return { status: 'gone' };
    // The address is the controller's business.
    if (request[0] === 0 && request[1] === 5) return { status: 'ok', data: new Uint8Array(0) };
    const answer = this.#driver.machine.usbControl(request);
    this.#driver.wake();
    return answer.ok ? { status: 'ok', data: answer.data } : { status: 'stall' };
  }

  /** A descriptor as a host reads it at first. */
  descriptor(kind: number, length: number): Uint8Array {
    const result = this.control(Uint8Array.of(0x80, 6, 0, kind, 0, 0, length & 0xff, length >> 8));
    if (result.data === undefined) throw new Error(`Reading USB descriptor ${kind}: the device refused.`);
    return result.data;
  }

  /** The host gives bytes to an endpoint. */
  send(address: number, bytes: Uint8Array): UsbRequest {
    if (!this.plugged) return ended('gone');
    if (this.#halted.has(address)) return ended('stall');
    if (address === bulk.out) return this.#pipes[bulkPort]!.send(bytes);
    return address === serialData.out ? this.#pipes[serialPort]!.send(bytes) : ended('stall');
  }

  /** The host asks an endpoint for at most `length` bytes. */
  ask(address: number, length: number): UsbRequest {
    if (!this.plugged) return ended('gone');
    if (this.#halted.has(address)) return ended('stall');
    if (address === bulk.in) return this.#pipes[bulkPort]!.ask(length);
    if (address === serialData.in) return this.#pipes[serialPort]!.ask(length);
    return address === serialControl.notification ? this.#silent.ask(length) : ended('stall');
  }

  #endAll(status: UsbStatus): void {
    for (const pipe of [...Object.values(this.#pipes), this.#silent]) pipe.end(status);
  }
}

const ended = (status: UsbStatus): UsbRequest => ({ done: Promise.resolve({ status }), cancel: () => {} });
