// The second act: the statement, what is approved, how it is sealed, and one button (seal document 9.5, PKI demand R9).
import { html, nothing, type TemplateResult } from 'lit';
import { OfficePage } from '../shell/page.ts';
import { type CaseList, type CaseView, sealingPath } from './case-data.ts';

type Procedure = 1 | 2 | 3;

class ApprovePage extends OfficePage {
  static override properties = { ...OfficePage.properties, list: { state: true }, procedure: { state: true } };
  declare list: CaseList | undefined;
  declare procedure: Procedure;

  override connectedCallback(): void {
    super.connectedCallback();
    this.procedure = this.office.user?.procedure ?? 1;
    void this.act(async () => {
      this.list = await this.office.api.get<CaseList>('cases');
    });
  }

  /** The one that the address names, or all marked ones. */
  get #cases(): CaseView[] {
    const { id } = this.parameters;
    return (this.list?.cases ?? []).filter((one) => one.marked && (id === undefined || one.id === id));
  }

  #approve(event: SubmitEvent): void {
    event.preventDefault();
    const cases = this.#cases.map(({ id, digest }) => ({ id, digest }));
    const { procedure, language } = this;
    void this.act(async () => {
      const { approval } = await this.office.api.post<{ approval: string }>('approvals', {
        cases,
        procedure,
        language,
      });
      this.office.say(this.t.approved(cases.length));
      this.office.navigate(sealingPath({ id: approval, procedure }).slice(2));
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    const cases = this.#cases;
    return html`<h1>${t.approveTitle}</h1>
      ${this.list === undefined ? nothing : cases.length === 0 ? this.#none() : this.#form(cases, this.list.statements[this.language])}`;
  }

  #none(): TemplateResult {
    return html`<p class="paper">${this.t.approveNone}</p><p><a href="#/cases">${this.t.caseBack}</a></p>`;
  }

  #form(cases: CaseView[], statement: string): TemplateResult {
    const t = this.t;
    return html`<form class="paper" @submit=${this.#approve}>
      <h2>${t.approveList(cases.length)}</h2>
      <table class="stacks">
        <thead><tr><th scope="col">${t.customsId}</th><th scope="col">${t.goods}</th><th scope="col">${t.exportControl}</th><th scope="col">${t.destination}</th></tr></thead>
        <tbody>${cases.map(
          (one) => html`<tr>
            <td data-label=${t.customsId}><a href=${`#/cases/${one.id}`}>${one.customsId || one.id}</a></td>
            <td data-label=${t.goods}>${one.goods.join(' · ')}</td>
            <td data-label=${t.exportControl}>${one.exportControl}</td>
            <td data-label=${t.destination}>${one.destination}</td>
          </tr>`,
        )}</tbody>
      </table>
      ${this.#choice()}
      <h2>${t.statement}</h2>
      <p id="statement"><strong>${statement}</strong></p>
      <div class="row">
        <button class="main" id="approve" aria-describedby="statement" ?disabled=${this.busy}>${t.approveButton(cases.length)}</button>
        <a class="button" href="#/cases">${t.approveBack}</a>
      </div>
    </form>`;
  }

  #choice(): TemplateResult {
    const t = this.t;
    const own = this.office.user?.procedure ?? 1;
    const offered = ([1, 2, 3] as const).filter((procedure) => procedure !== 2 || own === 2);
    return html`<fieldset>
      <legend>${t.approveHow}</legend>
      ${offered.map(
        (procedure) => html`<label class="choice">
          <input type="radio" name="procedure" value=${procedure} .checked=${this.procedure === procedure} @change=${() => (this.procedure = procedure)} />
          ${t.procedures[procedure]}
        </label>`,
      )}
    </fieldset>`;
  }
}

customElements.define('approve-page', ApprovePage);
