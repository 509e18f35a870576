// The ports and the links that hang on them, on the tiny device, which echoes.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { TcpTransport } from '@sigillator/host/transport/tcp';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { serveTcp } from '@sigillator/simulator/tcp-port';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { expect, test } from 'vitest';
import { tinyMachine } from './tiny-device.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);

test('a link in memory carries bytes both ways in order', async () => {
  const driver = new VirtualTime(await tinyMachine(), () => '');
  const link = new MemoryLink(driver, 0);
  const sent = bytes(300);
  await link.write(sent);
  const got: number[] = [];
  while (got.length < 64) got.push(...(await link.read())!);
  expect(got).toEqual([...sent.subarray(0, got.length)]);
  await link.close();
  expect(await link.read()).toBeUndefined();
});

test('a waiting read ends when the device loses power, and writing then is an error', async () => {
  const driver = new VirtualTime(await tinyMachine(), () => '');
  const link = new MemoryLink(driver, 1);
  const read = link.read();
  driver.machine.input({ kind: 'power', on: false });
  expect(await read).toBeUndefined();
  await expect(link.write(bytes(1))).rejects.toThrow('it went away before all bytes were sent');
});

test('a port takes one program at a time, and a device without power none', async () => {
  const machine = await tinyMachine();
  const driver = new VirtualTime(machine, () => '');
  const first = new MemoryLink(driver, 2);
  expect(() => new MemoryLink(driver, 2)).toThrow('another program has it open');
  await first.close();
  await new MemoryLink(driver, 2).close();
  machine.input({ kind: 'power', on: false });
  expect(() => new MemoryLink(driver, 2)).toThrow('the device has no power');
});

test('waiting for a text runs the machine on, and says the last screen when it never comes', async () => {
  const driver = new VirtualTime(await tinyMachine(), (machine) => `drawn\n${machine.keypad.held().join()}`);
  driver.machine.input({ kind: 'press', keys: ['6'] });
  expect(await driver.waitFor('drawn 6')).toContain('6');
  await expect(driver.waitFor('never', 500)).rejects.toThrow('within 500 ms. Its last screen:\ndrawn');
});

test('a link over TCP carries bytes both ways, refuses a second host, and ends with either side', async () => {
  const driver = new VirtualTime(await tinyMachine(), () => '');
  const server = await serveTcp(driver, 0);
  const link = await TcpTransport.open(server.port);
  await link.write(Uint8Array.of(1, 2, 3));
  expect([...(await link.read())!]).toEqual([1, 2, 3]);
  const second = await TcpTransport.open(server.port);
  expect(await second.read()).toBeUndefined();
  await link.close();
  while (driver.machine.ports.isOpen(0)) await new Promise(setImmediate);
  const third = await TcpTransport.open(server.port);
  await third.write(Uint8Array.of(9));
  expect([...(await third.read())!]).toEqual([9]);
  driver.machine.input({ kind: 'power', on: false });
  expect(await third.read()).toBeUndefined();
  await expect(third.write(Uint8Array.of(1))).rejects.toThrow('it went away');
  await server.close();
  await expect(TcpTransport.open(server.port)).rejects.toThrow('nothing answers there');
});

test('a host that closes its TCP port may open it again at once, however slow the simulator is', async () => {
  const driver = new VirtualTime(await tinyMachine(), () => '');
  const server = await serveTcp(driver, 0);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const host = new Worker(new URL('./_hasty-host.ts', import.meta.url), { workerData: { port: server.port, flag } });
  expect(await once(host, 'message')).toEqual(['heard']);
  // Until the second connection stands, nothing is done here: not even the end of the first is noticed.
  Atomics.wait(flag, 0, 0);
  expect(await once(host, 'message')).toEqual(['answered']);
  await host.terminate();
  await server.close();
});
