// The simulated device through a real Linux USB stack: xhci, usbfs and cdc-acm of a guest's kernel, the npm packages `usb`
// and `serialport`, and the command line as users run it. Bad luck included: cables, killed programs, missing permission.
// Needs: qemu-x86.
import { join } from 'node:path';
import { connect, keyPairOf } from '@sigillator/host';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LinkKind, linkSuite, wantedLinks } from '../ports/link-suite.ts';
import { type LiveDesk, liveDesk } from '../ports/live-desk.ts';
import { UsbVm } from '../targets/usb-vm/vm.ts';
import { repository } from '../unit/checks/_sample.ts';

let vm: UsbVm;
beforeAll(async () => {
  vm = await UsbVm.start();
}, 120_000);
afterAll(() => vm?.stop());

let plugged: LiveDesk | undefined;
const names: Record<string, string> = { bulk: 'usb', cdc: 'serial' };
const guestLink = (name: string): LinkKind => ({
  name,
  open(desk) {
    if (plugged !== desk) vm.plug(desk.usb);
    plugged = desk;
    return vm.open(names[name]!);
  },
});

for (const name of wantedLinks(Object.keys(names))) {
  const kind = guestLink(name);
  linkSuite(() => kind, `usb-vm ${name}`);
}

const cli = ['node', join(repository, 'host/src/cli/main.ts')];
const opens = ['node', join(repository, 'test/targets/usb-vm/open-once.ts')];
const nobody = 65_534;

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
    expect(listed).toMatchObject({ transport: 'usb', id: `usb:${listed.serial}`, firmware: '0.1.0', paired: false });
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
    const { errors } = await vm.run([...opens, 'usb']);
    expect(JSON.parse(errors)).toMatchObject({ code: 'no-device', retryable: true });
    desk.usb.cable(true);
    await (await vm.open('usb')).close();
    await (await vm.open('serial')).close();
  });

  test('usbutils read every descriptor without a complaint', async () => {
    const { output, errors } = await vm.run(['lsusb', '-v', '-d', '1209:0001']);
    expect(errors).toBe('');
    expect(output).toMatch(/iProduct +2 Sigillator\n/);
    expect(output).toMatch(/WebUSB:\s+bcdVersion +1\.00/);
    expect(output).not.toMatch(/Warning|INVALID|UNRECOGNIZED|unknown/i);
  });
});
