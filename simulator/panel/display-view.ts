// The display of the picture: every pixel a crisp square, and the same as text for screen readers. Used by panel.ts.
import { css, html, LitElement, type PropertyValues } from 'lit';
import { HEIGHT, WIDTH } from '../src/display.ts';

const LIT = [0xbf, 0xf4, 0xff, 0xff];
const DARK = [0x06, 0x09, 0x0c, 0xff];

export class DisplayView extends LitElement {
  static override properties = { pixels: {}, text: {}, label: {} };
  /** 1024 bytes in hex, pages of 128 columns. */
  declare pixels: string;
  declare text: string;
  declare label: string;

  static override styles = css`
    :host { display: block; }
    canvas { display: block; width: 384px; max-width: 100%; aspect-ratio: 2; margin: 0 auto; image-rendering: pixelated; border-radius: 4px; }
    pre { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); }
  `;

  constructor() {
    super();
    this.pixels = '';
    this.text = '';
    this.label = '';
  }

  override render() {
    return html`<canvas width=${WIDTH} height=${HEIGHT} aria-hidden="true"></canvas>
      <pre role="status" aria-live="polite" aria-atomic="true" aria-label=${this.label}>${this.text}</pre>`;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('pixels')) this.#paint();
  }

  #paint(): void {
    const context = this.renderRoot.querySelector('canvas')!.getContext('2d')!;
    const image = context.createImageData(WIDTH, HEIGHT);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const at = (y >> 3) * WIDTH + x;
        const byte = Number.parseInt(this.pixels.slice(at * 2, at * 2 + 2) || '0', 16);
        image.data.set((byte >> (y & 7)) & 1 ? LIT : DARK, (y * WIDTH + x) * 4);
      }
    context.putImageData(image, 0, 0);
  }
}

customElements.define('sigillator-display', DisplayView);
