// A host at the serial port of the emulated board: bytes at the pace of the line, held back while the chip's RTS says so, or not by
// a host that does not look at it. Called by emu.ts.
import type { Transport } from '@sigillator/host/transport';
import { ByteQueue } from '@sigillator/host/transport/byte-queue';
import type { Pico } from './pico.ts';
import type { Turns } from './turns.ts';

/** Ten bits at 115,200 a second. */
const BYTE_NANOS = 86_806;
/** A chip that makes no room for so long is stuck. */
const PATIENCE_NANOS = 10_000_000_000;

export class UartLink implements Transport {
  readonly kind = 'serial';
  readonly #pico: Pico;
  readonly #turns: Turns;
  readonly #heedsRts: boolean;
  readonly #queue = new ByteQueue();

  constructor(pico: Pico, turns: Turns, heedsRts = true) {
    this.#pico = pico;
    this.#heedsRts = heedsRts;
    this.#turns = turns;
    pico.onSerial = (byte) => {
      this.#queue.push(Uint8Array.of(byte));
      turns.heard();
    };
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#queue.ended || !this.#pico.on)
      throw new Error('Writing to the device: it went away before all bytes were sent.');
    for (const byte of bytes) {
      this.#pico.runUntil(this.#pico.nanos + BYTE_NANOS);
      this.#pico.runUntil(this.#pico.nanos + PATIENCE_NANOS, () => !this.#heedsRts || this.#pico.serialReady);
      this.#pico.rp.uart[0]!.feedByte(byte);
    }
    this.#turns.sent();
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#queue.read();
  }

  async close(): Promise<void> {
    this.#queue.end();
  }
}
