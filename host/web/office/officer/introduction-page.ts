// The ceremony of a new key, step by step (seal document 9.3): the clerk, the witness, the keys, the card, the envelope. What
// is typed goes to the bridge at once and is cleared here; the bridge overwrites it.
import { html, nothing, type TemplateResult } from 'lit';
import {
  type CeremonyState,
  type Clerk,
  grouped,
  type PageStep,
  pageSteps,
  sheetsOf,
  type Use,
} from './introduction-data.ts';
import { OfficerPage } from './officer-page.ts';
import { officerTitles } from './title-texts.ts';

class IntroductionPage extends OfficerPage {
  static override properties = {
    ...OfficerPage.properties,
    step: { state: true },
    ceremony: { state: true },
    challenge: { state: true },
    checks: { state: true },
    stored: { state: true },
  };
  declare step: PageStep;
  declare ceremony: CeremonyState | undefined;
  /** For the card of the witness, then for the new one. */
  declare challenge: string | undefined;
  /** Check values of the keys typed so far. */
  declare checks: Partial<Record<Use, string>>;
  /** Row of the journal at the end. */
  declare stored: number | undefined;
  #clerk: Clerk = { user: '', name: '', issuer: '', procedure: 1 };

  constructor() {
    super();
    this.step = 'person';
    this.checks = {};
  }

  /** Whoever leaves the page gives up: nothing that was typed waits for anybody. */
  override disconnectedCallback(): void {
    if (this.ceremony && this.stored === undefined) void this.#cancel().catch(() => {});
    super.disconnectedCallback();
  }

