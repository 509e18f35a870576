// A USB cable with a host controller at its other end, at the socket of the emulated board: transactions one after the other,
// each in its time at 12 Mbit/s, with the host's toggles, addresses and resets. NAK costs nothing: the next try comes when
// the driver has changed something. It offers what simulator/src/usb-device.ts offers. Called by emu.ts.
import { usb } from '@sigillator/protocol/tables/usb';
import type { UsbRequest, UsbResult, UsbStatus } from '@sigillator/simulator/usb-device';
import type { Pico } from './pico.ts';
import { endpointNumber } from './usb-controller.ts';

const PACKET = 64;
const BYTE_NANOS = 667;
/** Sync, token, handshake and gaps of a transaction, in bytes. */
const OVERHEAD = 13;
/** Longest that a host waits for an answer on endpoint 0 (USB 2.0, 9.2.6.1). */
const CONTROL_NANOS = 5e9;
/** A reset and the recovery from it (7.1.7.5); recovery after SET_ADDRESS (9.2.6.3). */
const RESET_NANOS = 20_000_000;
const ADDRESS_NANOS = 2_000_000;
/** A hub looks at its ports for so long before it believes them (7.1.7.3). */
const DEBOUNCE_NANOS = 100_000_000;
const IN = 0;
const OUT = 1;

interface Transfer {
  number: number;
  toHost: boolean;
  /** What is still to be sent; for the other direction, what has come. */
  bytes: Uint8Array;
  /** Most bytes that are wanted. */
  length: number;
  finish(result: UsbResult): void;
}

export class UsbBus {
  /** The device came to the bus, or left it. */
  onPlugged: (on: boolean) => void = () => {};
  /** Bytes have passed, or begin to wait for the device to take them. */
  onPacket: (toHost: boolean) => void = () => {};
  /** Every so many packets of a port the confirmation gets lost; 0: never. A host begins a lost control request anew. */
  lossy = 0;
  readonly #pico: Pico;
  #transfers: Transfer[] = [];
  #toggles = new Uint8Array(32);
  /** Endpoints whose last confirmation got lost. */
  #lost = new Set<number>();
  #packets = 0;
  #busy = false;
  /** Counts what ends all that is under way. */
  #era = 0;
  /** The endpoint that was served last. */
  #served = 0;
  #address = 0;
  #configured = false;
  #cable = true;

  constructor(pico: Pico) {
    this.#pico = pico;
    pico.onPullUp = (on) => {
      if (!on) this.#endAll('gone');
      if (this.#cable) this.onPlugged(on);
    };
    pico.onEndpoint = () => this.#serve();
  }

  get plugged(): boolean {
    return this.#cable && this.#pico.on && this.#pico.usb.isPulledUp;
  }

  get isConfigured(): boolean {
    return this.#configured;
  }

  /** Pulls the cable, or puts it back; the board has power of its own. */
  cable(on: boolean): void {
    if (on === this.#cable) return;
    this.#cable = on;
    if (!on) this.#endAll('gone');
    this.#pico.socket(on);
    this.#pass(DEBOUNCE_NANOS);
  }

  reset(): void {
    this.#endAll('gone');
    this.#pico.usb.reset();
    this.#pass(RESET_NANOS);
  }

  /** Reset, address, configuration: what a system does with what it finds on its bus. */
  enumerate(address = 5): void {
    this.#pico.runUntil(this.#pico.nanos + CONTROL_NANOS, () => this.plugged);
    this.reset();
    for (const setup of [
      '8006000100004000',
      `0005${address.toString(16).padStart(2, '0')}0000000000`,
      '0009010000000000',
    ])
      if (this.control(Buffer.from(setup, 'hex')).status !== 'ok')
        throw new Error(`Enumerating the board: no to ${setup}.`);
  }

  /** A request on endpoint 0: 8 bytes of setup and what the host sends. Time passes until it is answered. */
  control(request: Uint8Array): UsbResult {
    let result: UsbResult | undefined;
    this.startControl(request, (got) => {
      result = got;
    });
    this.#pico.runUntil(this.#pico.nanos + CONTROL_NANOS, () => result !== undefined);
    if (result === undefined) throw new Error(`USB request ${Buffer.from(request).toString('hex')}: no answer in 5 s.`);
    if (result.status === 'ok') this.#follow(request);
    return result;
  }

  /** The same without waiting. */
  startControl(request: Uint8Array, finish: (result: UsbResult) => void): void {
    if (!this.plugged) {
      finish({ status: 'gone' });
      return;
    }
    this.#transfers = this.#transfers.filter(({ number }) => number > OUT);
    this.#expectAddress();
    const length = request[6]! | (request[7]! << 8);
    const toHost = (request[0]! & 0x80) !== 0 && length > 0;
    const data = request.slice(8);
    this.#toggles.fill(1, IN, OUT + 1);
    const stage = (number: number, wanted: number, bytes: Uint8Array, then: (result: UsbResult) => void): void =>
      this.#queue({ number, toHost: number === IN, bytes, length: wanted, finish: then });
    const none = new Uint8Array(0);
    this.#after(8, () => {
      this.#pico.usb.setup(request.subarray(0, 8));
      if (toHost)
        stage(IN, length, none, (got) => {
          this.#toggles[OUT] = 1;
          if (got.status !== 'ok') finish(got);
          else stage(OUT, 0, none, ({ status }) => finish(status === 'ok' ? got : { status }));
        });
      else if (data.length > 0)
        stage(OUT, 0, data, (got) => {
          this.#toggles[IN] = 1;
          if (got.status !== 'ok') finish(got);
          else stage(IN, 0, none, finish);
        });
      else stage(IN, 0, none, finish);
    });
  }

