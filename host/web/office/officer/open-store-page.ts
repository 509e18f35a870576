// Two officers open the key store after a start (seal document 9.3). Nobody can be logged in before.
import { html, type TemplateResult } from 'lit';
import { OfficerPage } from './officer-page.ts';
import { officerTitles } from './title-texts.ts';

class OpenStorePage extends OfficerPage {
  #open(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const fields = new FormData(form);
    const secrets = [1, 2].map((one) => ({
      officer: String(fields.get(`officer${one}`)).trim(),
      secret: String(fields.get(`secret${one}`)),
    }));
    void this.act(async () => {
      try {
        await this.office.api.post('office/open', { secrets });
      } finally {
        form.reset();
      }
      this.office.navigate('login');
      this.office.say(this.o.opened);
    });
  }

  override render(): TemplateResult {
    const o = this.o;
    return html`<h1>${officerTitles.open[this.language]}</h1>
      <form class="paper narrow" @submit=${this.#open}>
        <p>${o.openWhy}</p>
        ${[1, 2].map(
          (one) => html`<fieldset>
            <legend>${one === 1 ? o.openFirst : o.openSecond}</legend>
            <label>${o.officerName} <input type="text" name=${`officer${one}`} required maxlength="64" autocomplete="off" autocapitalize="none" spellcheck="false" /></label>
            <label>${o.officerSecret} <input type="password" name=${`secret${one}`} required maxlength="1000" autocomplete="off" /></label>
          </fieldset>`,
        )}
        <button class="main" ?disabled=${this.busy}>${o.openButton}</button>
      </form>`;
  }
}

customElements.define('open-store-page', OpenStorePage);
