// What one port does must not keep the others silent: noise, a program that died in a frame, a host that does not read.
// SPEC "Frames".
import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame } from '@sigillator/host/link/frames';
import { frameKinds, limits } from '@sigillator/protocol/tables/limits';
import { portNames } from '@sigillator/simulator/ports';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { SimRig } from '../targets/sim.ts';
import { RawHost, said } from './raw-host.ts';
import { wired } from './wired.ts';

const numbers = portNames.map((_, number) => number);
const pairs = numbers.flatMap((noisy) => numbers.filter((other) => other !== noisy).map((other) => ({ noisy, other })));
const hello = encodeFrame(frameKinds.plain, encodeRequest('hello', 1, { oldest: 1, newest: 1 }));

let rig: SimRig;
/** The paired host, in session on port 0. */
let paired: RawHost;
let hosts: RawHost[];
let begin: () => void;

beforeAll(async () => {
  ({ rig, host: paired } = await wired());
  hosts = numbers.map((port) => (port === 0 ? paired : new RawHost(rig.machine, port).open()));
  begin = paired.moment();
});
beforeEach(() => {
  begin();
  for (const host of hosts) host.take();
});

/** Ends the session: all ports are strangers' again. */
const leave = (): void => {
  paired.close();
  paired.open();
};

test.each(pairs)('one byte on port $noisy keeps port $other silent for half a second, no longer', async (ports) => {
  leave();
  hosts[ports.noisy]!.bytes(Uint8Array.of(0x55));
  hosts[ports.other]!.bytes(hello);
  await rig.passTime(limits.halfFrameMs + 1);
  expect(said(hosts[ports.other]!.take())).toEqual(['hello']);
});

// By whole frames, damaged ones and halves: whatever ends, the next half begins in bytes that were there before.
test.each([
  { name: 'noise', each: Uint8Array.of(0x55, 0xaa) },
  { name: 'damaged frames, each with a byte of the next', each: Uint8Array.of(0xaa, 0, 0x55) },
  { name: 'whole frames, each with a byte of the next', each: Uint8Array.of(...hello, hello[0]!) },
])('$name without end keeps no other port silent', async ({ each }) => {
  leave();
  for (let tenth = 0; tenth < 10; tenth++) {
    hosts[2]!.bytes(each);
    if (tenth === 2) hosts[1]!.bytes(hello);
    await rig.passTime(100);
  }
  expect(said(hosts[1]!.take())).toEqual(['hello']);
});

test('a stranger in session who sends a byte now and then keeps no other port silent', async () => {
  leave();
  expect(said(hosts[2]!.hello())).toEqual(['hello']);
  for (let tenth = 0; tenth < 10; tenth++) {
    hosts[2]!.bytes(Uint8Array.of(0x55));
    if (tenth === 2) hosts[1]!.bytes(hello);
    await rig.passTime(100);
  }
  expect(said(hosts[1]!.take())).toEqual(['hello']);
});

test('a host in session does not wait for what is half on another port', () => {
  for (let round = 0; round < 3; round++) {
    hosts[2]!.bytes(Uint8Array.of(0x55, 0xaa));
    expect(said(paired.request('info', {}))).toEqual(['info']);
  }
});

// SPEC "Session": how a host leaves a port whose plug the device does not see.
test('an empty handshake ends the session of its port without an answer; another port is served at once', () => {
  leave();
  const [usb, , uart] = hosts as [RawHost, RawHost, RawHost];
  expect(uart.shake()).toBe(true);
  expect(said(uart.request('info', {}))).toEqual(['info']);
  const goodbye = encodeFrame(frameKinds.handshake, new Uint8Array(0));
  usb.bytes(goodbye);
  expect(usb.shake(), 'nobody leaves for another').toBe(false);
  usb.take();
  uart.bytes(goodbye);
  expect([uart.take(), uart.handshakes]).toEqual([[], []]);
  expect(usb.shake()).toBe(true);
  expect(said(usb.request('info', {}))).toEqual(['info']);
});

// 37 chunks of 64 bytes are more than a frame (maxFrame): from there on it cannot become one.
test.each([
  { name: 'bytes without end', fill: 0x55, port: 0, most: 37 },
  { name: 'bytes without end', fill: 0x55, port: 2, most: 37 },
  { name: 'zeros without end', fill: 0, port: 2, most: 1 },
])('a program that sends $name on port 1 keeps port $port waiting for $most chunks at most', ({ fill, port, most }) => {
  leave();
  const { ports } = rig.machine;
  const receive = ports.receive.bind(ports);
  let chunks = 0;
  let before: number | undefined;
  ports.receive = (which, target) => {
    if (which !== 1) {
      const taken = receive(which, target);
      if (taken > 0) before ??= chunks;
      return taken;
    }
    // Not quite without end, or the device would never rest.
    if (chunks === 200) return 0;
    chunks++;
    target.fill(fill);
    return target.length;
  };
  ports.onReadable(1);
  hosts[port]!.bytes(hello);
  ports.receive = receive;
  expect(said(hosts[port]!.take())).toEqual(['hello']);
  expect(before).toBeLessThanOrEqual(most);
  expect(chunks).toBe(200);
});

test('a frame that comes in two parts arrives whole, and who waits for it is answered then', async () => {
  leave();
  hosts[2]!.bytes(hello.subarray(0, 5));
  hosts[1]!.bytes(hello);
  await rig.passTime(limits.halfFrameMs - 100);
  expect(said(hosts[1]!.take())).toEqual([]);
  hosts[2]!.bytes(hello.subarray(5));
  expect(said(hosts[2]!.take())).toEqual(['hello']);
  expect(said(hosts[1]!.take())).toEqual(['hello']);
});

test('what follows of a frame that gave way is dropped, and the frame behind it is answered', async () => {
  leave();
  hosts[2]!.bytes(hello.subarray(0, 5));
  hosts[1]!.bytes(hello);
  await rig.passTime(limits.halfFrameMs + 1);
  hosts[2]!.bytes(Uint8Array.of(...hello.subarray(5), ...hello));
  expect(said(hosts[2]!.take())).toEqual(['hello']);
});

test('a program that dies in a session and in a frame leaves the other ports their answer', async () => {
  const frame = paired.sealed(encodeRequest('info', paired.nextTag(), {}));
  paired.bytes(frame.subarray(0, 20));
  hosts[2]!.bytes(hello);
  await rig.passTime(limits.halfFrameMs + 1);
  expect(said(hosts[2]!.take())).toEqual(['hello']);
});

test('a host that reads nothing keeps nobody else silent, and loses nothing by it', () => {
  const { ports } = rig.machine;
  const send = ports.send.bind(ports);
  ports.send = (port, bytes) => (port === 0 ? 0 : send(port, bytes));
  for (let open = 0; open < limits.window; open++) expect(said(paired.request('info', {}))).toEqual([]);
  expect(said(hosts[2]!.hello())).toEqual(['hello']);
  ports.send = send;
  ports.onWritable(0);
  rig.machine.settle();
  expect(said(paired.take())).toEqual(Array.from({ length: limits.window }, () => 'info'));
});