  /** A descriptor as a host reads it at first. */
  descriptor(kind: number, length: number): Uint8Array {
    const result = this.control(Uint8Array.of(0x80, 6, 0, kind, 0, 0, length & 0xff, length >> 8));
    if (result.data === undefined) throw new Error(`Reading USB descriptor ${kind}: the device refused.`);
    return result.data;
  }

  /** The host gives bytes to an endpoint. */
  send(address: number, bytes: Uint8Array): UsbRequest {
    const request = this.#request({ number: endpointNumber(address), toHost: false, bytes, length: 0 });
    this.onPacket(false);
    return request;
  }

  /** The host asks an endpoint for at most `length` bytes. */
  ask(address: number, length: number): UsbRequest {
    return this.#request({ number: endpointNumber(address), toHost: true, bytes: new Uint8Array(0), length });
  }

  #request(fields: Omit<Transfer, 'finish'>): UsbRequest {
    if (!this.plugged) return { done: Promise.resolve({ status: 'gone' }), cancel: () => {} };
    let cancel = (): void => {};
    const done = new Promise<UsbResult>((finish) => {
      const transfer = { ...fields, finish };
      cancel = () => {
        if (!this.#transfers.includes(transfer)) return;
        this.#transfers = this.#transfers.filter((one) => one !== transfer);
        finish({ status: 'cancelled' });
      };
      this.#queue(transfer);
    });
    return { done, cancel };
  }

