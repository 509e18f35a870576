// The clerk's list (seal document 9.5): customs id, goods, export control code and destination of each case; filtered, sorted,
// marked, all by keyboard. Approving is another page: two acts.
import { html, nothing, type TemplateResult } from 'lit';
import { momentText } from '../shell/language.ts';
import { OfficePage } from '../shell/page.ts';
import { type CaseList, type CaseView, isFree, isWaiting, maySend, problemOf, sealingPath } from './case-data.ts';
import { casesStyles } from './cases-styles.ts';

const columns = ['customsId', 'goods', 'exportControl', 'destination', 'state'] as const;
type Column = (typeof columns)[number];
type Shown = 'toDo' | 'done' | 'all';

class CasesPage extends OfficePage {
  static override properties = {
    ...OfficePage.properties,
    cases: { state: true },
    filter: { state: true },
    shown: { state: true },
    column: { state: true },
    falling: { state: true },
  };
  declare cases: CaseView[] | undefined;
  declare filter: string;
  declare shown: Shown;
  declare column: Column | undefined;
  /** Sorted from the last to the first. */
  declare falling: boolean;
  #stop: (() => void) | undefined;
  #loading: Promise<void> | undefined;
  #again = false;
  #sends = false;
  #mostDone = Number.POSITIVE_INFINITY;
  #marks: Promise<void> = Promise.resolve();

  static override styles = [OfficePage.styles, casesStyles].flat();

  constructor() {
    super();
    this.filter = '';
    this.shown = 'toDo';
    this.falling = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load(false);
    this.#stop = this.office.listen(({ type }) => type === 'case' && this.#load());
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  get #maySeal(): boolean {
    return this.office.user?.rights.includes('seal') === true;
  }

