// Procedure 1: the document seal shown large, the issuer seal typed from the clerk's own device, case by case. It is typed twice
// where the office has no key to find a slip by: what goes to customs with a wrong digit comes back refused.
import { html, nothing, type TemplateResult } from 'lit';
import { OfficePage } from '../shell/page.ts';
import { type CaseList, type CaseView, grouped } from './case-data.ts';

class TypePage extends OfficePage {
  static override properties = {
    ...OfficePage.properties,
    waiting: { state: true },
    documentSeal: { state: true },
    differs: { state: true },
  };
  declare waiting: CaseView[] | undefined;
  declare documentSeal: string;
  /** What was typed last was not the same twice. */
  declare differs: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(() => this.#next());
  }

  async #next(): Promise<void> {
    const { cases } = await this.office.api.get<CaseList>('cases');
    const { approval } = this.parameters;
    const waiting = cases.filter((one) => one.state === 'approved' && one.approval?.id === approval);
    if (waiting.length === 0) return this.office.navigate(`results/${approval}`);
    const path = `cases/${waiting[0]!.id}/document-seal`;
    this.documentSeal = (await this.office.api.get<{ documentSeal6: string }>(path)).documentSeal6;
    this.waiting = waiting;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('#issuer-seal')?.focus();
  }

  get #isUnchecked(): boolean {
    return this.office.user?.procedure !== 2;
  }

  #place(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const [issuerSeal6, again] = ['issuerSeal', 'again'].map((name) =>
      String(new FormData(form).get(name)).replace(/\s/g, ''),
    );
    this.differs = this.#isUnchecked && again !== issuerSeal6;
    if (this.differs) {
      form.reset();
      this.renderRoot.querySelector<HTMLInputElement>('#issuer-seal')?.focus();
      return;
    }
    void this.act(async () => {
      await this.office.api.post(`cases/${this.waiting![0]!.id}/issuer-seal`, { issuerSeal6 });
      form.reset();
      this.office.say(`${this.waiting![0]!.customsId}: ${this.t.stateNames.sealed}.`);
      await this.#next();
    });
  }

  #withdraw(): void {
    void this.act(async () => {
      await this.office.api.post(`approvals/${this.parameters.approval}/withdraw`);
      this.office.say(this.t.withdrawn);
      this.office.navigate('cases');
    });
  }

  #digits(name: string, id: string): TemplateResult {
    return html`<input id=${id} name=${name} class="digits" type="text" inputmode="numeric" autocomplete="off" required pattern="\\s*([0-9]\\s*){6}" maxlength="9" aria-describedby="issuer-seal-hint" />`;
  }

  override render(): TemplateResult {
    const t = this.t;
    const [one] = this.waiting ?? [];
    return html`<h1>${t.typeTitle}</h1>${one === undefined ? nothing : this.#form(one)}`;
  }

  #form(one: CaseView): TemplateResult {
    const t = this.t;
    return html`<form class="paper narrow" @submit=${this.#place}>
      <p class="quiet" role="status">${t.typeLeft(this.waiting!.length)}</p>
      <h2>${t.caseTitle(one.customsId || one.id)}</h2>
      <p>${one.goods.join(' · ')} → ${one.destination}</p>
      <h2 id="document-seal-title">${t.documentSeal}</h2>
      <output class="digits large" id="document-seal" aria-labelledby="document-seal-title">${grouped(this.documentSeal)}</output>
      <p>${t.typeSteps}</p>
      <label>${t.issuerSeal} <span class="hint" id="issuer-seal-hint">${t.issuerSealHint}</span> ${this.#digits('issuerSeal', 'issuer-seal')}</label>
      ${this.#isUnchecked ? html`<label>${t.issuerSealAgain} ${this.#digits('again', 'again')}</label>` : nothing}
      ${this.differs ? html`<p role="alert"><strong>${t.issuerSealDiffers}</strong></p>` : nothing}
      <div class="row">
        <button class="main" ?disabled=${this.busy}>${t.typePlace}</button>
        <button type="button" class="plain" id="withdraw" ?disabled=${this.busy} @click=${() => this.#withdraw()}>${t.withdraw}</button>
      </div>
    </form>`;
  }
}

customElements.define('type-page', TypePage);
