// The frame of the office: who is logged in, the menu, the page that the address names, what was said and what failed, and
// the warning before the idle logout.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { pages } from '../pages.ts';
import { Api, ApiError, type User } from './api.ts';
import { EventStream } from './events.ts';
import { browserClock, IdleWatch } from './idle.ts';
import { keepLanguage, type Language, languageNames, languages, preferredLanguage } from './language.ts';
import type { Office, OfficeEvent, OfficePage, PageEntry } from './page.ts';
import { problemText } from './refusal-texts.ts';
import { currentPath, type Route, routeOf } from './router.ts';
import { shellStyles } from './shell-styles.ts';
import { officeStyles } from './styles.ts';
import { type Texts, texts } from './texts.ts';

const firstPage = 'cases';
const loginPage = 'login';
const enteredPlace = 'sigillator-entered';
/** How long the bridge may go without hearing of a clerk who reads. */
const quietMs = 60_000;

/** Whom the bridge tells its news (`/v1/events`): who may "use-devices" in src/keys/person.ts. */
const mayListen = ({ roles, rights }: User): boolean =>
  rights.includes('response') && (roles.includes('clerk') || roles.includes('administrator'));

export class Shell extends LitElement implements Office {
  static override properties = {
    language: { state: true },
    user: { state: true },
    route: { state: true },
    said: { state: true },
    problem: { state: true },
    idleSeconds: { state: true },
    ready: { type: Boolean, reflect: true },
  };
  declare language: Language;
  declare user: User | undefined;
  declare route: Route | undefined;
  declare said: string;
  /** What could not be done last; said in the language that is chosen. */
  declare problem: unknown;
  /** Seconds until the idle logout, while the warning shows. */
  declare idleSeconds: number | undefined;
  /** True once the page that the address names stands there. */
  declare ready: boolean;
  readonly api = new Api();
  readonly #events = new EventStream();
  readonly #idle = new IdleWatch(
    browserClock,
    (leftMs) => (this.idleSeconds = Math.ceil(leftMs / 1000)),
    () => void this.#logout(this.#texts.idleEnded),
  );
  #page: OfficePage | undefined;
  #turn = 0;
  /** When the bridge was last told that somebody is here. */
  #askedAt = Date.now();
  /** The turn in which something was said: it stays over one change of the page, not over two. */
  #saidIn = 0;

  static override styles = [officeStyles, shellStyles];

  constructor() {
    super();
    this.language = preferredLanguage();
    this.said = '';
    this.problem = undefined;
    this.ready = false;
    this.api.onAct = () => this.#acted();
    this.api.onEnd = () => this.user && this.#end(this.#texts.sessionEnded);
    addEventListener('hashchange', () => void this.#open());
    for (const kind of ['keydown', 'pointerdown', 'wheel'])
      addEventListener(kind, (event) => this.#moved(event), { passive: true });
    void this.#begin();
  }

  get #texts(): Texts {
    return texts[this.language];
  }

  async #begin(): Promise<void> {
    // No script can read the cookie; this says whether asking is worth it.
    const wasIn = localStorage.getItem(enteredPlace) !== null;
    const user = wasIn ? await this.api.get<User>('session').catch(() => undefined) : undefined;
    if (user === undefined) await this.#open();
    else this.enter(user);
  }

  enter(user: User | undefined): void {
    this.user = user;
    this.problem = undefined;
    if (user === undefined) {
      localStorage.removeItem(enteredPlace);
      this.#events.close();
      this.#idle.stop();
      this.idleSeconds = undefined;
    } else {
      localStorage.setItem(enteredPlace, '');
      if (mayListen(user)) this.#events.open();
      this.#idle.start(user.idleMinutes * 60_000);
    }
    void this.#open();
  }

  navigate(path: string): void {
    if (currentPath() === path) void this.#open();
    else location.hash = `#/${path}`;
  }

  say(text: string): void {
    this.said = text;
    this.#saidIn = this.#turn;
    this.problem = undefined;
  }

  fail(error: unknown): void {
    this.problem = error;
    // What went well before must not stand beside it.
    this.said = '';
  }

  listen(hear: (event: OfficeEvent) => void): () => void {
    return this.#events.listen(hear);
  }

  #acted(): void {
    if (this.user === undefined) return;
    this.idleSeconds = undefined;
    this.#idle.act();
  }

  /** Somebody reads or types without asking the bridge anything: it has to know, or it ends the session. */
  #moved(event: Event): void {
    // The button of the warning says it by itself; the warning must not vanish under the finger.
    const warned = event.composedPath().some((node) => node instanceof Element && node.matches('.idle'));
    if (this.user === undefined || warned) return;
    this.#acted();
    if (Date.now() - this.#askedAt < quietMs) return;
    this.#askedAt = Date.now();
    void this.#stay();
  }

  /** Back to the login, with a sentence that says why. */
  #end(why: string): void {
    this.enter(undefined);
    this.say(why);
  }

  async #logout(why: string): Promise<void> {
    await this.api.post('session/logout').catch(() => {});
    this.#end(why);
  }

  /** The pages that this user may open, in the order of the menu. */
  get #allowed(): PageEntry[] {
    const { user } = this;
    if (user === undefined) return pages.filter(({ open }) => open);
    return pages.filter(
      ({ open, roles }) => !open && (roles.length === 0 || roles.some((role) => user.roles.includes(role))),
    );
  }

  async #open(): Promise<void> {
    const turn = ++this.#turn;
    this.ready = false;
    const home = this.user === undefined ? loginPage : (this.#allowed.find(({ menu }) => menu)?.path ?? firstPage);
    const route = routeOf(currentPath(), this.#allowed) ?? routeOf(home, this.#allowed);
    await route?.entry.load();
    // Another address came while the module was loading
    if (turn !== this.#turn) return;
    this.route = route;
    this.problem = undefined;
    if (turn > this.#saidIn + 1) this.said = '';
    this.#page = route && this.#element(route);
    document.title = `${route?.entry.title[this.language] ?? ''} – Sigillator`;
    this.requestUpdate();
    await this.updateComplete;
    this.ready = true;
    this.renderRoot.querySelector<HTMLElement>('main')?.focus();
  }

  #element({ entry, parameters }: Route): OfficePage {
    const page = document.createElement(entry.tag) as OfficePage;
    Object.assign(page, { office: this, language: this.language, parameters, busy: false });
    return page;
  }

  override willUpdate(): void {
    document.documentElement.lang = this.language;
    if (this.#page) this.#page.language = this.language;
  }

  #chooseLanguage(event: Event): void {
    this.language = (event.target as HTMLSelectElement).value as Language;
    keepLanguage(this.language);
    document.title = `${this.route?.entry.title[this.language] ?? ''} – Sigillator`;
  }

  override render(): TemplateResult {
    const t = this.#texts;
    return html`<a class="skip" href="#main" @click=${this.#skip}>${t.skip}</a>
      <header class="no-print">
        <div class="brand"><strong>Sigillator</strong> <span>${t.subtitle}</span></div>
        <div class="tools">
          <label class="language"><span>${t.language}</span>
            <select @change=${this.#chooseLanguage}>
              ${languages.map((one) => html`<option value=${one} lang=${one} ?selected=${one === this.language}>${languageNames[one]}</option>`)}
            </select>
          </label>
          ${this.#userLine()}
        </div>
      </header>
      ${this.#menu()}
      ${this.#idleWarning()}
      <div class="problem" role="alert">${this.#problemLine()}</div>
      <p class="said" role="status">${this.said}</p>
      <main id="main" tabindex="-1">${this.#page ?? nothing}</main>`;
  }

  /** The bridge's own sentence, in English, names who and what; it stands behind the text, closed. */
  #problemLine(): TemplateResult | typeof nothing {
    if (this.problem === undefined) return nothing;
    const text = problemText(this.problem, this.language);
    const { message } = this.problem as Error;
    return html`<p id="problem"><span class="sign" aria-hidden="true">⚠</span> ${text}</p>
      ${!(this.problem instanceof ApiError) || message === text ? nothing : html`<details ?open=${this.language === 'en'}><summary>${texts[this.language].details}</summary><span lang="en">${message}</span></details>`}`;
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>('main')?.focus();
  }

  #userLine(): TemplateResult | typeof nothing {
    const t = this.#texts;
    if (this.user === undefined) return nothing;
    const sealing = this.user.rights.includes('seal') ? t.maySeal : t.mayNotSeal;
    return html`<span class="user"><strong>${this.user.name}</strong> <span>${sealing}</span></span>
      <button type="button" class="plain" id="logout" @click=${() => this.#logout(t.loggedOut)}>${t.logout}</button>`;
  }

  #menu(): TemplateResult | typeof nothing {
    const entries = this.#allowed.filter(({ menu }) => menu);
    if (this.user === undefined || entries.length === 0) return nothing;
    const [section] = (this.route?.entry.path ?? '').split('/');
    return html`<nav class="no-print" aria-label=${this.#texts.menu}><ul>
      ${entries.map(
        (entry) =>
          html`<li><a href=${`#/${entry.path}`} aria-current=${entry.path === section ? 'page' : nothing}>${entry.title[this.language]}</a></li>`,
      )}
    </ul></nav>`;
  }

  #idleWarning(): TemplateResult | typeof nothing {
    const t = this.#texts;
    if (this.idleSeconds === undefined) return nothing;
    // Spoken once; the count beside it is for the eyes.
    return html`<div class="idle" role="alertdialog" aria-label=${t.idleTitle}>
      <p><strong>${t.idleTitle}</strong> <span aria-hidden="true">${t.idleLeft(this.idleSeconds)}</span></p>
      <button type="button" class="main" @click=${() => void this.#stay()}>${t.idleStay}</button>
    </div>`;
  }

  async #stay(): Promise<void> {
    await this.api.get('session').catch((error) => this.fail(error));
  }
}
