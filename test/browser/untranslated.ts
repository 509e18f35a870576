// Finds texts of a page that stand in English although the page is in another language. Used by the tests of the office.
import { en as officerEn } from '../../host/web/office/officer/en-officer-texts.ts';
import { fr as officerFr } from '../../host/web/office/officer/fr-officer-texts.ts';
import { sv as officerSv } from '../../host/web/office/officer/sv-officer-texts.ts';
import { en } from '../../host/web/office/shell/en-texts.ts';
import { fr } from '../../host/web/office/shell/fr-texts.ts';
import type { Language } from '../../host/web/office/shell/language.ts';
import { sv } from '../../host/web/office/shell/sv-texts.ts';

const stringsOf = (texts: unknown): string[] =>
  typeof texts === 'string' ? [texts] : Object.values(Object(texts)).flatMap(stringsOf);

const textsOf: Record<Language, Set<string>> = {
  sv: new Set(stringsOf([sv, officerSv])),
  en: new Set(stringsOf([en, officerEn])),
  fr: new Set(stringsOf([fr, officerFr])),
};

/** `shown`: every visible text, as contrasts() has them. */
export const untranslated = (shown: readonly { text: string }[], language: Language): string[] =>
  language === 'en'
    ? []
    : shown.map(({ text }) => text).filter((text) => textsOf.en.has(text) && !textsOf[language].has(text));
