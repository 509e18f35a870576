// What systems say when a device cannot be opened becomes one of three codes, and for who may not, advice for this system.
import { readFileSync } from 'node:fs';
import { openTransport } from '@sigillator/host/transport/open';
import { permissionAdvice } from '@sigillator/host/transport/permission';
import { chosen } from '@sigillator/host/transport/usb';
import { openError, type UsbHandle, UsbTransport } from '@sigillator/host/transport/usb-transport';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../host/src/cli/exit-codes.ts';

test.each([
  ['claimInterface error: interface is busy (errno 16)', 'busy'],
  ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
  ['open error: permission denied (errno 13)', 'no-device-permission'],
  ['Error: Permission denied, cannot open /dev/ttyACM0', 'no-device-permission'],
  ['SecurityError: Access denied.', 'no-device-permission'],
  ['NetworkError: Unable to claim interface.', 'busy'],
  ['Opening COM3: Access denied', 'no-device-permission'],
  ['open error: device disconnected', 'no-device'],
  ['transfer error: the block is inaccessible', 'no-device'],
  ['open error: the clock of the bus stopped', 'no-device'],
])('"%s" of a system becomes "%s"', (said, code) => {
  expect(openError('usb', new Error(said))).toMatchObject({ code });
});

test.each([
  ['serial:/dev/ttyACM7', 3, 'Opening device "serial:/dev/ttyACM7": it is not there.'],
  ['serial:/dev/null', 3, 'Opening device "serial:/dev/null": it is no serial port.'],
  ['serial:0011223344556677', 3, 'Opening device "serial:0011223344556677": it is not plugged in.'],
  ['sim:other', 2, 'Opening device "sim:other": expected sim; only one runs at a time.'],
  ['tcp:127.0.0.1:70000', 2, 'Opening device "tcp:127.0.0.1:70000": expected tcp:HOST:PORT, the port at most 65535.'],
])(
  'device "%s" that is not there, or cannot be, ends with exit code %i and one sentence',
  async (name, exit, message) => {
    const error = await openTransport(name).catch((refused) => refused);
    expect([exitCodeOf(error.code), error.message]).toEqual([exit, message]);
  },
);

test('a port that the system does not open for another reason says it once', () => {
  const { message } = openError(
    'serial:/dev/ttyUSB0',
    new Error('Error: Input/output error, cannot open /dev/ttyUSB0'),
  );
  expect(message).toBe(
    'Opening device "serial:/dev/ttyUSB0": it went away, or does not answer (Input/output error, cannot open /dev/ttyUSB0).',
  );
});

test('a device that goes while its names are read is looked for again, like one that is not there', async () => {
  const gone = {
    get serialNumber(): string {
      throw new Error('open error: device not found (errno 2)');
    },
  } as UsbHandle;
  await expect(chosen(Promise.resolve([gone]), '0011223344556677', 'usb:0011223344556677')).rejects.toMatchObject({
    code: 'no-device',
    retryable: true,
    message: 'Opening device "usb:0011223344556677": it is not there.',
  });
});

test('who may not open a device is told what to do on this system, with a file that is there', async () => {
  const open = async (): Promise<never> => {
    throw new Error('open error: permission denied (errno 13)');
  };
  const linux = permissionAdvice('', 'linux');
  const [, file] = linux.match(/sudo cp (\S+) /)!;
  expect(readFileSync(file!, 'utf8')).toContain('ATTR{idVendor}=="1209"');
  await expect(UsbTransport.open({ open } as unknown as UsbHandle, 'usb', linux)).rejects.toMatchObject({
    code: 'no-device-permission',
    message: `Opening device "usb": this user may not. ${linux}`,
  });
  for (const system of ['win32', 'darwin', 'freebsd'] as const)
    expect(permissionAdvice('', system)).not.toMatch(/sudo|udev/);
  expect(permissionAdvice('/dev/ttyUSB0', 'linux')).toContain('ls -l /dev/ttyUSB0');
});
