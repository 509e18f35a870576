// What the officer's pages share: their texts, and what the bridge tells of people.
import { css } from 'lit';
import type { Language } from '../shell/language.ts';
import { OfficePage } from '../shell/page.ts';
import { en, type OfficerTexts } from './en-officer-texts.ts';
import { fr } from './fr-officer-texts.ts';
import { sv } from './sv-officer-texts.ts';

const officerTexts: Record<Language, OfficerTexts> = { sv, en, fr };

const officerStyles = css`
  fieldset { margin: 0 0 16px; padding: 12px 14px; border: 2px solid #8a8474; border-radius: 10px; }
  legend { padding: 0 6px; font-weight: 600; }
  h3 { margin: 12px 0 6px; font-size: 1.05rem; }
  label.choice { display: flex; gap: 10px; align-items: center; min-height: 44px; font-weight: 400; }
  input[type='radio'] { width: 24px; height: 24px; margin: 0; flex: none; accent-color: #1f6b3a; }
  label.choice input { flex: none; }
  input.key { font: 600 1.05rem/1.4 ui-monospace, 'DejaVu Sans Mono', monospace; letter-spacing: 0.04em; }
  .check { margin: 0 0 16px; padding: 4px 14px; border-left: 6px solid #1f6b3a; }
  th, td { overflow-wrap: break-word; }
  h2:focus, h3:focus { outline: none; }
`;

export interface KeyView {
  use: 'response' | 'seal';
  generation: number;
  method: string;
  validFrom: string;
  validTo: string;
  card: string;
  revoked?: { at: string; reason: string };
}

export interface PersonView {
  user: string;
  name: string;
  issuer: string;
  roles: string[];
  procedure: number;
  locked: boolean;
  keys: KeyView[];
}

/** With hyphens at which no line breaks. */
const day = (moment: string): string => moment.slice(0, 10).replaceAll('-', '\u2011');

export abstract class OfficerPage extends OfficePage {
  static override styles = [OfficePage.styles, officerStyles].flat();

  get o(): OfficerTexts {
    return officerTexts[this.language];
  }

  people(): Promise<PersonView[]> {
    return this.office.api.get<PersonView[]>('office/people');
  }

  rolesText(roles: readonly string[]): string {
    return roles.map((role) => this.o.roleNames[role]).join(', ') || this.o.noRole;
  }

  keyText({ use, generation, card, validFrom, validTo, revoked }: KeyView): string {
    const o = this.o;
    const valid = o.valid(day(validFrom), day(validTo));
    const parts = [o.useNames[use], `${o.generation} ${generation}`, card === '' ? '' : `${o.card} ${card}`, valid];
    const text = parts.filter((part) => part !== '').join(', ');
    return revoked ? `${text}; ${o.revokedAt(day(revoked.at), revoked.reason)}` : text;
  }

  async moveTo(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}
