// The protocols of key introductions, each a page by itself to be printed and signed.
import { html, nothing, type TemplateResult } from 'lit';
import { momentText } from '../shell/language.ts';
import { outcomeText } from '../shell/outcome-texts.ts';
import { OfficerPage } from './officer-page.ts';
import { officerTitles } from './title-texts.ts';

interface Protocol {
  number: number;
  time: string;
  officer: string;
  witness: string;
  outcome: string;
}

class ProtocolsPage extends OfficerPage {
  static override properties = { ...OfficerPage.properties, found: { state: true } };
  declare found: Protocol[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(async () => {
      this.found = await this.office.api.get<Protocol[]>('office/protocols');
    });
  }

  override render(): TemplateResult {
    const o = this.o;
    return html`<h1>${officerTitles.protocols[this.language]}</h1>
      <div class="paper"><p>${o.protocolsWhy}</p>${this.found === undefined ? nothing : this.#table(this.found)}</div>`;
  }

  #table(found: Protocol[]): TemplateResult {
    const o = this.o;
    if (found.length === 0) return html`<p>${o.protocolsNone}</p>`;
    return html`<table class="stacks">
      <thead><tr>${[o.time, o.what, o.officer, o.witness, o.print].map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
      <tbody>${found.map(
        ({ number, time, officer, witness, outcome }) => html`<tr>
          <td data-label=${o.time}>${momentText(time, this.language)}</td>
          <td data-label=${o.what}>${outcomeText(outcome, this.language)}</td>
          <td data-label=${o.officer}>${officer}</td>
          <td data-label=${o.witness}>${witness}</td>
          <td data-label=${o.print}><a href=${`/v1/office/protocols/${number}?language=${this.language}`} target="_blank" rel="noopener">${o.printOne(number)}</a></td>
        </tr>`,
      )}</tbody>
    </table>`;
  }
}

customElements.define('protocols-page', ProtocolsPage);
