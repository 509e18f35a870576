// The keypad of the picture. Tells of a press by the event `key-press`; panel.ts acts.
import { css, html, LitElement, nothing } from 'lit';
import { type KeyName, keyNames } from '../src/keys.ts';
import { type Texts, texts } from './texts.ts';

/** As on the device: digits as on a telephone, what confirms and refuses at the edges. */
const rows: KeyName[][] = [
  ['1', '2', '3', 'up'],
  ['4', '5', '6', 'down'],
  ['7', '8', '9', 'back'],
  ['menu', '0', 'cancel', 'ok'],
];

/** The signs by which the display names keys, as printed on them. */
const signs: Partial<Record<KeyName, string>> = { up: '▲', down: '▼', back: '◄', cancel: '✗', menu: '≡' };

/** Keys of a keyboard that stand for keys of the device; digits stand for themselves. */
const keyboard: Record<string, KeyName> = {
  Enter: 'ok',
  Escape: 'cancel',
  Backspace: 'back',
  ArrowUp: 'up',
  ArrowDown: 'down',
  m: 'menu',
  M: 'menu',
};

/** A click leaves the focus where it is, so that Enter still means OK after it; Tab reaches the keys as ever. */
const keepFocus = (event: MouseEvent): void => event.preventDefault();

/** The device's key for a key of the keyboard. */
export function keyOf(key: string): KeyName | undefined {
  return keyboard[key] ?? (/^[0-9]$/.test(key) ? keyNames[Number(key)] : undefined);
}

export class KeypadView extends LitElement {
  static override properties = { texts: { attribute: false }, held: { attribute: false } };
  declare texts: Texts;
  /** Keys whose contact is closed now. */
  declare held: ReadonlySet<KeyName>;

  static override styles = css`
    :host { display: grid; grid-template-columns: repeat(4, 1fr); gap: 10px; }
    button {
      min-height: 58px; padding: 4px; border: 0; border-radius: 10px; cursor: pointer; touch-action: manipulation;
      font: 600 1.5rem/1 system-ui, sans-serif; font-variant-numeric: tabular-nums; color: #1d2321;
      background: linear-gradient(#ffffff, #ece8de); box-shadow: 0 4px 0 #b3ac9c, 0 6px 10px #0004;
    }
    button.word { font-size: 0.95rem; color: #ffffff; background: #49524f; box-shadow: 0 4px 0 #2b3230, 0 6px 10px #0004; }
    .sign { display: block; font-size: 1.15rem; margin-bottom: 3px; }
    button.ok { background: #1f6b3a; box-shadow: 0 4px 0 #114024, 0 6px 10px #0004; }
    button.cancel { background: #9c2b2b; box-shadow: 0 4px 0 #641a1a, 0 6px 10px #0004; }
    button:active, button.held { transform: translateY(3px); box-shadow: 0 1px 0 #0006; }
    button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 3px; }
  `;

  constructor() {
    super();
    this.texts = texts.en;
    this.held = new Set();
  }

  override render() {
    return rows.flat().map((key) => {
      const word = this.texts.keys[key as keyof Texts['keys']] as string | undefined;
      const sign = signs[key];
      const classes = `${word === undefined ? 'digit' : 'word'} ${key} ${this.held.has(key) ? 'held' : ''}`;
      const press = () => this.dispatchEvent(new CustomEvent<KeyName>('key-press', { detail: key }));
      return html`<button type="button" class=${classes} data-key=${key} aria-label=${word ?? key} @mousedown=${keepFocus} @click=${press}>
        ${sign === undefined ? (word ?? key) : html`<span class="sign">${sign}</span>${key === 'up' || key === 'down' ? nothing : word}`}
      </button>`;
    });
  }
}

customElements.define('sigillator-keypad', KeypadView);
