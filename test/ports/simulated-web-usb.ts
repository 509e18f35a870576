// A browser's USBDevice, as far as the host uses it, made of a device without a USB stack: a simulated one, or the board's
// image in the emulator.
import type { UsbHandle } from '@sigillator/host/transport/usb-transport';
import type { UsbDevice, UsbResult } from '@sigillator/simulator/usb-device';

/** What a cable offers: simulator/src/usb-device.ts, targets/emu/usb-bus.ts. */
export type UsbCable = Pick<UsbDevice, 'plugged' | 'control' | 'descriptor' | 'send' | 'ask'>;

export class SimulatedWebUsb implements UsbHandle {
  vendorId: number;
  productId: number;
  productName: string;
  serialNumber: string;
  configuration: { configurationValue: number } | null = null;
  readonly #device: UsbCable;
  /** Transfers under way, which closing the device ends. */
  readonly #open = new Set<() => void>();

  constructor(device: UsbCable) {
    this.#device = device;
    const descriptor = Buffer.from(device.descriptor(1, 18));
    this.vendorId = descriptor.readUInt16LE(8);
    this.productId = descriptor.readUInt16LE(10);
    const text = (index: number): string => {
      const { data } = device.control(Uint8Array.of(0x80, 6, index, 3, 9, 4, 0xff, 0));
      return Buffer.from(data!.subarray(2)).toString('utf16le');
    };
    this.productName = text(descriptor[15]!);
    this.serialNumber = text(descriptor[16]!);
  }

  #control(...setup: number[]): { status: string } {
    const { status } = this.#device.control(Uint8Array.from(setup));
    if (status === 'gone') throw new Error('The device was disconnected.');
    return { status };
  }

  #require(...setup: number[]): void {
    if (this.#control(...setup).status === 'stall') throw new Error('The device refused.');
  }

  async open(): Promise<void> {
    if (!this.#device.plugged) throw new Error('The device was disconnected.');
  }

  async close(): Promise<void> {
    for (const cancel of this.#open) cancel();
  }

  async selectConfiguration(value: number): Promise<void> {
    this.#require(0, 9, value, 0, 0, 0, 0, 0);
    this.configuration = { configurationValue: value };
  }

  async claimInterface(): Promise<void> {}
  async releaseInterface(): Promise<void> {}

  async selectAlternateInterface(number: number, setting: number): Promise<void> {
    this.#require(1, 11, setting, 0, number, 0, 0, 0);
  }

  async clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    this.#require(2, 1, 0, 0, direction === 'in' ? endpoint | 0x80 : endpoint, 0, 0, 0);
  }

  async controlTransferOut(setup: { request: number; value: number; index: number }): Promise<{ status: string }> {
    return this.#control(2, setup.request, setup.value, 0, setup.index, 0, 0, 0);
  }

  async transferIn(endpoint: number, length: number): Promise<{ status: string; data: DataView }> {
    const { status, data = new Uint8Array(0) } = await this.#wait(this.#device.ask(endpoint | 0x80, length));
    return { status, data: new DataView(data.buffer, data.byteOffset, data.byteLength) };
  }

  async transferOut(endpoint: number, data: Uint8Array): Promise<{ status: string }> {
    return { status: (await this.#wait(this.#device.send(endpoint, data.slice()))).status };
  }

  async #wait({ done, cancel }: ReturnType<UsbDevice['ask']>): Promise<UsbResult> {
    this.#open.add(cancel);
    const result = await done;
    this.#open.delete(cancel);
    if (result.status === 'gone' || result.status === 'cancelled') throw new Error('The device was disconnected.');
    return result;
  }
}
