// One person: roles, unlocking, and the revocation of a lost card (seal document 8).
import { html, nothing, type TemplateResult } from 'lit';
import { OfficerPage, type PersonView } from './officer-page.ts';

const roles = ['clerk', 'officer', 'administrator'];

class PersonPage extends OfficerPage {
  static override properties = { ...OfficerPage.properties, person: { state: true } };
  declare person: PersonView | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.act(() => this.#load());
  }

  async #load(): Promise<void> {
    this.person = (await this.people()).find(({ user }) => user === this.parameters.user);
  }

  /** Does it, shows the person anew, says what was done. */
  #do(path: string, body: object, said: (answer: never) => string): void {
    void this.act(async () => {
      const user = encodeURIComponent(this.person!.user);
      const answer = await this.office.api.post<never>(`office/people/${user}/${path}`, body);
      await this.#load();
      this.office.say(said(answer));
    });
  }

  #setRoles(event: SubmitEvent): void {
    event.preventDefault();
    const chosen = new FormData(event.target as HTMLFormElement).getAll('role');
    this.#do('roles', { roles: chosen }, () => this.o.rolesSaved);
  }

  #revoke(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const fields = new FormData(form);
    const card = String(fields.get('card'));
    const body = { reason: String(fields.get('reason')), ...(card === '' ? {} : { card }) };
    this.#do('revoke', body, ({ revoked }: { revoked: number }) => this.o.revoked(revoked));
  }

  override render(): TemplateResult {
    const o = this.o;
    const person = this.person;
    const back = html`<p><a href="#/people">${o.backToPeople}</a></p>`;
    if (person === undefined) return html`${back}`;
    const { user, name, issuer, procedure, keys, locked } = person;
    return html`<h1>${name}</h1>
      <div class="paper">
        <dl>
          <dt>${o.user}</dt><dd>${user}</dd>
          <dt>${o.issuer}</dt><dd>${issuer}</dd>
          <dt>${o.procedure}</dt><dd>${o.procedures[procedure]}</dd>
          <dt>${o.roles}</dt><dd>${this.rolesText(person.roles)}</dd>
          <dt>${o.cards}</dt><dd>${keys.length === 0 ? o.noKey : html`<div>${keys.map((key) => html`<div>${this.keyText(key)}</div>`)}</div>`}</dd>
        </dl>
      </div>
      ${locked ? this.#unlockForm() : nothing}
      ${this.#rolesForm(person)}
      ${keys.some(({ revoked }) => revoked === undefined) ? this.#revokeForm(person) : nothing}
      ${back}`;
  }

  #unlockForm(): TemplateResult {
    const o = this.o;
    return html`<section class="paper narrow" aria-labelledby="unlock-title">
      <h2 id="unlock-title">${o.unlockTitle}</h2>
      <p>${o.unlockWhy}</p>
      <button type="button" class="main" id="unlock" ?disabled=${this.busy} @click=${() => this.#do('unlock', {}, () => o.unlocked)}>${o.unlockButton}</button>
    </section>`;
  }

  #rolesForm({ user, roles: held }: PersonView): TemplateResult {
    const o = this.o;
    if (user === this.office.user?.user) return html`<p class="paper narrow">${o.rolesSelf}</p>`;
    return html`<form class="paper narrow" id="roles" @submit=${this.#setRoles}>
      <h2>${o.roles}</h2>
      ${roles.map(
        (role) =>
          html`<label class="choice"><input type="checkbox" name="role" value=${role} ?checked=${held.includes(role)} /> ${o.roleNames[role]}</label>`,
      )}
      <button class="main" ?disabled=${this.busy}>${o.rolesSave}</button>
    </form>`;
  }

  #revokeForm({ keys }: PersonView): TemplateResult {
    const o = this.o;
    const cards = [...new Set(keys.filter(({ card, revoked }) => card !== '' && !revoked).map(({ card }) => card))];
    return html`<form class="paper narrow" id="revoke" @submit=${this.#revoke}>
      <h2>${o.revokeTitle}</h2>
      <p>${o.revokeWhy}</p>
      <label>${o.revokeWhich}
        <select name="card">${cards.map((card) => html`<option value=${card}>${card}</option>`)}<option value="">${o.revokeAll}</option></select>
      </label>
      <label>${o.revokeReason} <span class="hint">${o.revokeReasonHint}</span>
        <input type="text" name="reason" required maxlength="200" autocomplete="off" />
      </label>
      <label class="choice"><input type="checkbox" name="sure" required /> ${o.revokeSure}</label>
      <button class="danger" ?disabled=${this.busy}>${o.revokeButton}</button>
    </form>`;
  }
}

customElements.define('person-page', PersonPage);
