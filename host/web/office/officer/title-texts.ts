// The titles of the officer's pages, as menu and window show them.
import type { Language } from '../shell/language.ts';

export const officerTitles = {
  open: { sv: 'Öppna nyckelregistret', en: 'Open the key store', fr: 'Ouvrir le registre des clés' },
  people: { sv: 'Personer och kort', en: 'People and cards', fr: 'Personnes et cartes' },
  person: { sv: 'Person', en: 'Person', fr: 'Personne' },
  introduce: { sv: 'Lägg in nyckel', en: 'Introduce a key', fr: 'Introduire une clé' },
  protocols: { sv: 'Protokoll', en: 'Protocols', fr: 'Procès-verbaux' },
} satisfies Record<string, Record<Language, string>>;
