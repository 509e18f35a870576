// An officer takes the approval of somebody else back, on the page of the case: the clerk is away, or what was to seal is
// lost. Where a device may have sealed, he says why.
import { html, type TemplateResult } from 'lit';
import { ApiError } from '../shell/api.ts';
import { OfficePage } from '../shell/page.ts';
import type { CaseView } from './case-data.ts';

class CaseWithdrawal extends OfficePage {
  static override properties = { ...OfficePage.properties, approval: { attribute: false }, doubtful: { state: true } };
  declare approval: NonNullable<CaseView['approval']>;
  /** A device may have sealed of it: the bridge takes no withdrawal without a reason. */
  declare doubtful: boolean;

  constructor() {
    super();
    this.doubtful = false;
  }

  #withdraw(event: Event): void {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    void this.act(async () => {
      try {
        await this.office.api.post(`approvals/${this.approval.id}/withdraw`, reason === null ? {} : { reason });
      } catch (error) {
        this.doubtful = error instanceof ApiError && !['busy', 'not-approved', 'not-allowed'].includes(error.code);
        throw error;
      }
      this.office.say(this.t.withdrawn);
      this.office.navigate('cases');
    });
  }

  override render(): TemplateResult {
    const t = this.t;
    return html`<form class="no-print" @submit=${(event: Event) => this.#withdraw(event)}>
      <p>${t.withdrawOfOther(this.approval.name)}</p>
      ${
        this.doubtful
          ? html`<p>${t.withdrawDoubtful}</p>
              <label>${t.withdrawReason} <input type="text" name="reason" required maxlength="500" autocomplete="off" /></label>`
          : ''
      }
      <button type="submit" id="withdraw" ?disabled=${this.busy}>${t.withdraw}</button>
    </form>`;
  }
}

customElements.define('case-withdrawal', CaseWithdrawal);