  #queue(transfer: Transfer): void {
    this.#transfers.push(transfer);
    this.#serve();
  }

  /** Begins the next transaction that the device would not answer with NAK, each endpoint in its turn. */
  #serve(): void {
    if (this.#busy || !this.plugged) return;
    const turn = (number: number): number => (number - this.#served - 1) & 31;
    const numbers = [...new Set(this.#transfers.map(({ number }) => number))].sort((a, b) => turn(a) - turn(b));
    for (const number of numbers) {
      const transfer = this.#transfers.find((one) => one.number === number)!;
      const answer = this.#pico.usb.answer(number);
      if (answer === 'silence') throw new Error(`USB endpoint ${number}: the device does not answer.`);
      if (answer === 'stall') this.#finish(transfer, { status: 'stall' });
      if (answer !== 'ack') continue;
      this.#expectAddress();
      this.#served = number;
      this.#pico.usb.begin(number);
      const size = Math.min(PACKET, transfer.toHost ? transfer.length : transfer.bytes.length);
      this.#after(size, () => {
        this.#pico.usb.end();
        // A transfer that was cancelled meanwhile: its packet is not asked for.
        if (this.#transfers.includes(transfer)) this.#transact(transfer);
      });
      return;
    }
  }

  #transact(transfer: Transfer): void {
    const { number, toHost } = transfer;
    const heard = this.lossy === 0 || number <= OUT || ++this.#packets % this.lossy !== 0;
    const again = this.#lost.delete(number);
    if (!heard) this.#lost.add(number);
    if (toHost) {
      const { data, toggle } = this.#pico.usb.take(number, heard);
      const fresh = toggle === this.#toggles[number];
      if (!fresh && !again) throw new Error(`USB endpoint ${number}: DATA${toggle} came twice.`);
      if (fresh) this.#received(transfer, data);
      return;
    }
    const packet = transfer.bytes.subarray(0, PACKET);
    const fresh = this.#pico.usb.give(number, packet, this.#toggles[number]!);
    if (!fresh && !again) throw new Error(`USB endpoint ${number}: the device waits for the other toggle.`);
    if (!heard) return;
    this.#toggles[number]! ^= 1;
    transfer.bytes = transfer.bytes.subarray(packet.length);
    if (packet.length > 0 && number > OUT) this.onPacket(false);
    if (transfer.bytes.length === 0) this.#finish(transfer, { status: 'ok' });
  }

  #received(transfer: Transfer, data: Uint8Array): void {
    this.#toggles[transfer.number]! ^= 1;
    transfer.bytes = Uint8Array.from([...transfer.bytes, ...data]);
    if (transfer.bytes.length > transfer.length)
      throw new Error(`USB endpoint ${transfer.number}: more came than fits.`);
    if (data.length > 0 && transfer.number > OUT) this.onPacket(true);
    if (data.length < PACKET || transfer.bytes.length === transfer.length)
      this.#finish(transfer, { status: 'ok', data: transfer.bytes });
  }

  #finish(transfer: Transfer, result: UsbResult): void {
    this.#transfers = this.#transfers.filter((one) => one !== transfer);
    transfer.finish(result);
  }

  #endAll(status: UsbStatus): void {
    this.#era++;
    this.#busy = false;
    this.#address = 0;
    this.#configured = false;
    this.#toggles.fill(0);
    this.#lost.clear();
    for (const transfer of this.#transfers.splice(0)) transfer.finish({ status });
  }

  /** What the host's own side of a request is, once the device has agreed. */
  #follow([type, request, value = 0, , index = 0]: Uint8Array): void {
    if (type === 0 && request === 5) {
      this.#pass(ADDRESS_NANOS);
      this.#address = value;
    }
    if (type === 0 && request === 9) {
      this.#configured = value === 1;
      this.#toggles.fill(0);
    }
    if (type === 1 && request === 11)
      for (const address of interfaceEndpoints[index] ?? []) this.#toggles[endpointNumber(address)] = 0;
    if (type === 2 && request === 1) this.#toggles[endpointNumber(index)] = 0;
  }

  #expectAddress(): void {
    const { address } = this.#pico.usb;
    if (address !== this.#address) throw new Error(`USB: the device is at address ${address}, not ${this.#address}.`);
  }

  #pass(nanos: number): void {
    this.#pico.runUntil(this.#pico.nanos + nanos);
  }

  /** One transaction's time later, if nothing has ended it. */
  #after(bytes: number, act: () => void): void {
    this.#busy = true;
    const era = this.#era;
    this.#pico.after((bytes + OVERHEAD) * BYTE_NANOS, () => {
      if (era !== this.#era) return;
      this.#busy = false;
      act();
      this.#serve();
    });
  }
}

const { bulk, serialControl, serialData } = usb.interfaces;
/** By number of the interface. */
const interfaceEndpoints: Record<number, number[]> = {
  [bulk.number]: [bulk.out, bulk.in],
  [serialControl.number]: [serialControl.notification],
  [serialData.number]: [serialData.out, serialData.in],
};
