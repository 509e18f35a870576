// A host that has the board's USB serial port open, as a system's driver for CDC-ACM does: DTR opens and closes it, and two
// packets' room is asked for at a time. Called by emu.ts.
import type { Transport } from '@sigillator/host/transport';
import { ByteQueue } from '@sigillator/host/transport/byte-queue';
import { usb } from '@sigillator/protocol/tables/usb';
import type { UsbBus } from './usb-bus.ts';

const { serialControl, serialData } = usb.interfaces;
const setLines = (dtr: number): Uint8Array => Uint8Array.of(0x21, 0x22, dtr, 0, serialControl.number, 0, 0, 0);

export class UsbSerialLink implements Transport {
  readonly kind = 'serial';
  readonly #bus: UsbBus;
  readonly #queue = new ByteQueue();
  #cancel = (): void => {};

  constructor(bus: UsbBus) {
    this.#bus = bus;
    if (bus.control(setLines(1)).status !== 'ok') throw new Error('Opening the USB serial port: the device refused.');
    void this.#listen();
  }

  async #listen(): Promise<void> {
    while (!this.#queue.ended) {
      const asked = this.#bus.ask(serialData.in, 2 * serialData.packet);
      this.#cancel = asked.cancel;
      const { status, data } = await asked.done;
      if (status !== 'ok') return this.#queue.end();
      if (data!.length > 0) this.#queue.push(data!);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { status } = this.#queue.ended ? { status: 'gone' } : await this.#bus.send(serialData.out, bytes).done;
    if (status !== 'ok') throw new Error('Writing to the device: it went away before all bytes were sent.');
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#queue.read();
  }

  async close(): Promise<void> {
    if (this.#queue.ended) return;
    this.#queue.end();
    this.#cancel();
    this.#bus.control(setLines(0));
  }
}
