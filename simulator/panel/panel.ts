// The front panel: a picture of the device with its cards and plug, all of it by mouse, touch or keyboard.
import { html, LitElement, nothing } from 'lit';
import type { CardLabel, DeskEvent } from '../src/desk.ts';
import type { KeyName } from '../src/keys.ts';
import './card-view.ts';
import './display-view.ts';
import './keypad-view.ts';
import { keyOf } from './keypad-view.ts';
import type { PanelDesk } from './panel-desk.ts';
import { panelStyles } from './panel-styles.ts';
import { sound } from './sound.ts';
import { type Language, languages, preferredLanguage, type Texts, texts } from './texts.ts';

const languageNames: Record<Language, string> = { en: 'English', sv: 'Svenska', fr: 'Français' };

export class Panel extends LitElement {
  static override properties = {
    language: { state: true },
    cards: { state: true },
    inserted: { state: true },
    on: { state: true },
    pixels: { state: true },
    text: { state: true },
    held: { state: true },
    audible: { state: true },
    problem: { state: true },
    about: { state: true },
    dragOver: { state: true },
  };
  declare language: Language;
  declare cards: CardLabel[];
  declare inserted: string | null;
  declare on: boolean;
  declare pixels: string;
  declare text: string;
  declare held: ReadonlySet<KeyName>;
  declare audible: boolean;
  /** The sentence of what could not be done last; empty when all is well. */
  declare problem: string;
  declare about: { firmware: string; seed: number; remote: boolean } | undefined;
  declare dragOver: boolean;
  #desk: PanelDesk | undefined;
  #remote = false;
  /** Acts that are not over; the attribute `busy` says so to whoever drives the page. */
  #acts = 0;

  static override styles = panelStyles;

