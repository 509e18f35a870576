// Peers of the simulator's servers that keep to no rule: usb-redir and USB/IP hosts, and a PC/SC service. Whatever they send,
// they are answered or cut off, and the next proper peer finds a device that works.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Random } from '@sigillator/simulator/random';
import { busId } from '@sigillator/simulator/usb-ip';
import { serveUsb, type UsbServer } from '@sigillator/simulator/usb-server';
import { lendToVpcd } from '@sigillator/simulator/vpcd';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runs, seed } from '../seed.ts';
import { activeCard } from '../targets/card-harness.ts';
import { type LiveDesk, liveDesk } from './live-desk.ts';
import { Packet, RedirHost, redirPacket } from './redir-host.ts';

const TOO_LONG = 0xffff_0000;
const random = new Random(seed, 'hostile peers');
const noise = (most: number): Buffer =>
  Buffer.from(Array.from({ length: random.below(most) }, () => random.below(256)));
const pick = <Choice>(...from: Choice[]): Choice => from[random.below(from.length)]!;
const title = (name: string): string => `${name}, seed ${seed}`;

/** Sends the packets in pieces of any length, ends, and waits for the server to hang up. */
async function play(port: number, packets: Buffer[]): Promise<void> {
  const stream = connect({ port, host: '127.0.0.1', noDelay: true });
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => {}).resume();
  for (let rest = Buffer.concat(packets); rest.length > 0; ) {
    const piece = rest.subarray(0, 1 + random.below(pick(3, 40, 2_000)));
    if (!stream.destroyed) stream.write(piece);
    rest = rest.subarray(piece.length);
  }
  stream.end();
  await closed;
}

/** True where the server hangs up by itself. */
async function isCutOff(port: number, packets: Buffer[]): Promise<boolean> {
  const stream = connect({ port, host: '127.0.0.1' });
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => {}).resume();
  stream.write(Buffer.concat(packets));
  await closed;
  return true;
}

let desk: LiveDesk;
beforeAll(async () => {
  desk = await liveDesk();
});
afterAll(() => desk.close());

const serverOf = (kind: 'usb-redir' | 'usb-ip'): (() => number) => {
  let server: UsbServer;
  beforeAll(async () => {
    server = await serveUsb(desk.usb, kind, 0);
  });
  afterAll(() => server.close());
  return () => Number(server.at);
};

describe('usb-redir', () => {
  const port = serverOf('usb-redir');
  const hello = redirPacket(Packet.hello, 0, Buffer.alloc(68));
  const proper = (): Promise<RedirHost> => vi.waitFor(() => new RedirHost(port()).open());

  test.each([
    ['a hello without its capabilities', [redirPacket(Packet.hello, 0, Buffer.alloc(63))]],
    ['a control request of nothing', [hello, redirPacket(Packet.control, 1, Buffer.alloc(0))]],
    ['a bulk request of one byte', [hello, redirPacket(Packet.bulk, 1, Buffer.alloc(1))]],
    ['a packet of 4 GiB', [hello, Buffer.from('65000000ffffffff01000000', 'hex'), Buffer.alloc(100)]],
    [
      'more requests than a host has',
      [
        hello,
        ...Array.from({ length: 300 }, (_, id) => redirPacket(Packet.bulk, id, Buffer.of(0x81, 0, 8, 0, 0, 0, 0, 0))),
      ],
    ],
  ])('%s ends the connection', async (_name, packets) => {
    expect(await isCutOff(port(), packets)).toBe(true);
    await (await proper()).die();
  });

  const anyPacket = (): Buffer => {
    const kind = pick(...Object.values(Packet), random.below(30), 100 + random.below(6), random.next());
    const transfer = Buffer.from([pick(0, 0x80, 1, 0x81, 3, 0x83, random.below(256)), ...noise(30)]);
    const packet = redirPacket(kind, random.below(4), pick(transfer, transfer, noise(80), Buffer.alloc(68)));
    if (random.below(20) === 0) packet.writeUInt32LE(pick(TOO_LONG, random.below(200)), 4);
    return packet;
  };

  test(title('any packets at all leave a device that the next host can use'), async () => {
    for (let run = 0; run < runs(60, 3_000); run++) {
      const packets = Array.from({ length: random.below(40) }, anyPacket);
      await play(port(), random.below(4) > 0 ? [hello, ...packets] : packets);
    }
    await (await proper()).die();
  });
});

