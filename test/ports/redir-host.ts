// A host that speaks usb-redir 0.7 as QEMU does, in as few words as it takes; and one that need not keep to them. Used by the
// tests of the simulator's server.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { usb } from '@sigillator/protocol/tables/usb';
import { ByteSource } from '@sigillator/simulator/byte-source';

export const Packet = {
  hello: 0,
  connect: 1,
  reset: 3,
  configuration: 6,
  setting: 9,
  control: 100,
  bulk: 101,
} as const;
const { bulk } = usb.interfaces;

/** A packet with the short ids of a host that has no capabilities. */
export function redirPacket(kind: number, id: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  [kind, body.length, id].forEach((value, place) => {
    head.writeUInt32LE(value, 4 * place);
  });
  return Buffer.concat([head, body]);
}

export class RedirHost {
  readonly stream: Socket;
  /** Answers by kind and id. */
  readonly #answers = new Map<string, Buffer>();
  readonly #waiting = new Map<string, (body: Buffer) => void>();
  #id = 0;

  /** `port`: where the server listens. */
  constructor(port: number) {
    this.stream = connect({ port, host: '127.0.0.1', noDelay: true });
    const source = new ByteSource((bytes) => (bytes.length < 8 ? undefined : 12 + bytes.readUInt32LE(4)));
    this.stream.on('data', (bytes: Buffer) => {
      for (const packet of source.feed(bytes)) {
        const name = `${packet.readUInt32LE(0)} ${packet.readUInt32LE(8)}`;
        this.#answers.set(name, packet.subarray(12));
        this.#waiting.get(name)?.(packet.subarray(12));
      }
    });
    this.stream.on('error', () => {});
    this.say(Packet.hello, Buffer.alloc(68));
  }

  /** Sends; answers the id. */
  say(kind: number, body: Uint8Array): number {
    this.stream.write(redirPacket(kind, ++this.#id, body));
    return this.#id;
  }

  /** The answer to what was sent under this id; id 0: what the device says by itself. */
  heard(kind: number, id: number): Promise<Buffer> {
    const name = `${kind} ${id}`;
    const there = this.#answers.get(name);
    return there ? Promise.resolve(there) : new Promise((resolve) => this.#waiting.set(name, resolve));
  }

  /** Configures the device and opens its bulk port; fails where the server cuts this host off. */
  async open(): Promise<this> {
    const cut = once(this.stream, 'close').then(() => {
      throw new Error('The server closed the connection.');
    });
    await Promise.race([this.heard(Packet.connect, 0), cut]);
    cut.catch(() => {});
    this.say(Packet.reset, Buffer.alloc(0));
    this.say(Packet.configuration, Buffer.of(1));
    this.say(Packet.setting, Buffer.of(bulk.number, 1));
    return this;
  }

  /** Asks the bulk port for bytes; answers the id. */
  ask(): number {
    return this.say(Packet.bulk, Buffer.of(bulk.in, 0, 0, 8, 0, 0, 0, 0));
  }

  give(bytes: Uint8Array): void {
    const head = Buffer.alloc(8);
    head[0] = bulk.out;
    head.writeUInt16LE(bytes.length, 2);
    this.say(Packet.bulk, Buffer.concat([head, bytes]));
  }

  /** What came back for this request. */
  async came(id: number): Promise<Buffer> {
    return (await this.heard(Packet.bulk, id)).subarray(8);
  }

  /** The machine is switched off: no goodbye. */
  async die(): Promise<void> {
    await new Promise((closed) => this.stream.once('close', closed).destroy());
  }
}