  constructor() {
    super();
    this.language = preferredLanguage(navigator.languages);
    this.cards = [];
    this.inserted = null;
    this.on = false;
    this.pixels = '';
    this.text = '';
    this.held = new Set();
    this.audible = true;
    this.problem = '';
    this.dragOver = false;
    window.addEventListener('keydown', (event) => this.#keyboard(event));
  }

  /** Shows this desk from now on; `remote` when it is another process. */
  connect(desk: PanelDesk, remote: boolean): void {
    this.#desk = desk;
    this.#remote = remote;
    desk.subscribe((event) => this.#hear(event));
  }

  get #texts(): Texts {
    return texts[this.language];
  }

  #hear(event: DeskEvent): void {
    switch (event.kind) {
      case 'state':
        Object.assign(this, { on: event.on, inserted: event.inserted, cards: event.cards });
        this.about = { firmware: event.firmware, seed: event.seed, remote: this.#remote };
        break;
      case 'screen':
        this.pixels = event.pixels;
        this.text = event.text;
        break;
      case 'key':
        this.held = new Set(event.down ? [...this.held, event.key] : [...this.held].filter((key) => key !== event.key));
        break;
      case 'card':
        this.inserted = event.inserted;
        break;
      case 'power':
        this.on = event.on;
        break;
      case 'beep':
        if (this.audible && navigator.userActivation?.hasBeenActive) sound(event.hertz, event.milliseconds);
        break;
      case 'log':
        break;
    }
  }

  async #act(act: (desk: PanelDesk) => Promise<void>): Promise<void> {
    if (this.#desk === undefined) return;
    this.#acts++;
    this.toggleAttribute('busy', true);
    try {
      await act(this.#desk);
      this.problem = '';
    } catch (error) {
      this.problem = (error as Error).message;
    } finally {
      this.#acts--;
      this.toggleAttribute('busy', this.#acts > 0);
    }
  }

  #press(key: KeyName): void {
    void this.#act((desk) => desk.press(key));
  }

  #plug(): void {
    void this.#act((desk) => desk.power(!this.on));
  }

  /** Into the slot, or out of it; a card that lies in the slot makes room first. */
  #move(card: string | null): void {
    void this.#act(async (desk) => {
      if (this.inserted !== null) await desk.remove();
      if (card !== null) await desk.insert(card);
      // Else the next Enter, meant for the device, would move a card again.
      (this.renderRoot as ShadowRoot).activeElement?.shadowRoot?.querySelector<HTMLElement>(':focus')?.blur();
    });
  }

  #keyboard(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const path = event.composedPath();
    const on = (tag: string): boolean => path.some((node) => node instanceof Element && node.localName === tag);
    if (on('select') || (event.key === 'Enter' && (on('button') || on('summary')))) return;
    const key = keyOf(event.key);
    const letter = event.key.toLowerCase();
    if (key !== undefined) this.#press(key);
    else if (letter === 'c') this.#move(this.inserted === null ? (this.cards[0]?.name ?? null) : null);
    else if (letter === 'p') this.#plug();
    else return;
    event.preventDefault();
  }

  #drop(event: DragEvent, act: (card: string) => void): void {
    const card = event.dataTransfer?.getData('text/x-card') ?? '';
    this.dragOver = false;
    event.preventDefault();
    if (card !== '') act(card);
  }

  override render() {
    const t = this.#texts;
    return html`<header>
        <div>
          <h1>${t.title}</h1>
          <p>${t.subtitle}</p>
        </div>
        <div class="tools">
          <label><input type="checkbox" .checked=${this.audible} @change=${() => (this.audible = !this.audible)} /> ${t.sound}</label>
          <label>${t.language} ${this.#languageChoice()}</label>
        </div>
      </header>
      <main lang=${this.language}>${this.#device()} ${this.#desktop()}</main>
      <p class="problem" role="alert">${this.problem}</p>
      <footer lang=${this.language}>
        <details open><summary>${t.help}</summary><p>${t.helpKeys}</p></details>
        <details><summary>${t.about}</summary>${this.#about()}</details>
      </footer>`;
  }

  #languageChoice() {
    const choose = (event: Event) => {
      this.language = (event.target as HTMLSelectElement).value as Language;
      document.documentElement.lang = this.language;
    };
    return html`<select @change=${choose}>
      ${languages.map((language) => html`<option value=${language} lang=${language} ?selected=${language === this.language}>${languageNames[language]}</option>`)}
    </select>`;
  }

  #device() {
    const t = this.#texts;
    const card = this.cards.find(({ name }) => name === this.inserted);
    return html`<section class="device" aria-label=${t.title}>
      <div class="cable" aria-hidden="true"><span class=${this.on ? 'plug in' : 'plug'}></span></div>
      <div class="body">
        <div class="bezel">
          <sigillator-display .pixels=${this.pixels} .text=${this.on ? this.text : t.off} .label=${t.display}></sigillator-display>
          <div class="brand" aria-hidden="true"><span class=${this.on ? 'lamp on' : 'lamp'}></span>sigillator</div>
        </div>
        <sigillator-keypad
          role="group"
          aria-label=${t.keypad}
          .texts=${t}
          .held=${this.held}
          @key-press=${(event: CustomEvent<KeyName>) => this.#press(event.detail)}
        ></sigillator-keypad>
      </div>
      <div
        class=${`slot ${this.dragOver ? 'over' : ''} ${card ? 'full' : ''}`}
        role="group"
        aria-label=${card ? t.slot : t.slotEmpty}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.dragOver = true;
        }}
        @dragleave=${() => (this.dragOver = false)}
        @drop=${(event: DragEvent) => this.#drop(event, (name) => name !== this.inserted && this.#move(name))}
      >
        <div class="mouth" aria-hidden="true"></div>
        ${card ? this.#card(card, t.remove, () => this.#move(null)) : html`<p>${t.slotHint}</p>`}
      </div>
    </section>`;
  }

  #desktop() {
    const t = this.#texts;
    const lying = this.cards.filter(({ name }) => name !== this.inserted);
    return html`<section
      class="desk"
      aria-labelledby="cards"
      @dragover=${(event: DragEvent) => event.preventDefault()}
      @drop=${(event: DragEvent) => this.#drop(event, (name) => name === this.inserted && this.#move(null))}
    >
      <h2 id="cards">${t.cards}</h2>
      <p>${t.cardsHelp}</p>
      <div class="cards">${lying.map((card) => this.#card(card, t.insert, () => this.#move(card.name)))}</div>
      <button type="button" class="power" @click=${() => this.#plug()}>${this.on ? t.unplug : t.plug}</button>
      <p class="sample">${t.sample}</p>
    </section>`;
  }

  #card({ name, holder, pin = '' }: CardLabel, action: string, choose: () => void) {
    const kind = pin === '' ? 'foreign' : 'own';
    const owner = this.#texts.foreign[name as keyof Texts['foreign']] ?? holder;
    return html`<sigillator-card data-name=${name} kind=${kind} .name=${name} .holder=${owner} .pin=${pin} .action=${action} @click=${choose}></sigillator-card>`;
  }

  #about() {
    const t = this.#texts;
    if (this.about === undefined) return nothing;
    return html`<p>${this.about.remote ? t.there : t.here}</p>
      <dl>
        <dt>${t.firmware}</dt>
        <dd><code>${this.about.firmware}</code></dd>
        <dt>${t.seed}</dt>
        <dd><code>${this.about.seed}</code></dd>
      </dl>`;
  }
}
