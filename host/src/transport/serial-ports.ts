// Serial ports that belong to devices, with the device's serial number. Node only. Linux is asked by its /sys, since
// the package needs a running udev to list; other systems by the package.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usb } from '@sigillator/protocol/tables/usb';

export interface SerialName {
  path: string;
  serial: string;
}

const terminals = '/sys/class/tty';

export async function sigillatorPorts(folder = terminals): Promise<SerialName[]> {
  if (process.platform === 'linux') return existsSync(folder) ? linuxPorts(folder) : [];
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list().catch(() => []);
  const number = (text = ''): number => Number.parseInt(text, 16);
  return ports
    .filter(({ vendorId, productId }) => number(vendorId) === usb.vendorId && number(productId) === usb.productId)
    .filter(({ serialNumber }) => serialNumber !== undefined)
    .map(({ path, serialNumber }) => ({ path, serial: serialNumber!.toLowerCase() }));
}

/** A terminal's `device` is a USB interface; the folder above it is the USB device. */
function linuxPorts(folder: string): SerialName[] {
  return readdirSync(folder).flatMap((name) => {
    try {
      const device = dirname(realpathSync(join(folder, name, 'device')));
      const read = (file: string): string => readFileSync(join(device, file), 'utf8').trim();
      const ours =
        Number.parseInt(read('idVendor'), 16) === usb.vendorId &&
        Number.parseInt(read('idProduct'), 16) === usb.productId &&
        read('product') === usb.product;
      return ours ? [{ path: `/dev/${name}`, serial: read('serial') }] : [];
    } catch {
      return []; // a terminal of another kind, or one that went away meanwhile
    }
  });
}