describe('USB/IP', () => {
  const port = serverOf('usb-ip');
  const list = Buffer.from('0111800500000000', 'hex');
  const wanted = Buffer.concat([Buffer.from('0111800300000000', 'hex'), Buffer.from(busId.padEnd(32, '\0'))]);
  const fields = (...values: number[]): Buffer => {
    const head = Buffer.alloc(48);
    values.forEach((value, place) => {
      head.writeUInt32BE(value >>> 0, 4 * place);
    });
    return head;
  };
  const isFree = async (): Promise<void> => {
    const stream = connect(port(), '127.0.0.1');
    stream.write(wanted);
    const [answer] = (await once(stream, 'data')) as [Buffer];
    stream.destroy();
    expect(answer.readUInt32BE(4)).toBe(0);
  };

  test.each([
    ['another version', [Buffer.from('0110800500000000', 'hex')]],
    ['an unknown question', [Buffer.from('0111800400000000', 'hex')]],
    ['an unknown command', [wanted, fields(7, 1)]],
    ['a transfer of 4 GiB', [wanted, fields(1, 1, 0, 0, 1, 0, TOO_LONG), Buffer.alloc(100)]],
    [
      'more transfers than a host has',
      [wanted, ...Array.from({ length: 300 }, (_, id) => fields(1, id, 0, 1, 1, 0, 8))],
    ],
  ])('%s ends the connection', async (_name, packets) => {
    expect(await isCutOff(port(), packets)).toBe(true);
    await vi.waitFor(isFree);
  });

  const anyPacket = (): Buffer => {
    const size = random.below(60);
    const length = random.below(20) === 0 ? random.next() : size;
    const head = fields(
      pick(1, 1, 1, 2, random.below(5)),
      random.below(6),
      0,
      random.below(3),
      random.below(5),
      0,
      length,
    );
    noise(9).copy(head, 40);
    return Buffer.concat([head, pick(Buffer.alloc(size), noise(60), Buffer.alloc(0))]);
  };

  test(title('any packets at all leave a device that the next host can use'), async () => {
    for (let run = 0; run < runs(60, 3_000); run++) {
      const packets = Array.from({ length: random.below(40) }, anyPacket);
      await play(port(), pick([wanted, ...packets], [list, wanted, ...packets], [noise(50), ...packets]));
    }
    await vi.waitFor(isFree);
  });
});

describe('a PC/SC service', () => {
  const ANSWER_TO_RESET = 4;
  /** Orders after which the card has power. */
  const POWER = [1, 2, ANSWER_TO_RESET];
  let service: Server;
  let reader: Socket;
  beforeAll(async () => {
    service = createServer().listen(0, '127.0.0.1');
    await once(service, 'listening');
    const harness = await activeCard();
    harness.powerOff();
    const connected = once(service, 'connection');
    await lendToVpcd(harness.card, (service.address() as AddressInfo).port);
    [reader] = (await connected) as [Socket];
  });
  afterAll(() => {
    reader.destroy();
    service.close();
  });

  const packet = (body: Uint8Array): Buffer => Buffer.concat([Buffer.of(body.length >> 8, body.length & 0xff), body]);
  const anyApdu = (): Buffer =>
    Buffer.from([
      pick(0, 0x80, 0x0c, random.below(256)),
      pick(0xa4, 0xb0, 0xb2, 0xc0, 0xca, 0x88),
      ...noise(pick(4, 12, 300)),
    ]);

  test(title('that sends any orders and commands is answered, and the card stays in the reader'), async () => {
    let heard = Buffer.alloc(0);
    reader.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
    });
    let on = false;
    let owed = 0;
    const send = (body: Buffer): void => {
      const order = body.length === 1 ? body[0]! : -1;
      if (order === ANSWER_TO_RESET || (body.length > 1 && on)) owed++;
      if (order === 0) on = false;
      else if (POWER.includes(order)) on = true;
      reader.write(packet(body));
    };
    for (let run = 0; run < runs(150, 5_000); run++)
      send(pick(Buffer.of(random.below(6)), anyApdu(), noise(pick(2, 20, 3_000))));
    send(Buffer.of(ANSWER_TO_RESET));
    await vi.waitFor(() => {
      const packets: Buffer[] = [];
      for (let rest = heard; rest.length >= 2; rest = rest.subarray(2 + rest.readUInt16BE(0)))
        packets.push(rest.subarray(2, 2 + rest.readUInt16BE(0)));
      expect(packets.length).toBe(owed);
      // The last is the answer to reset, which begins with TS (ISO/IEC 7816-3, 8.1).
      expect(packets.at(-1)![0]).toBe(0x3b);
    }, 10_000);
  });
});
