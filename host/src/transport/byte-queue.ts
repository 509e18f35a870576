// Bytes that came before somebody asked for them: the reading half of a transport. Used by usb-transport.ts and serial.ts.

export class ByteQueue {
  #received: Uint8Array[] = [];
  #ended = false;
  #error: Error | undefined;
  #reader: { resolve: (bytes: Uint8Array | undefined) => void; reject: (error: Error) => void } | undefined;

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader.resolve(bytes);
    else this.#received.push(bytes);
  }

  /** Nothing more will come; with an error, the next read says so. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    const reader = this.#reader;
    this.#reader = undefined;
    if (!reader) this.#error = error;
    else if (error) reader.reject(error);
    else reader.resolve(undefined);
  }

  get ended(): boolean {
    return this.#ended;
  }

  read(): Promise<Uint8Array | undefined> {
    const bytes = this.#received.shift();
    if (bytes) return Promise.resolve(bytes);
    if (this.#error) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }
}
