// Devices in a browser: the user picks one, by WebUSB or Web Serial. The same USB code as in Node; no Node module here.
import { usb } from '@sigillator/protocol/tables/usb';
import { SealError } from '../errors.ts';
import { ByteQueue } from './byte-queue.ts';
import { SERIAL_WRITE_MS, stuckSerial } from './stuck-serial.ts';
import type { Transport } from './transport.ts';
import { isSigillator, openError, type UsbHandle, UsbTransport } from './usb-transport.ts';
import { within } from './within.ts';

interface SerialHandle {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
}

/** The two objects of `navigator`, where a browser has them. */
export interface BrowserPorts {
  usb?: { requestDevice(options: { filters: { vendorId: number; productId: number }[] }): Promise<UsbHandle> };
  serial?: {
    requestPort(options: { filters: { usbVendorId: number; usbProductId: number }[] }): Promise<SerialHandle>;
  };
}

const BAUD = 115_200;
const CLOSE_MS = 1_000;
const missing = (what: string): SealError =>
  new SealError('no-device', `Opening a device: this browser has no ${what}; Chrome, Edge and Opera have it.`);
const notChosen = (cause: unknown): SealError =>
  new SealError('no-device', 'Opening a device: none was chosen.', { retryable: true, cause });

/** Asks the user for a device; call it from a click. */
export async function requestUsb({ usb: browser }: BrowserPorts = navigator as BrowserPorts): Promise<Transport> {
  if (!browser) throw missing('WebUSB');
  const filters = [{ vendorId: usb.vendorId, productId: usb.productId }];
  const device = await browser.requestDevice({ filters }).catch((cause) => Promise.reject(notChosen(cause)));
  if (!isSigillator(device))
    throw new SealError('no-device-foreign', `Opening a device: "${device.productName}" is no sigillator.`);
  return UsbTransport.open(device, device.serialNumber ?? 'usb');
}

/** Asks the user for a serial port; call it from a click. */
export async function requestSerial({ serial }: BrowserPorts = navigator as BrowserPorts): Promise<Transport> {
  if (!serial) throw missing('Web Serial');
  const filters = [{ usbVendorId: usb.vendorId, usbProductId: usb.productId }];
  const port = await serial.requestPort({ filters }).catch((cause) => Promise.reject(notChosen(cause)));
  try {
    await port.open({ baudRate: BAUD });
  } catch (cause) {
    throw openError('serial', cause);
  }
  return new WebSerialTransport(port);
}

class WebSerialTransport implements Transport {
  readonly kind = 'serial';
  readonly #port: SerialHandle;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #queue = new ByteQueue();

  constructor(port: SerialHandle) {
    this.#port = port;
    this.#reader = port.readable.getReader();
    this.#writer = port.writable.getWriter();
    void this.#readLoop();
  }

  async #readLoop(): Promise<void> {
    try {
      for (let next = await this.#reader.read(); !next.done; next = await this.#reader.read())
        this.#queue.push(next.value);
    } catch {
      // The cable went: the queue ends.
    }
    this.#queue.end();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#queue.ended) throw new Error('Writing to the device: it went away before all bytes were sent.');
    await within(SERIAL_WRITE_MS, this.#writer.write(bytes), stuckSerial);
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#queue.read();
  }

  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    this.#reader.releaseLock();
    // A write that gets nowhere keeps the stream from closing; the port, once nobody holds its streams, gives it up.
    await within(CLOSE_MS, this.#writer.close(), stuckSerial).catch(() => {});
    this.#writer.releaseLock();
    await within(CLOSE_MS, this.#port.close(), stuckSerial).catch(() => {});
  }
}
