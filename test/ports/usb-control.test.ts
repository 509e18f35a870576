// The device's answers on endpoint 0, as bytes written by hand from the USB documents (USB 2.0 chapter 9, CDC PSTN 1.2,
// USB 3.2 9.6.2, Microsoft OS 2.0), and what the answers do to its ports.
import { firmwareVersion } from '@sigillator/protocol/generated/version';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { beforeEach, expect, test } from 'vitest';
import { releaseOf } from '../../protocol/generate/_usb-descriptors.ts';
import { createSimRig, type SimRig } from '../targets/sim.ts';

let rig: SimRig;
let device: UsbDevice;
beforeEach(async () => {
  rig = await createSimRig();
  device = new UsbDevice(rig.driver);
});

const ask = (hex: string): string => {
  const { status, data } = device.control(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  return status === 'ok' ? Buffer.from(data!).toString('hex') : status;
};
const open = (port: number): boolean => rig.machine.ports.isOpen(port);
const configure = (): string => ask('00 09 0100 0000 0000');

test('the device descriptor says USB 2.1, an interface association, 1209:0001, three strings, one configuration', () => {
  // bcdDevice, lower byte first: a digit each of minor and patch, then two of major (USB 2.0, 9.6.1).
  const [major, minor, patch] = firmwareVersion.split('.');
  const release = `${minor}${patch}${major!.padStart(2, '0')}`;
  expect(ask('80 06 0001 0000 4000')).toBe(`12011002ef02014009120100${release}01020301`);
  expect(ask('80 06 0001 0000 0800')).toBe('12011002ef020140');
});

test.each([
  ['0.1.0', '1000'],
  ['2.3.4', '3402'],
  ['12.0.9', '0912'],
  ['1.10.12', '9901'],
])('the release of version %s is %s', (version, expected) => {
  expect(Buffer.from(releaseOf(version)).toString('hex')).toBe(expected);
});

test('the configuration holds the bulk interface in two settings, then the two of the serial port', () => {
  const bytes = ask('80 06 0002 0000 ff00');
  expect(bytes.slice(0, 18)).toBe('0902' + '6b00' + '0301008032');
  expect(bytes.length / 2).toBe(0x6b);
  expect(bytes).toContain('090400000' + '0ff000004' + '0904000102ff000004' + '07050102400000' + '07058102400000');
  expect(bytes).toContain(
    '080b010202020005' + '090401000102020005' + '0524001001' + '0524010002' + '04240202' + '0524060102',
  );
  expect(bytes.endsWith('07058203080010' + '09040200020a000000' + '07050302400000' + '07058302400000')).toBe(true);
});

test('the serial number is the one that the device gives over its link', () => {
  const text = Buffer.from(ask('80 06 0303 0904 ff00').slice(4), 'hex').toString('utf16le');
  expect(text).toMatch(/^[0-9a-f]{16}$/);
  expect(ask('80 06 0003 0000 ff00')).toBe('04030904');
  expect(Buffer.from(ask('80 06 0203 0904 ff00').slice(4), 'hex').toString('utf16le')).toBe('Sigillator');
  expect(ask('80 06 0503 0904 ff00')).not.toBe('stall');
  expect(ask('80 06 0603 0904 ff00')).toBe('stall');
});

// bRequest has eight bits, and the direction stands in bmRequestType only (USB 2.0, 9.3): none of these is a request.
test.each(['00 86 0001 0000 0000', '00 88 0000 0000 0000', '01 8a 0000 0000 0000', '80 86 0001 0000 4000'])(
  'a request that has its direction in its number, %s, is refused',
  (setup) => {
    expect(configure()).toBe('');
    expect(ask(setup)).toBe('stall');
  },
);

test('browsers and Windows find WebUSB and WinUSB through the binary object store', () => {
  const store = ask('80 06 000f 0000 ff00');
  expect(store.slice(0, 10)).toBe('050f390002');
  expect(store).toContain('18100500' + '38b60834a909a0478bfda0768815b665' + '00010100');
  const set = ask('c0 02 0000 0700 ffff');
  const length = (set.length / 2).toString(16).padStart(2, '0');
  expect(store.endsWith(`1c100500df60ddd88945c74c9cd2659d9e648a9f00000306${length}000200`)).toBe(true);
  expect(set.startsWith(`0a00000000000306${length}00`)).toBe(true);
  expect(Buffer.from(set, 'hex').includes('WINUSB\0\0')).toBe(true);
  expect(ask('c0 02 0000 0800 ffff')).toBe('stall');
});

test('the bulk port is open while setting 1 is selected, and a setting selected again is a port opened anew', () => {
  expect(ask('01 0b 0100 0000 0000')).toBe('stall');
  expect(configure()).toBe('');
  expect(open(0)).toBe(false);
  expect(ask('01 0b 0100 0000 0000')).toBe('');
  expect(open(0)).toBe(true);
  expect(ask('81 0a 0000 0000 0100')).toBe('01');
  expect(ask('01 0b 0000 0000 0000')).toBe('');
  expect(open(0)).toBe(false);
  expect(ask('01 0b 0200 0000 0000')).toBe('stall');
  ask('01 0b 0100 0000 0000');
  device.reset();
  expect(open(0)).toBe(false);
  expect(ask('80 08 0000 0000 0100')).toBe('00');
});

test('DTR opens and closes the serial port, whose line coding is kept', () => {
  configure();
  expect(ask('a1 21 0000 0100 0700')).toBe('00c20100000008');
  expect(ask('21 20 0000 0100 0700 80250000020107')).toBe('');
  expect(ask('a1 21 0000 0100 0700')).toBe('80250000020107');
  expect(ask('21 20 0000 0100 0600 802500000201')).toBe('stall');
  expect(ask('21 22 0300 0100 0000')).toBe('');
  expect(open(1)).toBe(true);
  expect(ask('21 22 0200 0100 0000')).toBe('');
  expect(open(1)).toBe(false);
});

test('a halted endpoint refuses until it is freed', async () => {
  configure();
  ask('01 0b 0100 0000 0000');
  expect(ask('02 03 0000 8100 0000')).toBe('');
  expect(ask('82 00 0000 8100 0200')).toBe('0100');
  expect((await device.ask(0x81, 64).done).status).toBe('stall');
  expect(ask('02 01 0000 8100 0000')).toBe('');
  expect(ask('82 00 0000 8100 0200')).toBe('0000');
  expect(ask('02 03 0000 8400 0000')).toBe('stall');
});

test('no control request, whatever its bytes, ends in anything but an answer or a refusal', () => {
  configure();
  for (let type = 0; type < 256; type++)
    for (let request = 0; request < 64; request++)
      for (const rest of ['0000 0000 0000', 'ffff ffff ffff', '0103 0100 0700', '0100 8100 0200'])
        expect(ask(`${Buffer.of(type, request).toString('hex')} ${rest}`)).toMatch(/^(stall|([0-9a-f]{2})*)$/);
  expect(rig.machine.haltCode).toBeUndefined();
});

test('a port that another program holds stays with it', () => {
  configure();
  rig.machine.input({ kind: 'port-open', port: 0 });
  expect(ask('01 0b 0100 0000 0000')).toBe('stall');
  expect(open(0)).toBe(true);
});
