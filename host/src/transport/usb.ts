// Devices on this machine's USB, by serial number. Node only; a browser has web.ts.
import { existsSync } from 'node:fs';
import { usb as ids } from '@sigillator/protocol/tables/usb';
import { SealError } from '../errors.ts';
import { permissionAdvice } from './permission.ts';
import type { Transport } from './transport.ts';
import { isSigillator, openError, type UsbHandle, UsbTransport } from './usb-transport.ts';

/** Where Linux keeps its USB; a container may have none, and the package cannot bear that. */
const linuxUsb = '/sys/bus/usb/devices';

/** All USB devices with the numbers of a sigillator, also foreign ones: the numbers are lent to many. */
async function candidates(): Promise<UsbHandle[]> {
  if (process.platform === 'linux' && !existsSync(linuxUsb)) return [];
  const { WebUSB } = await import('usb');
  const found = (await new WebUSB({ allowAllDevices: true }).getDevices()) as unknown as UsbHandle[];
  return found.filter(({ vendorId, productId }) => vendorId === ids.vendorId && productId === ids.productId);
}

/** Names of the devices that are plugged in: `usb:SERIAL`. */
export async function listUsb(): Promise<string[]> {
  const found = await candidates().catch(() => []);
  return found.flatMap((device) => {
    try {
      return isSigillator(device) ? [`usb:${device.serialNumber}`] : [];
    } catch {
      return []; // It went while it was looked at.
    }
  });
}

/** Opens the sigillator with this serial number, or the only one. */
export async function openUsb(serial: string): Promise<Transport> {
  const name = serial === '' ? 'usb' : `usb:${serial}`;
  return UsbTransport.open(await chosen(candidates(), serial, name), name, permissionAdvice());
}

/** The one that is meant among those with the numbers of a sigillator. */
export async function chosen(found: Promise<UsbHandle[]>, serial: string, name: string): Promise<UsbHandle> {
  try {
    return chosenOf(await found, serial, name);
  } catch (cause) {
    // Of a device that goes meanwhile the package reads no name, and throws what the system says.
    throw cause instanceof SealError ? cause : openError(name, cause, permissionAdvice());
  }
}

function chosenOf(found: readonly UsbHandle[], serial: string, name: string): UsbHandle {
  const named = found.filter(({ serialNumber }) => serial === '' || serialNumber === serial);
  const [device, ...more] = named.filter(isSigillator);
  if (device !== undefined && more.length > 0) {
    const all = [device, ...more].map(({ serialNumber }) => `usb:${serialNumber}`).join(', ');
    throw new SealError('usage', `Opening device "${name}": ${all} are there. Name one.`);
  }
  if (device !== undefined) return device;
  const [foreign] = named;
  if (foreign !== undefined)
    throw new SealError(
      'no-device-foreign',
      `Opening device "${name}": what is plugged in has the numbers of a sigillator but says it is "${foreign.productName}".`,
    );
  throw new SealError('no-device', `Opening device "${name}": it is not plugged in.`, { retryable: true });
}
