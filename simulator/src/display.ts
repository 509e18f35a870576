// The display: 128x64 pixels in pages of 8 rows, as a SSD1306 keeps them (one byte a column, lowest bit on top).
import type { Part } from './part.ts';

export const WIDTH = 128;
export const HEIGHT = 64;
export const PAGES = HEIGHT / 8;

export class Display implements Part {
  /** Something else is shown than before; the machine sets it. */
  onChange: () => void = () => {};
  #pages: Uint8Array = new Uint8Array(WIDTH * PAGES);

  /** Board contract `display`: whole pages from `firstPage` on. */
  show(bytes: Uint8Array, firstPage: number): void {
    const start = firstPage * WIDTH;
    if (bytes.length % WIDTH !== 0 || start + bytes.length > this.#pages.length)
      throw new Error(
        `Drawing pages: expected whole pages within 0 to 7, got ${bytes.length} bytes from page ${firstPage}.`,
      );
    if (bytes.every((byte, i) => byte === this.#pages[start + i])) return;
    this.#pages.set(bytes, start);
    this.onChange();
  }

  /** Dark, as without power. */
  clear(): void {
    this.show(new Uint8Array(this.#pages.length), 0);
  }

  /** A copy of all pages. */
  pages(): Uint8Array {
    return this.#pages.slice();
  }

  pixel(x: number, y: number): boolean {
    return ((this.#pages[(y >> 3) * WIDTH + x]! >> (y & 7)) & 1) === 1;
  }

  snapshot(): Uint8Array {
    return this.pages();
  }

  restore(state: unknown): void {
    this.#pages = (state as Uint8Array).slice();
  }
}
