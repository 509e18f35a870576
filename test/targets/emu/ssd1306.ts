// The display of the emulated board: what a SSD1306 makes of the bytes it is sent. Called by i2c-bus.ts.
import type { I2cPart } from './i2c-bus.ts';

const WIDTH = 128;
const PAGES = 8;
/** Commands with bytes after them, and how many (data sheet, table 9-1). */
const operands: Record<number, number> = {
  ...{ 32: 1, 33: 2, 34: 2, 129: 1, 141: 1, 168: 1, 211: 1, 213: 1, 217: 1, 218: 1, 219: 1 },
};

export class Ssd1306 implements I2cPart {
  readonly address = 0x3c;
  readonly pages: Uint8Array = new Uint8Array(WIDTH * PAGES);
  on = false;
  /** Bytes of pixels that came in. */
  received = 0;
  #mode: 'control' | 'commands' | 'pixels' = 'control';
  #command: number[] = [];
  #columns = [0, WIDTH - 1];
  #rows = [0, PAGES - 1];
  #column = 0;
  #row = 0;

  start(): void {
    this.#mode = 'control';
    this.#command = [];
  }

  write(byte: number): void {
    if (this.#mode === 'control') this.#mode = byte === 0x40 ? 'pixels' : 'commands';
    else if (this.#mode === 'pixels') this.#pixels(byte);
    else this.#commandByte(byte);
  }

  read(): number {
    return 0;
  }

  #pixels(byte: number): void {
    this.received++;
    this.pages[this.#row * WIDTH + this.#column] = byte;
    if (this.#column++ < this.#columns[1]!) return;
    this.#column = this.#columns[0]!;
    this.#row = this.#row < this.#rows[1]! ? this.#row + 1 : this.#rows[0]!;
  }

  #commandByte(byte: number): void {
    this.#command.push(byte);
    const [code = 0, first = 0, second = 0] = this.#command;
    if (this.#command.length <= (operands[code] ?? 0)) return;
    this.#command = [];
    if (code === 0xae || code === 0xaf) this.on = code === 0xaf;
    if (code === 0x21) {
      this.#columns = [first, second];
      this.#column = first;
    }
    if (code === 0x22) {
      this.#rows = [first, second];
      this.#row = first;
    }
  }
}
