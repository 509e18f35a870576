// usb-redir 0.7: offers the simulated device to a virtual machine (QEMU `-device usb-redir`), one peer a stream. A peer that
// comes while another has the device is cut off: the protocol has no word for it. Node only.
import type { Duplex } from 'node:stream';
import { Nonsense, takePackets } from './byte-source.ts';
import { MOST_OPEN, type UsbDevice, type UsbRequest, type UsbStatus } from './usb-device.ts';

const Packet = {
  hello: 0,
  connect: 1,
  disconnect: 2,
  reset: 3,
  interfaces: 4,
  endpoints: 5,
  setConfiguration: 6,
  getConfiguration: 7,
  configurationStatus: 8,
  setSetting: 9,
  getSetting: 10,
  settingStatus: 11,
  startInterrupt: 15,
  stopInterrupt: 16,
  interruptStatus: 17,
  cancel: 21,
  control: 100,
  bulk: 101,
} as const;

const WIDE_IDS = 1 << 5;
const BULK_32 = 1 << 6;
/** Device version in the connect packet, packet sizes in the endpoint packet. */
const CAPABILITIES = (1 << 1) | (1 << 4) | WIDE_IDS | BULK_32;
const FULL_SPEED = 1;
const statusNumbers: Record<UsbStatus, number> = { ok: 0, cancelled: 1, gone: 3, stall: 4 };
const DEVICE = 1;
const CONFIGURATION = 2;
const ENDPOINTS = 32;
const NO_ENDPOINT = 255;

const u16 = (value: number): Buffer => Buffer.of(value & 0xff, (value >> 8) & 0xff);

export class UsbRedirPeer {
  readonly #stream: Duplex;
  #device!: UsbDevice;
  #letGo: (() => void) | undefined;
  readonly #open = new Map<bigint, UsbRequest>();
  #capabilities = 0;
  #greeted = false;

