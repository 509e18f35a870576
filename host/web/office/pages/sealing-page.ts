// Sealing what was approved, by the office or by the device at this computer: what to do there, how far it is, and what to do
// when it did not go. Opening the page again goes on where it was.
import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../shell/api.ts';
import { type OfficeEvent, OfficePage } from '../shell/page.ts';
import type { CaseList } from './case-data.ts';

class SealingPage extends OfficePage {
  static override properties = {
    ...OfficePage.properties,
    all: { state: true },
    done: { state: true },
    wait: { state: true },
    failed: { state: true },
    refused: { state: true },
  };
  declare all: number;
  declare done: number;
  /** What the device waits for. */
  declare wait: string;
  declare failed: boolean;
  declare refused: boolean;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    Object.assign(this, { all: 0, done: 0, wait: '', failed: false, refused: false });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.office.listen((event) => this.#hear(event));
    this.#seal();
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  #hear(event: OfficeEvent): void {
    const { approval } = this.parameters;
    if (event.type === 'sealing' && event.approval === approval) {
      this.done = Number(event.done);
      this.all = Number(event.all);
    }
    if (event.type !== 'seal' || !String(event.requestId).startsWith(`${approval}.`)) return;
    this.wait = String(event.state);
    if (typeof event.sealed === 'number') this.done = event.sealed;
  }

  #seal(): void {
    const { approval } = this.parameters;
    this.failed = false;
    void this.act(async () => {
      try {
        const { cases } = await this.office.api.get<CaseList>('cases');
        const own = cases.filter((one) => one.approval?.id === approval);
        this.all = own.length;
        this.done = own.filter(({ state }) => state !== 'approved').length;
        await this.office.api.post(`approvals/${approval}/seal`);
        this.office.navigate(`results/${approval}`);
      } catch (error) {
        this.failed = true;
        // The approval is gone, the cases are in the list again.
        this.refused = error instanceof ApiError && ['refused', 'seal-refused', 'not-found'].includes(error.code);
        throw error;
      }
    });
  }

  #withdraw(): void {
    void this.act(async () => {
      await this.office.api.post(`approvals/${this.parameters.approval}/withdraw`);
      this.office.say(this.t.withdrawn);
      this.office.navigate('cases');
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<h1>${t.sealTitle}</h1>
      <div class="paper narrow">
        <p role="status"><strong>${this.failed ? '' : (t.sealWaits[this.wait] ?? t.sealWaits.working)}</strong></p>
        <label>${t.sealProgress(this.done, this.all)} <progress max=${Math.max(1, this.all)} value=${this.done}></progress></label>
        ${this.failed ? this.#ways() : nothing}
      </div>`;
  }

  #ways(): TemplateResult {
    const t = this.t;
    if (this.refused) return html`<p><a href="#/cases">${t.caseBack}</a></p>`;
    return html`<div class="row">
      <button type="button" class="main" id="again" @click=${() => this.#seal()}>${t.sealAgain}</button>
      <button type="button" class="plain" id="withdraw" @click=${() => this.#withdraw()}>${t.withdraw}</button>
    </div>`;
  }
}

customElements.define('sealing-page', SealingPage);
