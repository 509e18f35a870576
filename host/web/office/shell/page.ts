// What a page of the office is, and what it gets from the shell. A new page: an element that extends OfficePage, and its
// entry in pages.ts (clerk) or officer/pages.ts.
import { type CSSResultGroup, LitElement } from 'lit';
import type { Api, User } from './api.ts';
import type { Language } from './language.ts';
import { officeStyles } from './styles.ts';
import { type Texts, texts } from './texts.ts';

export type Role = 'clerk' | 'officer' | 'administrator';

export interface PageEntry {
  /** Behind `#/`; parts that begin with `:` are parameters. */
  path: string;
  /** Name of the element. */
  tag: string;
  /** Loads the module that defines the element. */
  load(): Promise<unknown>;
  title: Record<Language, string>;
  /** Who may open it; an empty list means everybody who is logged in. */
  roles: readonly Role[];
  /** Whether the menu names it. */
  menu: boolean;
  /** Whether it is for those who are not logged in. */
  open?: boolean;
}

/** What the shell does for a page. */
export interface Office {
  readonly api: Api;
  readonly user: User | undefined;
  /** After a login or logout. */
  enter(user: User | undefined): void;
  navigate(path: string): void;
  /** Says something to everybody, those who listen included. */
  say(text: string): void;
  /** Shows why something could not be done; the sentence comes from the bridge. */
  fail(error: unknown): void;
  /** News from the bridge (WebSocket `/v1/events`); answers how to stop listening. */
  listen(hear: (event: OfficeEvent) => void): () => void;
}

export interface OfficeEvent {
  type: string;
  [detail: string]: unknown;
}

export abstract class OfficePage extends LitElement {
  static override properties = {
    office: { attribute: false },
    language: { attribute: false },
    parameters: { attribute: false },
    busy: { type: Boolean, reflect: true },
  };
  declare office: Office;
  declare language: Language;
  declare parameters: Record<string, string>;
  /** While an act is under way; whoever drives the page can wait for its end. */
  declare busy: boolean;

  static override styles: CSSResultGroup = officeStyles;

  /** Texts of the shell and the clerk's pages; others bring their own. */
  get t(): Texts {
    return texts[this.language];
  }

  /** Does something once at a time, and shows what goes wrong. */
  async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.office.fail(error);
    } finally {
      this.busy = false;
    }
  }
}
