// The simulated device through a real Linux USB stack: xhci, usbfs and cdc-acm of a guest's kernel, the npm packages `usb`
// and `serialport`, and the command line as users run it. Bad luck included: cables, killed programs, missing permission.
// Needs: qemu-x86.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, keyPairOf, type SealError } from '@sigillator/host';
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import type { UsbDevice } from '@sigillator/simulator/usb-device';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  hostKeyText,
  type LinkKind,
  type LinkProgram,
  linkSuite,
  sealingLinks,
  wantedLinks,
} from '../ports/link-suite.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { SimulatedWebUsb } from '../ports/simulated-web-usb.ts';
import { all } from '../seed.ts';
import { UsbVm } from '../targets/usb-vm/vm.ts';
import { repository } from '../unit/checks/_sample.ts';

let vm: UsbVm;
beforeAll(async () => {
  vm = await UsbVm.start();
}, 120_000);
afterAll(() => vm?.stop());

let plugged: LiveDesk | undefined;
const names: Record<string, string> = { bulk: 'usb', cdc: 'serial' };
const guestProgram =
  (name: string) =>
  async (_desk: LiveDesk, words: string[]): Promise<LinkProgram> => {
    // The key of the suite's host, where the guest's programs look for theirs.
    const file = '/run/sigillator/host-key';
    await vm.run(['sh', '-c', `umask 077; mkdir -p /run/sigillator; echo ${hostKeyText} >${file}`]);
    const running = vm.start([...cli, ...words, '--device', names[name]!]);
    const ended = running.ended.then(() => vm.run(['rm', file]));
    return { ended, says: (text) => running.says(text), kill: () => running.kill() };
  };
const guestLink = (name: string): LinkKind => ({
  name,
  open(desk, patient) {
    if (plugged !== desk) vm.plug(desk.usb);
    plugged = desk;
    return vm.open(names[name]!, patient);
  },
  pull: async (desk) => desk.usb.cable(false),
  restore: async (desk) => desk.usb.cable(true),
  // It takes seconds there, and what is killed below says much the same.
  ...(all || process.env.SIGILLATOR_LINK ? { program: guestProgram(name) } : {}),
});

const sealing = sealingLinks([Object.keys(names)]);
for (const name of wantedLinks(Object.keys(names)))
  linkSuite(guestLink(name), `usb-vm ${name}`, sealing.includes(name));

const cli = ['node', join(repository, 'host/src/cli/main.ts')];
const opens = ['node', join(repository, 'test/targets/usb-vm/open-once.ts')];
const nobody = 65_534;

/** The guest's kernel sees a new device a moment after it was plugged in. */
const soon = (expectation: () => Promise<void>): Promise<void> =>
  vi.waitFor(expectation, { timeout: 20_000, interval: 100 });

