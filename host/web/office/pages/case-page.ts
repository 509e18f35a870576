// The whole case on a page (seal document 9.5, PKI demand R7): what matters first, then every segment, then the message as it
// is sent. A clerk who opens it has it to himself until he decides or leaves.
import { html, nothing, type TemplateResult } from 'lit';
import { OfficePage } from '../shell/page.ts';
import { isToDo, type ShownDocument, type WholeCase } from './case-data.ts';
import { caseStyles } from './case-styles.ts';
import './withdrawal.ts';

class CasePage extends OfficePage {
  static override properties = { ...OfficePage.properties, whole: { state: true } };
  declare whole: WholeCase | undefined;

  static override styles = [OfficePage.styles, caseStyles].flat();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(() => this.#open());
  }

  async #open(): Promise<void> {
    const path = `cases/${encodeURIComponent(this.parameters.id!)}`;
    const { api, user } = this.office;
    if (user?.rights.includes('seal') && user.roles.includes('clerk')) {
      const decides = await api.post<WholeCase>(`${path}/review`).catch((error: unknown) => {
        // Another clerk has it, or it is approved: then it is read only, and the sentence says so.
        this.office.fail(error);
        return undefined;
      });
      if (decides !== undefined) {
        this.whole = decides;
        return;
      }
    }
    this.whole = await api.get<WholeCase>(path);
  }

  #leave(): void {
    void this.act(async () => {
      await this.office.api.post(`cases/${this.parameters.id}/release`);
      this.office.navigate('cases');
    });
  }

  #mark(then: 'cases' | 'approve'): void {
    const { id, digest, marked } = this.whole!.case;
    void this.act(async () => {
      if (!marked) await this.office.api.post('cases/mark', { cases: [{ id, digest }] });
      this.office.say(this.t.marked);
      this.office.navigate(then === 'approve' ? `approve/${id}` : 'cases');
    });
  }

  #unmark(): void {
    void this.act(async () => {
      await this.office.api.post('cases/unmark', { ids: [this.whole!.case.id] });
      this.office.say(this.t.unmarked);
      await this.#open();
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    if (this.whole === undefined) return html`<p><a href="#/cases">${t.caseBack}</a></p>`;
    const { case: one, document } = this.whole;
    return html`<p class="no-print"><a href="#/cases">${t.caseBack}</a></p>
      <h1>${t.caseTitle(one.customsId || one.id)}</h1>
      <section class="paper" aria-labelledby="shown">
        <h2 id="shown">${t.caseShown}</h2>
        ${this.#fields(document)}
        ${document.fields.every(({ sealed }) => sealed) ? nothing : html`<p class="quiet">${t.notSealedHelp}</p>`}
        <dl class="about">
          <dt>${t.state}</dt><dd>${t.stateNames[one.state]}</dd>
          <dt>${t.profile}</dt><dd>${one.profile}</dd>
          <dt>${t.digest}</dt><dd><code>${one.digest}</code></dd>
        </dl>
        ${this.#acts()}
      </section>
      <section class="paper" aria-labelledby="segments"><h2 id="segments">${t.caseSegments}</h2>${this.#segments(document)}</section>
      <section class="paper" aria-labelledby="raw"><h2 id="raw">${t.caseRaw}</h2><pre tabindex="0" aria-labelledby="raw">${document.raw}</pre></section>`;
  }

  #fields({ fields }: ShownDocument): TemplateResult {
    const names: Record<string, string> = this.t as unknown as Record<string, string>;
    return html`<dl class="fields">${fields.map(
      ({ name, text, sealed }) =>
        html`<dt>${names[name] ?? name}</dt><dd>${text}${sealed ? nothing : this.#unsealed()}</dd>`,
    )}</dl>`;
  }

  #unsealed(): TemplateResult {
    return html` <span class="open">${this.t.notSealed}</span>`;
  }

  #segments({ segments }: ShownDocument): TemplateResult {
    const t = this.t;
    return html`<table>
      <thead><tr><th scope="col">${t.segment}</th><th scope="col">${t.content}</th></tr></thead>
      <tbody>${segments.map(
        ({ tag, elements, sealed }) => html`<tr>
          <th scope="row">${tag}</th>
          <td>${elements.map((parts) => parts.join(' : ')).join(' + ')}${sealed ? nothing : this.#unsealed()}</td>
        </tr>`,
      )}</tbody>
    </table>`;
  }

  #acts(): TemplateResult | typeof nothing {
    const t = this.t;
    const one = this.whole!.case;
    const { approval } = one;
    if (one.state === 'approved' && approval?.mine === false && this.office.user?.roles.includes('officer'))
      return html`<case-withdrawal .office=${this.office} .language=${this.language} .approval=${approval}></case-withdrawal>`;
    const mine = (one.state === 'review' || one.state === 'marked') && one.holder === undefined;
    if (!isToDo(one) || !mine || !this.office.user?.rights.includes('seal')) return nothing;
    return html`<p>${t.mayNotBeChanged}</p>
      <div class="row no-print">
        ${
          one.marked
            ? html`<button type="button" id="unmark" ?disabled=${this.busy} @click=${() => this.#unmark()}>${t.unmark}</button>`
            : html`<button type="button" id="mark" ?disabled=${this.busy} @click=${() => this.#mark('cases')}>${t.mark}</button>`
        }
        <button type="button" class="main" id="approve" ?disabled=${this.busy} @click=${() => this.#mark('approve')}>${t.approveThis}</button>
        <button type="button" class="plain" id="release" ?disabled=${this.busy} @click=${() => this.#leave()}>${t.release}</button>
      </div>`;
  }
}

customElements.define('case-page', CasePage);
