// A device on USB bulk, through the WebUSB interface that browsers and the npm package `usb` share. One transfer at a time
// and direction, since the package takes no more; a stall comes as a status in browsers and as an error there.
import { usb } from '@sigillator/protocol/tables/usb';
import { SealError } from '../errors.ts';
import { ByteQueue } from './byte-queue.ts';
import type { Transport } from './transport.ts';
import { within } from './within.ts';

/** The part of WebUSB's USBDevice that is used here. `timeoutMs` exists in Node only; browsers ignore it. */
export interface UsbHandle {
  readonly vendorId: number;
  readonly productId: number;
  readonly productName?: string | null | undefined;
  readonly serialNumber?: string | null | undefined;
  readonly configuration?: { configurationValue: number } | null | undefined;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  releaseInterface(number: number): Promise<void>;
  selectAlternateInterface(number: number, setting: number): Promise<void>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  controlTransferOut(setup: UsbSetup, data?: Uint8Array<ArrayBuffer>): Promise<{ status?: string }>;
  transferIn(endpoint: number, length: number, timeoutMs?: number): Promise<{ status?: string; data?: DataView }>;
  transferOut(endpoint: number, data: Uint8Array<ArrayBuffer>, timeoutMs?: number): Promise<{ status?: string }>;
}

interface UsbSetup {
  requestType: 'standard';
  recipient: 'endpoint';
  request: number;
  value: number;
  index: number;
}

const { bulk } = usb.interfaces;
const inNumber = bulk.in & 0x0f;
/** The device works on its input at every step; one that takes nothing for so long is stuck. */
const WRITE_MS = 5_000;
/** Node's package keeps its own time-outs, if a little later; browsers have none. */
const LATE_MS = 1_000;
/** A read waits as long as it must; `close` ends it. */
const READ_MS = 24 * 3_600_000;
const SET_FEATURE = 3;
const ENDPOINT_HALT = 0;
/** Stalls in a row after which the device counts as broken. */
const STALLS = 3;

const haltAnswers: UsbSetup = {
  requestType: 'standard',
  recipient: 'endpoint',
  request: SET_FEATURE,
  value: ENDPOINT_HALT,
  index: bulk.in,
};

/** For steps on the way out. The package throws some of its errors at once, others later. */
async function quietly(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch {
    // Whatever went wrong, the device is being left.
  }
}

export const isSigillator = (device: UsbHandle): boolean =>
  device.vendorId === usb.vendorId && device.productId === usb.productId && device.productName === usb.product;

export class UsbTransport implements Transport {
  readonly kind = 'usb';
  readonly #device: UsbHandle;
  readonly #queue = new ByteQueue();
  #closing = false;
  /** The last write that was asked for: one at a time. */
  #writing: Promise<void> = Promise.resolve();
  readonly #reading: Promise<void>;

  private constructor(device: UsbHandle) {
    this.#device = device;
    this.#reading = this.#readLoop();
  }

  /** Opens the device and its bulk port; `name` and `advice` (openError) are for messages. */
  static async open(device: UsbHandle, name: string, advice?: string): Promise<UsbTransport> {
    try {
      await device.open();
    } catch (cause) {
      throw openError(name, cause, advice);
    }
    try {
      if (!device.configuration) await device.selectConfiguration(1);
      await device.claimInterface(bulk.number);
      await device.selectAlternateInterface(bulk.number, bulk.setting);
    } catch (cause) {
      await quietly(() => device.releaseInterface(bulk.number));
      await quietly(() => device.close());
      throw openError(name, cause, advice);
    }
    return new UsbTransport(device);
  }

