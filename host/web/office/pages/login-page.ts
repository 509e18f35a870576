// The login (seal document 9.4): the challenge shown large, the response typed; an empty response logs in without the right
// to seal.
import { html, nothing, type TemplateResult } from 'lit';
import { officerTitles } from '../officer/title-texts.ts';
import type { User } from '../shell/api.ts';
import { momentText } from '../shell/language.ts';
import { OfficePage } from '../shell/page.ts';
import { loginReasonText } from '../shell/refusal-texts.ts';

interface Challenge {
  challenge: string;
  expires: string;
}

interface LoginAnswer {
  ok: boolean;
  reason: string;
  /** Of a wrong response with a try left: the procedure again with a new challenge. */
  again?: Challenge;
  user?: User;
  message?: string;
  /** Keys that were entered while the user was away (seal document 9.3). */
  notices: { at: string; officer: string; witness: string }[];
}

const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

class LoginPage extends OfficePage {
  static override properties = {
    ...OfficePage.properties,
    userName: { state: true },
    challenge: { state: true },
    closed: { state: true },
  };
  declare userName: string;
  declare challenge: string | undefined;
  /** Whether two officers have to open the key store first. */
  declare closed: boolean;

  constructor() {
    super();
    this.userName = '';
    this.closed = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.office.api.get<{ store: string }>('office/state').then(
      ({ store }) => (this.closed = store === 'closed'),
      () => {},
    );
  }

  #ask(event: SubmitEvent): void {
    event.preventDefault();
    const name = new FormData(event.target as HTMLFormElement).get('user');
    this.userName = String(name).trim();
    void this.act(async () => {
      this.office.say('');
      this.challenge = (await this.office.api.post<Challenge>('login/challenge', { user: this.userName })).challenge;
      await this.#focus('response');
    });
  }

  #answer(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const response = String(new FormData(form).get('response')).replace(/\s/g, '');
    void this.act(async () => {
      const answer = await this.office.api.post<LoginAnswer>('login', { user: this.userName, response });
      if (answer.ok) {
        this.office.enter(answer.user);
        const told = answer.notices.map(({ at, officer, witness }) =>
          this.t.loginKeyEntered(officer, witness, momentText(at, this.language)),
        );
        return this.office.say([...new Set(told)].join(' '));
      }
      form.reset();
      this.challenge = answer.again?.challenge;
      this.office.say(
        answer.again === undefined
          ? loginReasonText(answer.reason, this.language, answer.message)
          : this.t.loginOnceMore,
      );
      await this.#focus(answer.again === undefined ? 'user' : 'response');
    });
  }

  async #focus(id: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.focus();
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<h1>${t.loginTitle}</h1>
      ${this.closed ? html`<p class="paper narrow"><a id="open-store" href="#/open">${officerTitles.open[this.language]}</a></p>` : nothing}
      <div class="paper narrow">${this.challenge === undefined ? this.#nameForm() : this.#responseForm(this.challenge)}</div>`;
  }

  #nameForm(): TemplateResult {
    const t = this.t;
    return html`<form @submit=${this.#ask}>
      <label>${t.loginUser} <span class="hint">${t.loginUserHint}</span>
        <input id="user" name="user" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="64" .value=${this.userName} />
      </label>
      <button class="main" ?disabled=${this.busy}>${t.loginNext}</button>
    </form>`;
  }

  #responseForm(challenge: string): TemplateResult {
    const t = this.t;
    return html`<form @submit=${this.#answer}>
      <h2 id="challenge-title">${t.loginChallenge}</h2>
      <output class="digits large" id="challenge" aria-labelledby="challenge-title">${grouped(challenge)}</output>
      <p>${t.loginSteps}</p>
      <label>${t.loginResponse} <span class="hint" id="response-hint">${t.loginResponseHint}</span>
        <input id="response" name="response" class="digits" type="text" inputmode="numeric" autocomplete="off" pattern="\\s*([0-9]\\s*){6}" maxlength="9" aria-describedby="response-hint" />
      </label>
      <div class="row">
        <button class="main" ?disabled=${this.busy}>${t.loginEnter}</button>
        <button type="button" class="plain" @click=${() => (this.challenge = undefined)}>${t.loginOther}</button>
      </div>
    </form>`;
  }
}

customElements.define('login-page', LoginPage);