  constructor(stream: Duplex, device: UsbDevice) {
    this.#stream = stream;
    const measure = (bytes: Buffer) => (bytes.length < this.#head ? undefined : this.#head + bytes.readUInt32LE(4));
    takePackets(stream, measure, (packet) => this.#obey(packet));
    stream.on('close', () => this.#letGo?.());
    this.#take(device);
    if (this.#letGo === undefined) return;
    const hello = Buffer.alloc(68);
    hello.write('sigillator');
    hello.writeUInt32LE(CAPABILITIES, 64);
    this.#send(Packet.hello, 0n, hello);
  }

  /** Puts another device in the place of this one. */
  replace(device: UsbDevice): void {
    if (this.#greeted && this.#device.plugged) this.#send(Packet.disconnect);
    this.#letGo?.();
    this.#take(device);
    if (this.#letGo !== undefined && this.#greeted && device.plugged) this.#connect();
  }

  #take(device: UsbDevice): void {
    this.#device = device;
    this.#letGo = device.claim((on) => {
      if (!this.#greeted) return;
      if (on) this.#connect();
      else this.#send(Packet.disconnect);
    });
    if (this.#letGo === undefined) this.#stream.destroy();
  }

  get #head(): number {
    return (this.#capabilities & WIDE_IDS) === 0 ? 12 : 16;
  }

  #send(kind: number, id = 0n, ...parts: Uint8Array[]): void {
    const body = Buffer.concat(parts);
    const head = Buffer.alloc(this.#head);
    head.writeUInt32LE(kind, 0);
    head.writeUInt32LE(body.length, 4);
    if (head.length === 16) head.writeBigUInt64LE(id, 8);
    else head.writeUInt32LE(Number(id), 8);
    this.#stream.write(Buffer.concat([head, body]));
  }

  /** What the device has, then that it is there. */
  #connect(): void {
    const device = this.#device.descriptor(DEVICE, 18);
    const configuration = this.#device.descriptor(CONFIGURATION, 1024);
    const interfaces = Buffer.alloc(4 + 4 * ENDPOINTS);
    interfaces.writeUInt32LE(configuration[4]!, 0);
    const endpoints = Buffer.alloc(5 * ENDPOINTS);
    endpoints.fill(NO_ENDPOINT, 0, ENDPOINTS);
    const endpoint = (index: number, kind: number, interval: number, owner: number, packet: number): void => {
      endpoints.set([kind], index);
      endpoints.set([interval], ENDPOINTS + index);
      endpoints.set([owner], 2 * ENDPOINTS + index);
      endpoints.writeUInt16LE(packet, 3 * ENDPOINTS + 2 * index);
    };
    for (const zero of [0, 16]) endpoint(zero, 0, 0, 0, device[7]!);
    let owner = 0;
    for (let at = 0; at < configuration.length; at += configuration[at]!) {
      const [, kind, first = 0, second = 0, third = 0, , fifth = 0] = configuration.subarray(at);
      if (kind === 4) {
        owner = first;
        const classes = configuration.subarray(at + 5, at + 8);
        [first, ...classes].forEach((value, row) => {
          interfaces[4 + row * ENDPOINTS + first] = value;
        });
      } else if (kind === 5) endpoint(((first & 0x80) >> 3) | (first & 15), second, fifth, owner, third);
    }
    this.#send(Packet.interfaces, 0n, interfaces);
    this.#send(Packet.endpoints, 0n, endpoints);
    this.#send(Packet.connect, 0n, Buffer.of(FULL_SPEED), device.subarray(4, 7), device.subarray(8, 14));
  }

  #obey(packet: Buffer): void {
    const kind = packet.readUInt32LE(0);
    const id = this.#head === 16 ? packet.readBigUInt64LE(8) : BigInt(packet.readUInt32LE(8));
    const body = packet.subarray(this.#head);
    if (body.length < this.#leastBody(kind)) throw new Nonsense();
    if (kind === Packet.hello) this.#greet(body);
    else if (kind === Packet.reset) this.#device.reset();
    else if (kind === Packet.cancel) this.#open.get(id)?.cancel();
    else if (kind === Packet.control) this.#control(id, body);
    else if (kind === Packet.bulk) void this.#bulk(id, body);
    else this.#settings(kind, id, body);
  }

  /** Bytes of a packet's own header. */
  #leastBody(kind: number): number {
    if (kind === Packet.hello) return 64;
    if (kind === Packet.control) return 10;
    if (kind === Packet.bulk) return (this.#capabilities & BULK_32) === 0 ? 8 : 10;
    return 0;
  }

  #greet(body: Buffer): void {
    this.#capabilities = body.length >= 68 ? body.readUInt32LE(64) & CAPABILITIES : 0;
    this.#greeted = true;
    if (this.#device.plugged) this.#connect();
  }

  /** What the peer gives packets of their own to, and the bus control requests. */
  #settings(kind: number, id: bigint, body: Buffer): void {
    const [first = 0, second = 0] = body;
    const control = (...setup: number[]): [status: number, value: number] => {
      const { status, data } = this.#device.control(Uint8Array.from(setup));
      return [statusNumbers[status], data?.[0] ?? 0];
    };
    if (kind === Packet.setConfiguration) {
      const [status] = control(0, 9, first, 0, 0, 0, 0, 0);
      this.#send(Packet.configurationStatus, id, Buffer.of(status, first));
    } else if (kind === Packet.getConfiguration) {
      this.#send(Packet.configurationStatus, id, Buffer.of(...control(0x80, 8, 0, 0, 0, 0, 1, 0)));
    } else if (kind === Packet.setSetting) {
      const [status] = control(1, 11, second, 0, first, 0, 0, 0);
      this.#send(Packet.settingStatus, id, Buffer.of(status, first, second));
    } else if (kind === Packet.getSetting) {
      const [status, setting] = control(0x81, 10, 0, 0, first, 0, 1, 0);
      this.#send(Packet.settingStatus, id, Buffer.of(status, first, setting));
    } else if (kind === Packet.startInterrupt || kind === Packet.stopInterrupt) {
      this.#send(Packet.interruptStatus, id, Buffer.of(statusNumbers.ok, first));
    }
  }

  /** Its header: endpoint, request, type, status, value, index, length. */
  #control(id: bigint, body: Buffer): void {
    const setup = [body[2]!, body[1]!, ...body.subarray(4, 10)];
    const toHost = (body[0]! & 0x80) !== 0;
    const { status, data = Buffer.alloc(0) } = this.#device.control(
      Uint8Array.from([...setup, ...(toHost ? [] : body.subarray(10))]),
    );
    const head = Buffer.from(body.subarray(0, 10));
    head[3] = statusNumbers[status];
    const length = toHost ? data.length : status === 'ok' ? body.readUInt16LE(8) : 0;
    this.#send(Packet.control, id, head.fill(u16(length), 8, 10), toHost ? data : Buffer.alloc(0));
  }

  /** Its header: endpoint, status, length, stream, and the upper half of the length if both sides can. */
  async #bulk(id: bigint, body: Buffer): Promise<void> {
    const size = this.#leastBody(Packet.bulk);
    const upper = size === 10 ? body.readUInt16LE(8) * 0x10000 : 0;
    const [address = 0] = body;
    const toHost = (address & 0x80) !== 0;
    const asked = body.readUInt16LE(2) + upper;
    // A copy: the stream may use its buffer again.
    const sent = Buffer.from(body.subarray(size));
    const request = toHost ? this.#device.ask(address, asked) : this.#device.send(address, sent);
    this.#open.set(id, request);
    if (this.#open.size > MOST_OPEN) this.#stream.destroy();
    const { status, data = Buffer.alloc(0) } = await request.done;
    this.#open.delete(id);
    const length = toHost ? data.length : status === 'ok' ? sent.length : 0;
    const head = Buffer.from(body.subarray(0, size));
    head[1] = statusNumbers[status];
    head.fill(u16(length & 0xffff), 2, 4);
    if (size === 10) head.fill(u16(length >>> 16), 8, 10);
    if (!this.#stream.destroyed) this.#send(Packet.bulk, id, head, data);
  }
}
