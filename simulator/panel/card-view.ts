// One card: a plastic card with contacts, its name and its holder. Can be dragged. Used by panel.ts on desk and in slot.
import { css, html, LitElement } from 'lit';

export class CardView extends LitElement {
  static override properties = { name: {}, holder: {}, pin: {}, action: {} };
  declare name: string;
  declare holder: string;
  /** Of a sample card; empty for others. */
  declare pin: string;
  /** What choosing it does, for the label: "Insert card". */
  declare action: string;

  static override styles = css`
    :host { display: block; }
    button {
      position: relative; display: block; width: 100%; aspect-ratio: 1.586; padding: 14px; border: 0; border-radius: 12px;
      text-align: left; cursor: grab; color: #ffffff; font: inherit; overflow: hidden;
      background: linear-gradient(150deg, #1d5a73, #123a54 60%, #0d2c41); box-shadow: 0 6px 16px #0008, inset 0 1px 0 #fff3;
    }
    :host([kind='foreign']) button { background: linear-gradient(150deg, #5a4a66, #3b3047 60%, #2c2336); }
    button:focus-visible { outline: 3px solid #ffd166; outline-offset: 3px; }
    svg { width: 21%; display: block; margin-bottom: 8%; }
    .holder { font-weight: 600; font-size: 0.95rem; line-height: 1.25; }
    .name { font-size: 0.8rem; letter-spacing: 0.06em; }
  `;

  constructor() {
    super();
    this.name = '';
    this.holder = '';
    this.pin = '';
    this.action = '';
  }

  get #note(): string {
    return this.pin === '' ? '' : `, PIN ${this.pin}`;
  }

  override render() {
    return html`<button
      type="button"
      draggable="true"
      aria-label=${`${this.action}: ${this.holder}${this.#note}`}
      @dragstart=${(event: DragEvent) => event.dataTransfer?.setData('text/x-card', this.name)}
    >
      <svg viewBox="0 0 40 30" aria-hidden="true">
        <rect x="1" y="1" width="38" height="28" rx="5" fill="#e3c46d" stroke="#8a6d1f" />
        <path d="M1 10h13M1 20h13M26 10h13M26 20h13M14 1v28M26 1v28" fill="none" stroke="#8a6d1f" />
      </svg>
      <div class="holder">${this.holder}</div>
      <div class="name">${this.name}${this.#note}</div>
    </button>`;
  }
}

customElements.define('sigillator-card', CardView);
