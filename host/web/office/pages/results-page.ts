// What is sealed: the seals of each case, who made them, where the key was, and the document to fetch.
import { html, nothing, type TemplateResult } from 'lit';
import { momentText } from '../shell/language.ts';
import { OfficePage } from '../shell/page.ts';
import { type CaseList, type CaseView, grouped, mayReopen, maySend, problemOf } from './case-data.ts';

class ResultsPage extends OfficePage {
  static override properties = { ...OfficePage.properties, cases: { state: true } };
  declare cases: CaseView[] | undefined;
  #sends = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(() => this.#load());
  }

  async #load(): Promise<void> {
    const { approval } = this.parameters;
    const { cases, sends } = await this.office.api.get<CaseList>('cases');
    this.#sends = sends;
    this.cases = cases.filter((one) => one.seals && (approval === undefined || one.approval?.id === approval));
  }

  #sendAgain(approval: string): void {
    void this.act(async () => {
      await this.office.api.post(`approvals/${approval}/send`);
      await this.#load();
    });
  }

  #reopen(id: string): void {
    void this.act(async () => {
      await this.office.api.post(`cases/${id}/reopen`);
      this.office.say(this.t.reopened);
      this.office.navigate(`cases/${id}`);
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<h1>${t.resultTitle}</h1>
      ${this.cases === undefined ? nothing : this.cases.length === 0 ? html`<p class="paper">${t.resultNone}</p>` : this.cases.map((one) => this.#case(one))}
      <p><a href="#/cases">${t.caseBack}</a></p>`;
  }

  #case(one: CaseView): TemplateResult {
    const t = this.t;
    const seals = one.seals!;
    const id = `case-${one.id}`;
    return html`<section class="paper" aria-labelledby=${id} data-id=${one.id}>
      <h2 id=${id}>${one.customsId || one.id}</h2>
      <p>${one.goods.join(' · ')} → ${one.destination}</p>
      <dl>
        <dt>${t.documentSeal}</dt><dd class="digits">${grouped(seals.documentSeal6)}</dd>
        <dt>${t.issuerSeal}</dt><dd class="digits">${grouped(seals.issuerSeal6)}</dd>
        <dt>${t.sealedBy}</dt><dd>${one.approval?.name} (${seals.issuer})</dd>
        <dt>${t.sealedAt}</dt><dd>${momentText(seals.at, this.language)}</dd>
        <dt>${t.origin}</dt><dd>${t.originNames[seals.origin] ?? seals.origin}</dd>
        <dt>${t.checked}</dt><dd>${t.checkedNames[seals.check] ?? seals.check}</dd>
        <dt>${t.state}</dt><dd>${t.stateNames[one.state]}${one.problem === undefined ? nothing : html` – ${problemOf(one, this.language)}`}</dd>
        ${one.transmission === undefined ? nothing : html`<dt>${t.transmission}</dt><dd>${one.transmission}</dd>`}
      </dl>
      ${
        maySend(one, this.#sends) && one.approval?.mine
          ? html`<p><button type="button" ?disabled=${this.busy} @click=${() => this.#sendAgain(one.approval!.id)}>${t.sendAgain}</button></p>`
          : nothing
      }
      ${
        mayReopen(one, this.#sends) && one.approval?.mine
          ? html`<p class="no-print"><button type="button" class="plain" ?disabled=${this.busy} @click=${() => this.#reopen(one.id)}>${t.reopen}</button></p>`
          : nothing
      }
      <a class="no-print" href=${`/v1/cases/${one.id}/document`} download>${t.download}</a>
    </section>`;
  }
}

customElements.define('results-page', ResultsPage);
