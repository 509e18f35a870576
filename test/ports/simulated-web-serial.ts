// A browser's SerialPort, as far as the host uses it, made of the simulated device's CDC-ACM interface: for tests without a
// USB stack. A browser raises DTR when it opens a port, and lowers it when it closes one.
import { usb } from '@sigillator/protocol/tables/usb';
import type { UsbDevice } from '@sigillator/simulator/usb-device';

const { serialControl, serialData } = usb.interfaces;
const SET_CONFIGURATION = [0, 9, 1, 0, 0, 0, 0, 0];
const SET_CONTROL_LINE_STATE = 0x22;
const DTR_AND_RTS = 3;

export class SimulatedWebSerial {
  readonly #device: UsbDevice;
  #isOpen = false;
  #cancel: () => void = () => {};

  constructor(device: UsbDevice) {
    this.#device = device;
  }

  #control(...setup: number[]): void {
    if (this.#device.control(Uint8Array.from(setup)).status !== 'ok') throw new Error('The device has been lost.');
  }

  #lines(value: number): void {
    this.#control(0x21, SET_CONTROL_LINE_STATE, value, 0, serialControl.number, 0, 0, 0);
  }

  open(): void {
    // What Chromium says of a port that is open already.
    if (this.#isOpen) throw new Error("Failed to execute 'open' on 'SerialPort': The port is already open, in use.");
    this.#control(...SET_CONFIGURATION);
    this.#lines(DTR_AND_RTS);
    this.#isOpen = true;
  }

  /** The next bytes; none once the port is closed, an error when the device is gone. */
  async read(): Promise<number[]> {
    for (;;) {
      const request = this.#device.ask(serialData.in, serialData.packet);
      this.#cancel = request.cancel;
      const { status, data } = await request.done;
      if (status === 'cancelled') return [];
      if (status !== 'ok') throw new Error('The device has been lost.');
      if (data && data.length > 0) return [...data];
    }
  }

  async write(bytes: number[]): Promise<void> {
    const { status } = await this.#device.send(serialData.out, Uint8Array.from(bytes)).done;
    if (status !== 'ok') throw new Error('The device has been lost.');
  }

  close(): void {
    this.#cancel();
    this.#isOpen = false;
    this.#lines(0);
  }
}
