// The buffers of a port, and a link that has more to say than they hold.
import { Clock } from '@sigillator/simulator/clock';
import type { Driver } from '@sigillator/simulator/driver';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { type PortHost, Ports } from '@sigillator/simulator/ports';
import { expect, test } from 'vitest';

const BUFFER_BYTES = 1024;
const run = (clock: Clock): void => {
  clock.advance(10_000);
  clock.fireDue();
};

function openPort() {
  const clock = new Clock();
  const ports = new Ports(clock);
  const heard = { received: 0, writable: 0, gone: 0, deviceWritable: 0, readable: 0 };
  const host: PortHost = {
    receive: (bytes) => {
      heard.received += bytes.length;
    },
    writable: () => heard.writable++,
    gone: () => heard.gone++,
  };
  ports.onWritable = () => heard.deviceWritable++;
  ports.onReadable = () => heard.readable++;
  ports.open(1, host);
  return { clock, ports, heard };
}

test('a full buffer towards the device takes no more, and tells the host when there is room', () => {
  const { clock, ports, heard } = openPort();
  expect(ports.offer(1, new Uint8Array(3000))).toBe(BUFFER_BYTES);
  expect(ports.offer(1, new Uint8Array(1))).toBe(0);
  run(clock);
  expect([heard.readable, heard.writable]).toEqual([1, 0]);
  expect(ports.receive(1, new Uint8Array(100))).toBe(100);
  expect(heard.writable).toBe(1);
  expect(ports.offer(1, new Uint8Array(3000))).toBe(100);
});

test('a full buffer towards the host takes no more, and one PortWritable follows, once', () => {
  const { clock, ports, heard } = openPort();
  expect(ports.send(1, new Uint8Array(2000))).toBe(BUFFER_BYTES);
  run(clock);
  expect([heard.received, heard.deviceWritable]).toEqual([BUFFER_BYTES, 1]);
  expect(ports.send(1, new Uint8Array(5))).toBe(5);
  run(clock);
  expect([heard.received, heard.deviceWritable]).toEqual([BUFFER_BYTES + 5, 1]);
});

test('a closed port takes nothing either way, and a vanished device is told to its host', () => {
  const { ports, heard } = openPort();
  expect(ports.send(0, new Uint8Array(1))).toBe(0);
  expect(ports.offer(0, new Uint8Array(1))).toBe(0);
  ports.vanish();
  expect(heard.gone).toBe(1);
  expect(ports.isOpen(1)).toBe(false);
});

test('a link waits for room and sends every byte in order', async () => {
  const sent: number[] = [];
  let host: PortHost | undefined;
  let room = 10;
  const machine = {
    open: (_: number, opened: PortHost) => (host = opened),
    offer: (_: number, bytes: Uint8Array) => {
      const taken = bytes.subarray(0, room);
      sent.push(...taken);
      room -= taken.length;
      if (room === 0)
        queueMicrotask(() => {
          room = 10;
          host!.writable();
        });
      return taken.length;
    },
  };
  const link = new MemoryLink({ machine, wake: () => {} } as unknown as Driver, 0);
  const bytes = Uint8Array.from({ length: 95 }, (_, i) => i);
  await link.write(bytes);
  expect(sent).toEqual([...bytes]);
});
