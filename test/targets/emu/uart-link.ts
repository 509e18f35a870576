// A host at the serial port of the emulated board: bytes at the pace of the line, held back while the chip's buffer is full,
// as RTS does. Called by emu.ts.
import type { Transport } from '@sigillator/host/transport';
import type { Pico } from './pico.ts';

/** Ten bits at 115,200 a second. */
const BYTE_NANOS = 86_806;
/** The line is quiet when nothing has come or gone for so long. */
const QUIET_NANOS = 50_000_000;
/** Longer than anything that a host waits for without a person. */
const PATIENCE_NANOS = 10_000_000_000;

export class UartLink implements Transport {
  readonly kind = 'serial';
  readonly #pico: Pico;
  #received: number[] = [];
  #reader: ((bytes: Uint8Array | undefined) => void) | undefined;
  #closed = false;
  #lastNanos = 0;
  /** Something was sent, and the board has had no time for it yet. */
  #expecting = false;

  constructor(pico: Pico) {
    this.#pico = pico;
    pico.onSerial = (byte) => {
      this.#received.push(byte);
      this.#lastNanos = pico.nanos;
    };
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed || !this.#pico.on)
      throw new Error('Writing to the device: it went away before all bytes were sent.');
    for (const byte of bytes) {
      this.#pico.runUntil(this.#pico.nanos + BYTE_NANOS);
      this.#pico.runUntil(this.#pico.nanos + PATIENCE_NANOS, () => this.#pico.serialHasRoom);
      this.#pico.rp.uart[0]!.feedByte(byte);
    }
    this.#lastNanos = this.#pico.nanos;
    this.#expecting = true;
    queueMicrotask(() => this.#settle());
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#received.length > 0 || this.#closed) return this.#take();
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reader?.(undefined);
  }

  #take(): Uint8Array | undefined {
    return this.#received.length > 0 ? Uint8Array.from(this.#received.splice(0)) : undefined;
  }

  /** Runs until an answer has come and the line is quiet, or as long as a host has patience. */
  #settle(): void {
    if (!this.#expecting || this.#closed) return;
    this.#expecting = false;
    const pico = this.#pico;
    pico.runUntil(
      pico.nanos + PATIENCE_NANOS,
      () => this.#received.length > 0 && pico.nanos - this.#lastNanos > QUIET_NANOS,
    );
    const reader = this.#reader;
    if (reader === undefined || this.#received.length === 0) return;
    this.#reader = undefined;
    reader(this.#take());
  }
}
