// USB/IP 1.1.1: offers the simulated device to a Linux kernel with vhci_hcd, and to `usbip list`. One peer a stream.
// Node only. Numbers are big-endian; the layout is in the kernel's Documentation/usb/usbip_protocol.
import type { Duplex } from 'node:stream';
import { Nonsense, takePackets } from './byte-source.ts';
import { MOST_OPEN, type UsbDevice, type UsbRequest, type UsbResult, type UsbStatus } from './usb-device.ts';

const VERSION = 0x0111;
const Command = { list: 0x8005, import: 0x8003, submit: 1, unlink: 2 } as const;
const FULL_SPEED = 2;
const BUSY = 2;
const NO_SUCH_DEVICE = 4;
/** As errno, negative. */
const statusNumbers: Record<UsbStatus, number> = { ok: 0, stall: -32, cancelled: -104, gone: -19 };
const HEAD = 48;
const TO_HOST = 1;
const DEVICE = 1;
const CONFIGURATION = 2;
export const busId = '1-1';

export class UsbIpPeer {
  readonly #stream: Duplex;
  readonly #device: UsbDevice;
  readonly #open = new Map<number, UsbRequest>();
  /** Lets go of the device; set once this peer has imported it. */
  #letGo: (() => void) | undefined;

  constructor(stream: Duplex, device: UsbDevice) {
    this.#stream = stream;
    this.#device = device;
    takePackets(
      stream,
      (bytes) => (this.#letGo ? transferLength(bytes) : operationLength(bytes)),
      (packet) => (this.#letGo ? this.#transfer(packet) : this.#operation(packet)),
    );
    stream.on('close', () => this.#letGo?.());
  }

  #operation(packet: Buffer): void {
    const code = packet.readUInt16BE(2);
    if (code === Command.list) this.#list();
    else this.#import(packet.toString('latin1', 8, 40).replace(/\0.*$/s, ''));
  }

  #list(): void {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.#device.plugged ? 1 : 0);
    const rows = this.#device.plugged ? [this.#record(), this.#interfaces()] : [];
    this.#stream.write(Buffer.concat([operation(5, 0), count, ...rows]));
  }

  #import(name: string): void {
    if (name !== busId || !this.#device.plugged) {
      this.#stream.write(operation(3, NO_SUCH_DEVICE));
      return;
    }
    // The protocol has no word for unplugging: the connection ends.
    this.#letGo = this.#device.claim((on) => {
      if (!on) this.#stream.destroy();
    });
    if (this.#letGo) this.#stream.write(Buffer.concat([operation(3, 0), this.#record()]));
    else this.#stream.write(operation(3, BUSY));
  }

  #record(): Buffer {
    const device = Buffer.from(this.#device.descriptor(DEVICE, 18));
    const record = Buffer.alloc(312);
    record.write(`/sys/devices/simulated/${busId}`, 0);
    record.write(busId, 256);
    record.writeUInt32BE(1, 288);
    record.writeUInt32BE(2, 292);
    record.writeUInt32BE(FULL_SPEED, 296);
    [8, 10, 12].forEach((at, i) => {
      record.writeUInt16BE(device.readUInt16LE(at), 300 + 2 * i);
    });
    device.copy(record, 306, 4, 7);
    record.set([1, device[17]!, this.#device.descriptor(CONFIGURATION, 9)[4]!], 309);
    return record;
  }

  /** Class, subclass and protocol of each, one setting of each. */
  #interfaces(): Buffer {
    const configuration = this.#device.descriptor(CONFIGURATION, 1024);
    const rows: number[] = [];
    for (let at = 0; at < configuration.length; at += configuration[at]!)
      if (configuration[at + 1] === 4 && configuration[at + 3] === 0)
        rows.push(...configuration.subarray(at + 5, at + 8), 0);
    return Buffer.from(rows);
  }

  #transfer(packet: Buffer): void {
    const sequence = packet.readUInt32BE(4);
    if (packet.readUInt32BE(0) === Command.unlink) this.#unlink(sequence, packet.readUInt32BE(20));
    else void this.#submit(sequence, packet);
  }

  async #submit(sequence: number, packet: Buffer): Promise<void> {
    const toHost = packet.readUInt32BE(12) === TO_HOST;
    const endpoint = packet.readUInt32BE(16);
    const length = packet.readUInt32BE(24);
    const sent = Buffer.from(packet.subarray(HEAD));
    let result: UsbResult;
    if (endpoint === 0) result = this.#device.control(Buffer.concat([packet.subarray(40, 48), sent]));
    else {
      const request = toHost ? this.#device.ask(endpoint | 0x80, length) : this.#device.send(endpoint, sent);
      this.#open.set(sequence, request);
      if (this.#open.size > MOST_OPEN) this.#stream.destroy();
      result = await request.done;
      // An unlinked transfer gets no answer of its own.
      if (!this.#open.delete(sequence)) return;
    }
    const data = toHost ? (result.data ?? Buffer.alloc(0)) : Buffer.alloc(0);
    const head = answer(3, sequence, statusNumbers[result.status]);
    head.writeUInt32BE(toHost ? data.length : result.status === 'ok' ? length : 0, 24);
    if (!this.#stream.destroyed) this.#stream.write(Buffer.concat([head, data]));
  }

  #unlink(sequence: number, victim: number): void {
    const request = this.#open.get(victim);
    this.#open.delete(victim);
    request?.cancel();
    this.#stream.write(answer(4, sequence, request === undefined ? 0 : statusNumbers.cancelled));
  }
}

function operationLength(bytes: Buffer): number | undefined {
  if (bytes.length < 8) return undefined;
  const code = bytes.readUInt16BE(2);
  if (bytes.readUInt16BE(0) !== VERSION || (code !== Command.list && code !== Command.import)) throw new Nonsense();
  return code === Command.import ? 40 : 8;
}

function transferLength(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD) return undefined;
  const command = bytes.readUInt32BE(0);
  if (command === Command.unlink) return HEAD;
  if (command !== Command.submit) throw new Nonsense();
  return HEAD + (bytes.readUInt32BE(12) === TO_HOST ? 0 : bytes.readUInt32BE(24));
}

function operation(code: number, status: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(VERSION, 0);
  head.writeUInt16BE(code, 2);
  head.writeUInt32BE(status, 4);
  return head;
}

function answer(code: number, sequence: number, status: number): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(code, 0);
  head.writeUInt32BE(sequence, 4);
  head.writeInt32BE(status, 20);
  return head;
}
