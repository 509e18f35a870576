// The ports of a running simulator beside its TCP ports, as its command line asks for them: a pseudo-terminal on the UART,
// a USB device for a virtual machine or a kernel, the card of that name in PC/SC's reader. Called by start.ts. Node only.
import type { Driver } from './driver.ts';
import { portNames } from './ports.ts';
import { servePty } from './pty-port.ts';
import { UsbDevice } from './usb-device.ts';
import { busId } from './usb-ip.ts';
import { serveUsb } from './usb-server.ts';
import { lendToVpcd } from './vpcd.ts';

export interface FurtherWishes {
  pty?: boolean | undefined;
  /** A socket file. */
  usbRedir?: string | undefined;
  /** A TCP port; 0: any free one. */
  usbIp?: number | undefined;
  /** Name of a card that lies on the desk. */
  vpcd?: string | undefined;
}

export interface FurtherPorts {
  /** Where each is, as a person would write it. */
  at: Record<string, string>;
  close(): Promise<unknown>;
}

export async function furtherPorts(driver: Driver, wishes: FurtherWishes): Promise<FurtherPorts> {
  const at: Record<string, string> = {};
  const open: { close(): Promise<void> }[] = [];
  if (wishes.pty) {
    const pty = await servePty(driver, portNames.indexOf('uart'));
    at.pty = pty.path;
    open.push(pty);
  }
  // One device has one cable: both servers offer the same.
  const usb = wishes.usbRedir !== undefined || wishes.usbIp !== undefined ? new UsbDevice(driver) : undefined;
  if (usb && wishes.usbRedir !== undefined) {
    const server = await serveUsb(usb, 'usb-redir', wishes.usbRedir);
    at['usb-redir'] = String(server.at);
    open.push(server);
  }
  if (usb && wishes.usbIp !== undefined) {
    const server = await serveUsb(usb, 'usb-ip', wishes.usbIp);
    at['usb-ip'] = `127.0.0.1:${server.at}, bus ${busId}`;
    open.push(server);
  }
  if (wishes.vpcd !== undefined) {
    open.push(await lendToVpcd(driver.machine.slot.cards.get(wishes.vpcd)!));
    at.vpcd = wishes.vpcd;
  }
  return { at, close: () => Promise.all(open.map((port) => port.close())) };
}