  #post<T>(path: string, body: object = {}): Promise<T> {
    return this.office.api.post<T>(`office/introductions/${this.ceremony!.id}/${path}`, body);
  }

  #cancel(): Promise<unknown> {
    return this.#post('cancel');
  }

  async #goTo(step: PageStep): Promise<void> {
    this.step = step;
    this.challenge = undefined;
    await this.moveTo('h2');
  }

  /** The fields of a form; `work` does what comes of them. */
  #submit(event: SubmitEvent, work: (fields: FormData, form: HTMLFormElement) => Promise<void>): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.act(async () => {
      this.office.say('');
      await work(new FormData(form), form);
    });
  }

  #begin = (event: SubmitEvent): void =>
    this.#submit(event, async (fields) => {
      const text = (name: string): string => String(fields.get(name)).trim();
      this.#clerk = {
        user: text('user'),
        name: text('name'),
        issuer: text('issuer'),
        procedure: Number(text('procedure')),
      };
      this.ceremony = await this.office.api.post<CeremonyState>('office/introductions', this.#clerk);
      await this.#goTo('witness');
    });

  #nameWitness = (event: SubmitEvent): void =>
    this.#submit(event, async (fields) => {
      const user = String(fields.get('witness')).trim();
      const { challenge } = await this.#post<{ challenge: string | null }>('witness', { user });
      if (challenge === null) return this.#goTo('keys');
      this.challenge = challenge;
      await this.moveTo('#response');
    });

  #identify = (event: SubmitEvent): void =>
    this.#submit(event, async (fields) => {
      const { ok } = await this.#post<{ ok: boolean }>('witness/response', {
        response: String(fields.get('response')),
      });
      if (ok) return this.#goTo('keys');
      await this.#goTo('witness');
      this.office.say(this.o.witnessWrong);
    });

  #enter = (event: SubmitEvent, use: Use): void =>
    this.#submit(event, async (fields, form) => {
      const text = (name: string): string => String(fields.get(name)).trim();
      const days = { validFrom: text('validFrom'), validTo: text('validTo') };
      const key = { use, generation: Number(text('generation')), method: text('method'), card: text('card'), ...days };
      const { check } = await this.#post<{ check: string }>('keys', { ...key, digits: text('digits') });
      form.reset();
      this.checks = { ...this.checks, [use]: check };
      await this.moveTo(`#check-${use}`);
    });

  #ask = (): void =>
    void this.act(async () => {
      this.challenge = (await this.#post<{ challenge: string }>('ask')).challenge;
      await this.moveTo('#response');
    });

  #prove = (event: SubmitEvent): void =>
    this.#submit(event, async (fields) => {
      type Proof = { ok: boolean; over: boolean; state: CeremonyState };
      const { ok, over, state } = await this.#post<Proof>('prove', { response: String(fields.get('response')) });
      this.challenge = undefined;
      if (over) return this.#again(this.o.proofWrong);
      this.ceremony = state;
      if (ok) await this.#goTo('end');
      this.office.say(ok ? this.o.proofRight : this.o.proofWrong);
    });

  #end = (event: SubmitEvent): void =>
    this.#submit(event, async (fields) => {
      this.stored = (await this.#post<{ number: number }>('end', { envelope: fields.get('envelope') })).number;
      await this.moveTo('h2');
    });

  #give = (): void =>
    void this.act(async () => {
      await this.#cancel();
      await this.#again(this.o.gaveUp);
    });

  async #again(said: string): Promise<void> {
    this.ceremony = undefined;
    this.stored = undefined;
    this.checks = {};
    await this.#goTo('person');
    this.office.say(said);
  }

  override render(): TemplateResult {
    const o = this.o;
    const number = pageSteps.indexOf(this.step) + 1;
    if (this.stored !== undefined) return this.#done(this.stored);
    return html`<h1>${officerTitles.introduce[this.language]}</h1>
      <section class="paper narrow" aria-labelledby="step">
        <h2 id="step" tabindex="-1">${o.stepOf(number, pageSteps.length)} – ${o.steps[this.step]}</h2>
        ${this.#form()}
      </section>
      ${this.ceremony ? html`<button type="button" class="danger" id="give" ?disabled=${this.busy} @click=${this.#give}>${o.give}</button>` : nothing}`;
  }

  #form(): TemplateResult {
    switch (this.step) {
      case 'person':
        return this.#personForm();
      case 'witness':
        return this.challenge === undefined
          ? this.#witnessForm()
          : this.#responseForm(this.o.witnessChallenge, this.o.witnessSteps, this.#identify, this.o.witnessNext);
      case 'keys':
        return this.#keysStep();
      case 'proof':
        return this.#proofStep();
      case 'end':
        return this.#envelopeForm();
    }
  }

  #personForm(): TemplateResult {
    const o = this.o;
    const field = (name: string, label: string, most: number, required: boolean): TemplateResult =>
      html`<label>${label} <input type="text" name=${name} maxlength=${most} ?required=${required} autocomplete="off" spellcheck="false" /></label>`;
    return html`<form @submit=${this.#begin}>
      <p>${o.introduceWhy}</p>
      ${field('user', o.user, 64, true)} ${field('name', o.name, 100, true)} ${field('issuer', o.issuer, 35, true)}
      <fieldset><legend>${o.procedure}</legend>
        ${[1, 2, 3].map((one) => html`<label class="choice"><input type="radio" name="procedure" value=${one} ?checked=${one === 1} /> ${o.procedures[one]}</label>`)}
      </fieldset>
      <button class="main" ?disabled=${this.busy}>${o.begin}</button>
    </form>`;
  }

  #witnessForm(): TemplateResult {
    const o = this.o;
    return html`<form @submit=${this.#nameWitness}>
      <label>${o.witnessUser} <span class="hint">${o.witnessHint}</span>
        <input type="text" id="witness" name="witness" required maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" />
      </label>
      <button class="main" ?disabled=${this.busy}>${o.witnessNext}</button>
    </form>`;
  }

  #responseForm(title: string, steps: string, onSubmit: (event: SubmitEvent) => void, button: string): TemplateResult {
    const o = this.o;
    return html`<form @submit=${onSubmit}>
      <h3 id="challenge-title">${title}</h3>
      <output class="digits large" id="challenge" aria-labelledby="challenge-title">${grouped(this.challenge!)}</output>
      <p>${steps}</p>
      <label>${o.response} <span class="hint">${o.sixDigits}</span>
        <input id="response" name="response" class="digits" type="text" inputmode="numeric" autocomplete="off" required pattern="\\s*([0-9]\\s*){6}" maxlength="9" />
      </label>
      <button class="main" ?disabled=${this.busy}>${button}</button>
    </form>`;
  }

  #keysStep(): TemplateResult {
    const o = this.o;
    const sheets = sheetsOf(this.#clerk);
    const next = sheets.find((use) => this.checks[use] === undefined);
    const entered = sheets.filter((use) => this.checks[use] !== undefined);
    return html`<p>${o.keysWhy}</p>
      ${entered.map((use) => this.#check(use, this.checks[use]!))}
      ${next === undefined ? html`<button type="button" class="main" id="next" @click=${() => void this.#goTo('proof')}>${o.keysNext}</button>` : this.#keyForm(next)}`;
  }

  #check(use: Use, check: string): TemplateResult {
    const o = this.o;
    return html`<div class="check">
      <h3 id=${`check-${use}`} tabindex="-1">${use === 'seal' ? o.sheetSeal : o.sheetResponse} – ${o.checkTitle}</h3>
      <output class="digits" id=${`value-${use}`}>${grouped(check)}</output>
      <p>${o.checkCompare}</p>
      <button type="button" @click=${() => (this.checks = { ...this.checks, [use]: undefined })}>${o.typeAgain}</button>
    </div>`;
  }

  #keyForm(use: Use): TemplateResult {
    const o = this.o;
    return html`<form id=${`sheet-${use}`} autocomplete="off" @submit=${(event: SubmitEvent) => this.#enter(event, use)}>
      <h3>${use === 'seal' ? o.sheetSeal : o.sheetResponse}</h3>
      <label>${o.cardSerial} <input type="text" name="card" maxlength="16" spellcheck="false" /></label>
      <label>${o.method}
        <select name="method">${['ocra', 'open-1', 'external'].map((one) => html`<option ?selected=${one === (use === 'seal' ? 'open-1' : 'ocra')}>${one}</option>`)}</select>
      </label>
      <label>${o.generationField} <input type="text" name="generation" value="1" inputmode="numeric" pattern="[1-9][0-9]{0,2}" required /></label>
      <label>${o.validFrom} <input type="date" name="validFrom" required /></label>
      <label>${o.validTo} <input type="date" name="validTo" required /></label>
      <label>${o.key} <span class="hint">${o.keyHint}</span>
        <input type="text" name="digits" class="key" inputmode="numeric" autocomplete="off" spellcheck="false" required pattern="\\s*([0-9]\\s*){35}" maxlength="60" />
      </label>
      <button class="main" ?disabled=${this.busy}>${o.enterKey}</button>
    </form>`;
  }

  #proofStep(): TemplateResult {
    const o = this.o;
    const must = this.ceremony?.witness === this.#clerk.user || this.ceremony?.step === 'proof';
    if (this.challenge !== undefined)
      return this.#responseForm(o.proofChallenge, o.proofWhy, this.#prove, o.proofButton);
    return html`<p>${must ? o.proofMust : o.proofWhy}</p>
      <div class="row">
        <button type="button" class="main" id="ask" ?disabled=${this.busy} @click=${this.#ask}>${o.proofAsk}</button>
        ${must ? nothing : html`<button type="button" id="skip" @click=${() => void this.#goTo('end')}>${o.proofSkip}</button>`}
      </div>`;
  }

  #envelopeForm(): TemplateResult {
    const o = this.o;
    const choice = (value: string, text: string): TemplateResult =>
      html`<label class="choice"><input type="radio" name="envelope" value=${value} required /> ${text}</label>`;
    return html`<form @submit=${this.#end}>
      <fieldset><legend>${o.envelopeTitle}</legend>
        ${choice('destroyed', o.envelopeDestroyed)} ${choice('resealed', o.envelopeResealed)}
      </fieldset>
      <button class="main" ?disabled=${this.busy}>${o.store}</button>
    </form>`;
  }

  #done(number: number): TemplateResult {
    const o = this.o;
    const { user, name } = this.#clerk;
    return html`<h1>${officerTitles.introduce[this.language]}</h1>
      <section class="paper narrow">
        <h2 tabindex="-1" id="stored">${o.stored(name)}</h2>
        <p><a id="print" href=${`/v1/office/protocols/${number}?language=${this.language}`} target="_blank" rel="noopener">${o.printNow}</a></p>
        <p><a href=${`#/people/${encodeURIComponent(user)}`}>${o.grantNow(name)}</a></p>
        <button type="button" @click=${() => void this.#again('')}>${o.another}</button>
      </section>`;
  }
}

customElements.define('introduction-page', IntroductionPage);