  write(bytes: Uint8Array): Promise<void> {
    const write = this.#writing.then(() => this.#write(bytes));
    this.#writing = write.catch(() => {});
    return write;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let stalls = 0; ; stalls++) {
      if (this.#queue.ended) throw new Error('Writing to the device: it went away before all bytes were sent.');
      let stalled: boolean;
      try {
        const sent = this.#device.transferOut(bulk.out, bytes.slice(), WRITE_MS);
        const { status } = await within(WRITE_MS + LATE_MS, sent, () => new Error('Timed out in a browser.')); // isTimeOut knows the words
        stalled = status === 'stall';
      } catch (cause) {
        if (isTimeOut(cause)) throw this.#broken('it took no bytes for 5 s', cause);
        stalled = isStall(cause);
        if (!stalled) throw new Error('Writing to the device: it went away before all bytes were sent.', { cause });
      }
      if (!stalled) return;
      if (stalls === STALLS) throw this.#broken('its endpoint for requests is halted');
      await this.#device.clearHalt('out', bulk.out);
    }
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#queue.read();
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    await quietly(() => within(WRITE_MS + LATE_MS, this.#leave(), () => new Error('It does not answer.')));
    this.#queue.end();
    await quietly(() => this.#device.close());
  }

  async #leave(): Promise<void> {
    // A halted endpoint ends the read that waits on it: Node could neither close before, nor end. Browsers could.
    await quietly(async () => {
      await this.#device.controlTransferOut(haltAnswers, new Uint8Array(0));
      await this.#reading;
    });
    this.#queue.end();
    await this.#writing;
    await quietly(() => this.#device.selectAlternateInterface(bulk.number, 0));
    await quietly(() => this.#device.releaseInterface(bulk.number));
  }

  async #readLoop(): Promise<void> {
    for (let stalls = 0; !this.#closing; ) {
      let stalled = false;
      try {
        const { status, data } = await this.#device.transferIn(inNumber, bulk.packet, READ_MS);
        stalled = status === 'stall';
        if (data && data.byteLength > 0) {
          stalls = 0;
          this.#queue.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        }
      } catch (error) {
        stalled = isStall(error);
        if (!stalled && !isTimeOut(error)) return this.#queue.end();
      }
      if (!stalled || this.#closing) continue;
      if (stalls++ === STALLS) return this.#queue.end(this.#broken('its endpoint for answers is halted'));
      await quietly(() => this.#device.clearHalt('in', inNumber));
    }
  }

  #broken(what: string, cause?: unknown): SealError {
    return new SealError('timed-out', `Talking to the device over USB: ${what}. Unplug it and plug it in again.`, {
      retryable: true,
      cause,
    });
  }
}

const words = (error: unknown): string => (error instanceof Error ? `${error.name} ${error.message}` : String(error));
const isStall = (error: unknown): boolean => /stall|\bpipe\b/i.test(words(error));
const isTimeOut = (error: unknown): boolean => /time(d)?[ -]?out|cancel/i.test(words(error));

const busy = /\b(EBUSY|busy|errno 16|in use|claimed|unable to claim|already open|cannot lock port)\b/i;
const forbidden = /\b(EACCES|EPERM|errno 13|permission denied|access denied|not permitted|SecurityError)\b/i;
const missing = /\b(ENOENT|ENODEV|errno (2|19)|no such (file|device)|(file|device) not found)\b/i;
const noTerminal = /\b(ENOTTY|inappropriate ioctl)\b/i;
/** Without what packages put before it: "Error: ". */
const sentence = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^(Error:? )+/, '').replace(/\.$/, '');
const browserAdvice =
  'Allow the page to use it in the settings of the browser; Linux wants the rule 70-sigillator.rules first, which lies in the package @sigillator/host.';

/** What the system said when a device was opened, as an error that says what to do; `advice` is for who may not. */
export function openError(name: string, cause: unknown, advice = browserAdvice): SealError {
  const said = words(cause);
  if (busy.test(said))
    return new SealError('busy', `Opening device "${name}": another program uses it; end that, or try again later.`, {
      retryable: true,
      cause,
    });
  if (forbidden.test(said))
    return new SealError('no-device-permission', `Opening device "${name}": this user may not. ${advice}`, { cause });
  if (noTerminal.test(said))
    return new SealError('no-device', `Opening device "${name}": it is no serial port.`, { cause });
  const why = missing.test(said) ? 'it is not there' : `it went away, or does not answer (${sentence(cause)})`;
  return new SealError('no-device', `Opening device "${name}": ${why}.`, { retryable: true, cause });
}
