// Takes bytes off a stream in whole packets: a protocol says how long the next one is. Used by the servers of usb-redir,
// USB/IP and vpcd.
import type { Duplex } from 'node:stream';

/** Length of the packet that begins here, once enough of it is there to tell; undefined: more bytes are needed. */
type Measure = (bytes: Buffer) => number | undefined;

/** More than any host puts into one transfer. */
const MOST_BYTES = 1 << 20;

/** What no peer of the protocol sends. */
export class Nonsense extends Error {}

export class ByteSource {
  #chunks: Buffer[] = [];
  #held = 0;
  /** So many bytes must be here before it is worth a look. */
  #wanted = 1;
  readonly #measure: Measure;

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  *feed(bytes: Uint8Array): Generator<Buffer> {
    this.#chunks.push(Buffer.from(bytes));
    this.#held += bytes.length;
    while (this.#held >= this.#wanted) {
      const [first] = this.#chunks;
      const all = this.#chunks.length === 1 ? first! : Buffer.concat(this.#chunks);
      const length = this.#measure(all);
      if (length !== undefined && length > MOST_BYTES)
        throw new Nonsense(`Reading a packet: expected at most ${MOST_BYTES} bytes, got a length of ${length}.`);
      const whole = length !== undefined && all.length >= length;
      this.#chunks = [whole ? all.subarray(length) : all];
      this.#held = this.#chunks[0]!.length;
      this.#wanted = whole ? 1 : (length ?? all.length + 1);
      if (whole) yield all.subarray(0, length);
    }
  }
}

/** Hands over what a peer sends, packet by packet; one that sends nonsense is cut off. */
export function takePackets(stream: Duplex, measure: Measure, take: (packet: Buffer) => void): void {
  const source = new ByteSource(measure);
  stream.on('error', () => stream.destroy());
  stream.on('data', (bytes: Buffer) => {
    try {
      for (const packet of source.feed(bytes)) if (!stream.destroyed) take(packet);
    } catch (error) {
      if (!(error instanceof Nonsense)) throw error;
      stream.destroy();
    }
  });
}
