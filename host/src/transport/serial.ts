// A device on a serial port: by the device's serial number, which stays, or by the path of the port. Node only.
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SealError } from '../errors.ts';
import { ByteQueue } from './byte-queue.ts';
import { permissionAdvice } from './permission.ts';
import { sigillatorPorts } from './serial-ports.ts';
import { SERIAL_WRITE_MS, stuckSerial } from './stuck-serial.ts';
import type { Transport } from './transport.ts';
import { openError } from './usb-transport.ts';
import { within } from './within.ts';

/** Means nothing to USB; a UART of the board runs at this. */
const BAUD = 115_200;
const CLOSE_MS = 1_000;

/** As much of the package's SerialPort as is used. */
type Port = InstanceType<typeof import('serialport')['SerialPort']>;

export const listSerial = async (): Promise<string[]> =>
  (await sigillatorPorts().catch(() => [])).map(({ serial }) => `serial:${serial}`);

const fullName = (name: string): string => (name === '' ? 'serial' : `serial:${name}`);

export async function openSerial(name: string): Promise<Transport> {
  const path = isPath(name) ? name : await pathOf(name);
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate: BAUD, rtscts: !(await isUsbPort(path)), autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    const advice = (): string => permissionAdvice(isPath(name) ? name : '');
    port.open((cause) => (cause ? reject(openError(fullName(name), cause, advice())) : resolve()));
  });
  return new SerialTransport(
    port,
    watchFolder(path, () => port.isOpen && port.close()),
  );
}

/**
 * Calls `gone` when the name of the terminal goes away with its device. The package may not notice: a terminal that was hung
 * up reads as empty, which it takes for "read again".
 */
function watchFolder(path: string, gone: () => void): FSWatcher | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const watcher = watch(dirname(path), (event, name) => {
      if (event === 'rename' && name === basename(path) && !existsSync(path)) gone();
    });
    // Whoever may not watch is left with what the package notices.
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}

const isPath = (name: string): boolean => /^(\/|COM\d+$|\\\\)/.test(name);

/** USB holds bytes back itself; on another port (a UART behind an adapter) RTS and CTS do, and without them bytes are lost. */
const isUsbPort = async (path: string): Promise<boolean> =>
  (await sigillatorPorts().catch(() => [])).some((port) => port.path === path);

async function pathOf(serial: string): Promise<string> {
  const ports = await sigillatorPorts();
  const named = ports.filter((port) => serial === '' || port.serial === serial);
  if (named.length > 1)
    throw new SealError(
      'usage',
      `Opening device "serial": ${named.map((port) => `serial:${port.serial}`).join(', ')} are there. Name one.`,
    );
  if (named[0]) return named[0].path;
  throw new SealError('no-device', `Opening device "${fullName(serial)}": it is not plugged in.`, { retryable: true });
}

class SerialTransport implements Transport {
  readonly kind = 'serial';
  readonly #port: Port;
  readonly #queue = new ByteQueue();

  constructor(port: Port, watcher: FSWatcher | undefined) {
    this.#port = port;
    port.on('data', (bytes: Buffer) => this.#queue.push(new Uint8Array(bytes)));
    port.on('close', () => {
      watcher?.close();
      this.#queue.end();
    });
    // An error is followed by `close`, which is what readers and writers see.
    port.on('error', () => {});
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      const gone = (cause?: Error | null): Error =>
        new Error('Writing to the device: it went away before all bytes were sent.', { cause });
      if (this.#queue.ended) return reject(gone());
      this.#port.write(Buffer.from(bytes), (cause) => (cause ? reject(gone(cause)) : resolve()));
    });
    return within(SERIAL_WRITE_MS, written, stuckSerial);
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#queue.read();
  }

  async close(): Promise<void> {
    if (!this.#port.isOpen) return;
    const closed = new Promise<void>((resolve) => this.#port.close(() => resolve()));
    // Linux waits half a minute there for bytes that do not leave. What is to be told need not.
    await within(CLOSE_MS, closed, stuckSerial).catch(() => {});
    this.#queue.end();
  }
}
