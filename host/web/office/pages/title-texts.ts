// The titles of the clerk's pages, as menu and window show them.
import type { Language } from '../shell/language.ts';

export const titles = {
  login: { sv: 'Logga in', en: 'Log in', fr: 'Connexion' },
  cases: { sv: 'Ärenden', en: 'Cases', fr: 'Dossiers' },
  oneCase: { sv: 'Ärende', en: 'Case', fr: 'Dossier' },
  approve: { sv: 'Godkänn', en: 'Approve', fr: 'Approuver' },
  type: { sv: 'Skriv in sigill', en: 'Type a seal', fr: 'Taper un sceau' },
  sealing: { sv: 'Sigillera', en: 'Seal', fr: 'Sceller' },
  results: { sv: 'Sigillerat', en: 'Sealed', fr: 'Scellé' },
  journal: { sv: 'Journal', en: 'Journal', fr: 'Journal' },
} satisfies Record<string, Record<Language, string>>;