  get #proved(): boolean {
    return this.office.user?.rights.includes('response') === true;
  }

  /** Callers at the same time share one more load, which begins after they called. */
  async #load(background = true): Promise<void> {
    if (!this.#proved) return;
    if (this.#loading) {
      this.#again = true;
      await this.#loading;
      if (!this.#again) return this.#loading;
      this.#again = false;
    }
    this.#loading = this.#fetch(background);
    await this.#loading;
    this.#loading = undefined;
  }

  async #fetch(background: boolean): Promise<void> {
    const { api } = this.office;
    try {
      const list = await (background ? api.background<CaseList>('cases') : api.get<CaseList>('cases'));
      this.#sends = list.sends;
      this.#mostDone = list.mostDone;
      this.cases = list.cases;
    } catch (error) {
      this.office.fail(error);
    }
  }

  /** What a column shows, as text; by it the list is filtered and sorted. */
  #text(one: CaseView, column: Column): string {
    if (column === 'goods') return one.goods.join(' · ');
    return column === 'state' ? this.t.stateNames[one.state] : one[column];
  }

  get #rows(): CaseView[] {
    const wanted = this.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = (this.cases ?? []).filter((one) => {
      if (this.shown !== 'all' && isWaiting(one, this.#sends) !== (this.shown === 'toDo')) return false;
      const text = columns
        .map((column) => this.#text(one, column))
        .join(' ')
        .toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    const { column } = this;
    if (column === undefined) return rows;
    const { compare } = new Intl.Collator(this.language, { numeric: true });
    const sorted = rows.sort((a, b) => compare(this.#text(a, column), this.#text(b, column)));
    return this.falling ? sorted.reverse() : sorted;
  }

  get #isCut(): boolean {
    return (this.cases ?? []).filter((one) => !isWaiting(one, this.#sends)).length >= this.#mostDone;
  }

  #sort(column: Column): void {
    this.falling = this.column === column && !this.falling;
    this.column = column;
  }

  /** One after the other, however fast somebody clicks. */
  #mark(cases: readonly CaseView[], marked: boolean): void {
    this.#marks = this.#marks.then(async () => {
      try {
        if (marked)
          await this.office.api.post('cases/mark', { cases: cases.map(({ id, digest }) => ({ id, digest })) });
        else await this.office.api.post('cases/unmark', { ids: cases.map(({ id }) => id) });
        this.office.say(marked ? this.t.marked : this.t.unmarked);
      } catch (error) {
        this.office.fail(error);
      }
      await this.#load();
      // The boxes show what is so, not what was tried.
      for (const { id } of cases) {
        const box = this.renderRoot.querySelector<HTMLInputElement>(`input[data-id="${id}"]`);
        if (box) box.checked = this.cases?.find((one) => one.id === id)?.marked === true;
      }
    });
  }

  #keys(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const boxes = [...this.renderRoot.querySelectorAll<HTMLElement>('[data-stop]')];
    const row = (event.target as HTMLElement).closest('tr');
    const at = boxes.findIndex((box) => row?.contains(box));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) boxes[Math.max(0, Math.min(boxes.length - 1, at + step))]?.focus();
    else if (event.key === 'Enter' && row?.dataset.id !== undefined && !(event.target instanceof HTMLAnchorElement))
      this.office.navigate(`cases/${row.dataset.id}`);
    else if (event.key === 'a' || event.key === 'A') this.office.navigate('approve');
    else return;
    event.preventDefault();
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<h1>${t.casesTitle}</h1>
      ${this.#proved ? nothing : html`<p class="paper"><span class="sign" aria-hidden="true">ⓘ</span> ${t.casesNoSeal}</p>`}
      ${this.cases === undefined ? nothing : this.#list(this.#rows)}`;
  }

  #list(rows: CaseView[]): TemplateResult {
    const t = this.t;
    const free = rows.filter((one) => isFree(one) && !one.marked);
    const own = (this.cases ?? []).filter(({ marked }) => marked);
    return html`<div class="tools">
        <label>${t.filter}
          <input id="filter" type="search" autocomplete="off" placeholder=${t.filterHint} .value=${this.filter} @input=${(event: InputEvent) => (this.filter = (event.target as HTMLInputElement).value)} />
        </label>
        <label>${t.states}
          <select id="shown" @change=${(event: Event) => (this.shown = (event.target as HTMLSelectElement).value as Shown)}>
            <option value="toDo">${t.statesToDo}</option><option value="done">${t.statesDone}</option><option value="all">${t.statesAll}</option>
          </select>
        </label>
      </div>
      <div class="row">
        ${
          this.#maySeal
            ? html`<button type="button" id="mark-all" ?disabled=${this.busy || free.length === 0} @click=${() => this.#mark(free, true)}>${t.markAll}</button>
              <button type="button" id="unmark-all" ?disabled=${this.busy || own.length === 0} @click=${() => this.#mark(own, false)}>${t.unmarkAll}</button>
              <button type="button" class="main" id="approve" ?disabled=${own.length === 0} @click=${() => this.office.navigate('approve')}>${t.approveMarked(own.length)}</button>`
            : nothing
        }
        <span role="status">${t.count(rows.length, own.length)}</span>
      </div>
      <div class="paper" @keydown=${this.#keys}>
        ${rows.length === 0 ? html`<p>${t.casesNone}</p>` : this.#table(rows)}
        ${rows.length === 0 ? nothing : html`<p class="quiet keys">${t.keysHelp}</p>`}
        ${this.shown !== 'toDo' && this.#isCut ? html`<p class="quiet">${t.casesOlder(this.#mostDone)}</p>` : nothing}
      </div>`;
  }

  #table(rows: CaseView[]): TemplateResult {
    const t = this.t;
    const order = this.falling ? 'descending' : 'ascending';
    return html`<table class="stacks">
      <thead><tr>
        ${this.#maySeal ? html`<th scope="col">${t.mark}</th>` : nothing}
        ${columns.map(
          (column) => html`<th scope="col" aria-sort=${this.column === column ? order : 'none'}>
            <button type="button" title=${t.sortBy(t[column])} @click=${() => this.#sort(column)}>${t[column]}${this.column === column ? html` <span aria-hidden="true">${this.falling ? '▼' : '▲'}</span>` : nothing}</button>
          </th>`,
        )}
      </tr></thead>
      <tbody>${rows.map((one) => this.#row(one))}</tbody>
    </table>`;
  }

  #row(one: CaseView): TemplateResult {
    const t = this.t;
    const name = one.customsId || one.id;
    const box = html`<input type="checkbox" data-stop data-id=${one.id} aria-label=${t.markOne(name)} .checked=${one.marked} ?disabled=${!isFree(one)} @change=${(event: Event) => this.#mark([one], (event.target as HTMLInputElement).checked)} />`;
    return html`<tr data-id=${one.id}>
      ${this.#maySeal ? html`<td data-label=${t.mark}>${box}</td>` : nothing}
      <td class="customs-id" data-label=${t.customsId}><a href=${`#/cases/${one.id}`} ?data-stop=${!this.#maySeal || !isFree(one)}>${name}</a></td>
      <td data-label=${t.goods}>${one.goods.join(' · ')}</td>
      <td data-label=${t.exportControl}>${one.exportControl}</td>
      <td data-label=${t.destination}>${one.destination}</td>
      <td data-label=${t.state}>${this.#state(one)}</td>
    </tr>`;
  }

  #state(one: CaseView): TemplateResult {
    const { holder, problem, approval } = one;
    const until = holder && momentText(holder.until, this.language);
    return html`<span class="state"><span class="sign" aria-hidden="true">${signs[one.state]}</span> ${this.t.stateNames[one.state]}</span>
      ${holder ? html`<br /><span class="quiet">${this.t.heldBy(holder.name, until!)}</span>` : nothing}
      ${problem === undefined ? nothing : html`<br />${problemOf(one, this.language)}`}
      ${one.state === 'approved' && approval?.mine === false ? html`<br /><span class="quiet">${approval.name}</span>` : nothing}
      ${one.state === 'approved' && approval?.mine ? html`<br /><a href=${sealingPath(approval)}>${this.t.goOn}</a>` : nothing}
      ${maySend(one, this.#sends) && approval?.mine ? html`<br /><a href=${`#/results/${approval.id}`}>${this.t.sendAgain}</a>` : nothing}`;
  }
}

/** Beside the word, for quick eyes. */
const signs: Record<CaseView['state'], string> = {
  open: '○',
  review: '◐',
  marked: '✓',
  approved: '✓✓',
  sealed: '■',
  sent: '➤',
  rejected: '✗',
  failed: '✗',
};

customElements.define('cases-page', CasesPage);
