// The clerk's list (seal document 9.5).
import { html, type TemplateResult } from 'lit';
import { OfficePage } from '../shell/page.ts';

class CasesPage extends OfficePage {
  override render(): TemplateResult {
    return html`<h1>${this.t.casesTitle}</h1>`;
  }
}

customElements.define('cases-page', CasesPage);