/** The device with some of its answers replaced. */
const changed = (device: UsbDevice, changes: Partial<UsbDevice>): UsbDevice =>
  new Proxy(device, {
    get: (target, name) => {
      const value = Reflect.get(changes, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
/** Its own answers, but for the name of the product. */
const named = (product: string): UsbDevice['control'] =>
  function (this: UsbDevice, request) {
    const asksProduct = request[0] === 0x80 && request[1] === 6 && request[3] === 3 && request[2] === 2;
    if (!asksProduct) return this.control(request);
    const text = Buffer.from(product, 'utf16le');
    const length = request[6]! | (request[7]! << 8);
    return { status: 'ok', data: Uint8Array.of(text.length + 2, 3, ...text).subarray(0, length) };
  };

describe('programs in the guest', () => {
  let desk: LiveDesk;
  beforeAll(async () => {
    desk = await liveDesk();
    vm.plug(desk.usb);
    await (await vm.open('usb')).close();
  });
  afterAll(() => desk.close());

  test('list names the device once, by the serial number that USB and the device agree on', async () => {
    const { code, output } = await vm.run([...cli, 'device', 'list', '--json']);
    expect(code).toBe(0);
    const [listed, ...more] = JSON.parse(output);
    expect(more).toEqual([]);
    expect(listed).toMatchObject({
      transport: 'usb',
      id: `usb:${listed.serial}`,
      firmware: firmwareVersion,
      paired: false,
    });
  });

  test('two programs at once: the second is told that the device is busy', async () => {
    const first = await vm.open('usb');
    const { code, errors } = await vm.run([...cli, 'device', 'info', '--device', 'usb', '--json']);
    expect([code, JSON.parse(errors).code]).toEqual([4, 'busy']);
    await first.close();
    const terminal = await vm.open('serial');
    expect(JSON.parse((await vm.run([...opens, 'serial'])).errors)).toMatchObject({ code: 'busy', retryable: true });
    await terminal.close();
  });

  test('a user without permission is told which rule to install', async () => {
    const { code, errors } = await vm.run([...cli, 'device', 'info', '--device', 'usb', '--json'], nobody);
    expect([code, JSON.parse(errors)]).toMatchObject([3, { code: 'no-device-permission', retryable: false }]);
    expect(JSON.parse(errors).message).toContain('70-sigillator.rules');
    const serial = await vm.run([...opens, 'serial'], nobody);
    expect(JSON.parse(serial.errors)).toMatchObject({ code: 'no-device-permission' });
  });

  test('a program that is killed in the middle leaves a device that the next one can use', async () => {
    const pairing = vm.start([...cli, 'device', 'pair', '--name', 'Killed', '--json', '--device', 'usb']);
    await pairing.says('digits');
    pairing.kill();
    await pairing.ended;
    const next = await connect({ device: await vm.open('usb'), key: keyPairOf(new Uint8Array(32).fill(3)) });
    await expect(next.info()).rejects.toMatchObject({ code: 'not-paired' });
    await next.close();
  });

  test('a device that is pulled out is no device, and one that comes back is found by its serial number', async () => {
    const transport = await vm.open('usb');
    desk.usb.cable(false);
    expect(await transport.read()).toBeUndefined();
    for (const name of ['usb', 'serial'])
      await expect(vm.open(name, false)).rejects.toMatchObject({
        code: 'no-device',
        message: expect.stringContaining('it is not plugged in.'),
        retryable: true,
      });
    desk.usb.cable(true);
    await (await vm.open('usb')).close();
    await (await vm.open('serial')).close();
  });

  test('two devices and none named: exit 2, and a sentence that lists both; by its serial number either opens', async () => {
    const other = await liveDesk({ seed: 2 });
    vm.plug(other.usb, 1);
    const serials = [desk, other].map(({ usb }) => new SimulatedWebUsb(usb).serialNumber);
    for (const serial of serials) await (await vm.open(`usb:${serial}`)).close();
    const asked = await vm.run([...cli, 'device', 'info', '--json']);
    expect(asked.code).toBe(2);
    const told = [JSON.parse(asked.errors)];
    for (const name of ['usb', 'serial']) told.push(await vm.open(name, false).catch((error: Error) => error));
    for (const { code, message } of told) {
      expect(code).toBe('usage');
      for (const serial of serials) expect(message).toMatch(new RegExp(`(usb|serial):${serial}`));
    }
    other.usb.cable(false);
    other.close();
  });

  test('a foreign device with the numbers of a sigillator is told by its name and left alone', async () => {
    vm.plug(changed(desk.usb, { control: named('Gadget') }));
    await soon(async () => {
      const error = await vm.open('usb', false).then(
        (ours) => ours.close(),
        (refused: SealError) => refused,
      );
      expect(error).toMatchObject({ code: 'no-device-foreign' });
      expect((error as SealError).message).toContain('but says it is "Gadget"');
    });
    await expect(vm.open('serial', false)).rejects.toMatchObject({ code: 'no-device' });
    vm.plug(desk.usb);
    await soon(async () => (await vm.open('usb', false)).close());
  });

  test('an endpoint that takes no bytes is told within seconds, and what to do; the device works once it is back', async () => {
    const never = { done: new Promise<never>(() => {}), cancel: () => {} };
    vm.plug(changed(desk.usb, { send: () => never }));
    const key = keyPairOf(new Uint8Array(32).fill(3));
    await soon(async () => {
      const error = await connect({ device: await vm.open('usb'), key }).then(
        (working) => working.close(),
        (stuck: SealError) => stuck,
      );
      expect(error).toMatchObject({ code: 'timed-out' });
      expect((error as SealError).message).toContain('Unplug it and plug it in again.');
    });
    vm.plug(desk.usb);
    await soon(async () => (await connect({ device: await vm.open('usb'), key })).close());
  });

  test('usbutils read every descriptor without a complaint', async () => {
    const { output, errors } = await vm.run(['lsusb', '-v', '-d', '1209:0001']);
    expect(errors).toBe('');
    expect(output).toMatch(/iProduct +2 Sigillator\n/);
    expect(output).toMatch(/WebUSB:\s+bcdVersion +1\.00/);
    expect(output).not.toMatch(/Warning|INVALID|UNRECOGNIZED|unknown/i);
  });
});

test('a guest that does not come up says why, and leaves no folder behind', async () => {
  const folders = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('sigillator-vm-'));
  const before = folders();
  await expect(UsbVm.start(['-device', 'no-such-part'])).rejects.toThrow(/ended before it was up.*no-such-part/s);
  expect(folders()).toEqual(before);
});
