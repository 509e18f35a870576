// The test's end of the wires of the board mps2-an505 (hw/mps2-an505/wires.c): messages of a letter and numbers of four bytes.
// Called by qemu.ts.
import type { Socket } from 'node:net';

const PAGE_BYTES = 128;

export class Wires {
  readonly pages: Uint8Array = new Uint8Array(8 * PAGE_BYTES);
  /** Times that the board said it is there: once at power-on, again after each restart. */
  starts = 0;
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #waiting: (() => void)[] = [];
  #ended: Error | undefined;
  /** Answers of 't' that have come. */
  #passed = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      while (this.#take());
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = new Error('The emulator of the board has ended.');
      this.#wake();
    });
  }

  send(letter: string, ...numbers: number[]): void {
    const message = Buffer.alloc(1 + 4 * numbers.length);
    message.write(letter, 'latin1');
    numbers.forEach((number, index) => {
      message.writeUInt32LE(number >>> 0, 1 + 4 * index);
    });
    this.#socket.write(message);
  }

  /** Lets the board live through so much time; a restart on the way loses the rest of it. */
  async pass(milliseconds: number): Promise<void> {
    const [passed, starts] = [this.#passed, this.starts];
    this.send('t', milliseconds);
    await this.#until(() => this.#passed > passed || this.starts > starts);
  }

  async started(times: number): Promise<void> {
    await this.#until(() => this.starts >= times);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Takes one whole message off what was received; false if there is none. */
  #take(): boolean {
    const [letter, first = 0, count = 0] = this.#received;
    const length = letter === 0x64 ? 3 + count * PAGE_BYTES : 1;
    if (this.#received.length < (letter === 0x64 ? Math.max(3, length) : 1)) return false;
    if (letter === 0x64) this.pages.set(this.#received.subarray(3, length), first * PAGE_BYTES);
    else if (letter === 0x68) this.starts++;
    else if (letter === 0x74) this.#passed++;
    else throw new Error(`The wires of the board: expected a message, got the byte ${letter}.`);
    this.#received = this.#received.subarray(length);
    return true;
  }
}
