// Everybody whom the key store knows: roles, keys and cards, and who is locked.
import { html, nothing, type TemplateResult } from 'lit';
import { OfficerPage, type PersonView } from './officer-page.ts';
import { officerTitles } from './title-texts.ts';

class PeoplePage extends OfficerPage {
  static override properties = { ...OfficerPage.properties, found: { state: true } };
  declare found: PersonView[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(async () => {
      this.found = await this.people();
    });
  }

  override render(): TemplateResult {
    const o = this.o;
    return html`<h1>${officerTitles.people[this.language]}</h1>${this.found === undefined ? nothing : this.#table(this.found, o)}`;
  }

  #table(found: PersonView[], o: OfficerPage['o']): TemplateResult {
    if (found.length === 0) return html`<p class="paper">${o.peopleNone}</p>`;
    return html`<div class="paper">
      <table class="stacks">
        <thead><tr>${[o.name, o.user, o.issuer, o.roles, o.procedure, o.cards].map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
        <tbody>${found.map((person) => this.#row(person, o))}</tbody>
      </table>
    </div>`;
  }

  #row(person: PersonView, o: OfficerPage['o']): TemplateResult {
    const { user, name, issuer, roles, procedure, locked, keys } = person;
    const mayChange = this.office.user?.roles.includes('officer');
    const link = html`<a href=${`#/people/${encodeURIComponent(user)}`} aria-label=${o.openPerson(name)}>${name}</a>`;
    return html`<tr>
      <td data-label=${o.name}>${mayChange ? link : name}</td>
      <td data-label=${o.user}>${user}${locked ? html` <strong>(${o.locked})</strong>` : nothing}</td>
      <td data-label=${o.issuer}>${issuer}</td>
      <td data-label=${o.roles}>${this.rolesText(roles)}</td>
      <td data-label=${o.procedure}>${procedure}</td>
      <td data-label=${o.cards}>${keys.length === 0 ? o.noKey : html`<div>${keys.map((key) => html`<div>${this.keyText(key)}</div>`)}</div>`}</td>
    </tr>`;
  }
}

customElements.define('people-page', PeoplePage);
