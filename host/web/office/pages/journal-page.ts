// Searches the journal by customs id, person, transmission and time, newest rows first; officers have it checked, and take it
// along.
import { html, nothing, type TemplateResult } from 'lit';
import { momentText } from '../shell/language.ts';
import { outcomeText } from '../shell/outcome-texts.ts';
import { OfficePage } from '../shell/page.ts';

interface Row {
  number: number;
  time: string;
  kind: string;
  person?: string;
  witness?: string;
  customsId?: string;
  transmission?: string;
  documentSeal?: string;
  issuerSeal?: string;
  origin?: string;
  outcome?: string;
}

interface Found {
  rows: Row[];
  more: boolean;
}

/** Of the whole journal; `reason` in English. */
interface Verdict {
  ok: boolean;
  rows: number;
  firstBad: number | null;
  reason: string | null;
}

/** The midnight behind a day of this computer's calendar: two days a year have not 24 hours. */
function dayAfter(day: string): Date {
  const midnight = new Date(`${day}T00:00`);
  midnight.setDate(midnight.getDate() + 1);
  return midnight;
}

class JournalPage extends OfficePage {
  static override properties = { ...OfficePage.properties, found: { state: true }, verdict: { state: true } };
  declare found: Found | undefined;
  declare verdict: Verdict | undefined;
  #query = new URLSearchParams();

  #search(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const query = new URLSearchParams();
    for (const name of ['customsId', 'person', 'transmission']) {
      const value = String(form.get(name)).trim();
      if (value !== '') query.set(name, value);
    }
    const [from, to] = [String(form.get('from')), String(form.get('to'))];
    // Days of this computer's clock; the last one whole.
    if (from !== '') query.set('from', new Date(`${from}T00:00`).toISOString());
    if (to !== '') query.set('to', dayAfter(to).toISOString());
    this.#query = query;
    void this.act(async () => {
      this.found = await this.office.api.get<Found>(`journal?${query}`);
      this.office.say(this.found.more ? '' : this.t.journalCount(this.found.rows.length));
    });
  }

  #older(): void {
    const before = this.found!;
    void this.act(async () => {
      const query = new URLSearchParams(this.#query);
      query.set('after', String(before.rows.at(-1)!.number));
      const { rows, more } = await this.office.api.get<Found>(`journal?${query}`);
      this.found = { rows: [...before.rows, ...rows], more };
    });
  }

  #verify(): void {
    void this.act(async () => {
      this.verdict = undefined;
      this.verdict = await this.office.api.get<Verdict>('journal/verify');
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<h1>${t.journalTitle}</h1>
      <form class="paper" @submit=${this.#search}>
        <div class="grid">
          <label>${t.journalCustomsId} <input type="text" name="customsId" autocomplete="off" maxlength="200" /></label>
          <label>${t.journalPerson} <input type="text" name="person" autocomplete="off" maxlength="200" /></label>
          <label>${t.journalTransmission} <input type="text" name="transmission" autocomplete="off" maxlength="200" /></label>
          <label>${t.journalFrom} <input type="date" name="from" /></label>
          <label>${t.journalTo} <input type="date" name="to" /></label>
        </div>
        <button class="main" ?disabled=${this.busy}>${t.journalSearch}</button>
      </form>
      ${this.office.user?.roles.includes('officer') ? this.#whole() : nothing}
      ${this.found === undefined ? nothing : this.#rows(this.found)}`;
  }

  #whole(): TemplateResult {
    const t = this.t;
    return html`<section class="paper no-print">
      <div class="row">
        <button type="button" id="verify" ?disabled=${this.busy} @click=${() => this.#verify()}>${t.journalVerify}</button>
        <a href="/v1/journal/export" download="journal.ndjson">${t.journalExport}</a>
      </div>
      <p role="status">${this.verdict === undefined ? nothing : this.#told(this.verdict)}</p>
    </section>`;
  }

  #told({ ok, rows, firstBad, reason }: Verdict): TemplateResult {
    if (ok) return html`${this.t.journalWhole(rows)}`;
    return html`<strong>${this.t.journalBad(firstBad ?? rows + 1)}</strong> <span lang="en">(${reason})</span>`;
  }

  #rows({ rows, more }: Found): TemplateResult {
    const t = this.t;
    if (rows.length === 0) return html`<p class="paper" role="status">${t.journalNone}</p>`;
    return html`<div class="paper">
      <table class="stacks">
        <thead><tr>${[t.number, t.time, t.kind, t.person, t.customsId, t.transmission].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => this.#row(row))}</tbody>
      </table>
      ${more ? html`<p><button type="button" ?disabled=${this.busy} @click=${() => this.#older()}>${t.journalMore}</button></p>` : nothing}
    </div>`;
  }

  #row(row: Row): TemplateResult {
    const t = this.t;
    const origin = row.origin === undefined ? undefined : (t.originNames[row.origin] ?? row.origin);
    const seals = [row.documentSeal, row.issuerSeal, origin].filter((one) => one !== undefined).join(' · ');
    return html`<tr>
      <td class="number" data-label=${t.number}>${row.number}</td>
      <td data-label=${t.time}>${momentText(row.time, this.language)}</td>
      <td data-label=${t.kind}>${t.kinds[row.kind] ?? row.kind}${row.outcome === undefined ? nothing : html` – ${outcomeText(row.outcome, this.language)}`}${seals === '' ? nothing : html`<br />${seals}`}</td>
      <td class="person" data-label=${t.person}>${[row.person, row.witness].filter((one) => one !== undefined).join(', ')}</td>
      <td class="customs-id" data-label=${t.customsId}>${row.customsId}</td>
      <td data-label=${t.transmission}>${row.transmission}</td>
    </tr>`;
  }
}

customElements.define('journal-page', JournalPage);
