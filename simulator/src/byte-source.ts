// Takes bytes off a stream in whole packets: a protocol says how long the next one is. Used by the servers of usb-redir,
// USB/IP and vpcd.

/** Length of the packet that begins here, once enough of it is there to tell; undefined: more bytes are needed. */
type Measure = (bytes: Buffer) => number | undefined;

export class ByteSource {
  #pending: Buffer = Buffer.alloc(0);
  readonly #measure: Measure;

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  *feed(bytes: Uint8Array): Generator<Buffer> {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const length = this.#measure(this.#pending);
      if (length === undefined || this.#pending.length < length) return;
      const packet = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      yield packet;
    }
  }
}
