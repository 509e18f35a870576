// The languages of the office: the one that was chosen last, else the first of the browser's that the page knows.

export const languages = ['sv', 'en', 'fr'] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { sv: 'Svenska', en: 'English', fr: 'Français' };

const place = 'sigillator-language';
const isLanguage = (tag: string | null): tag is Language => languages.includes(tag as Language);

export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(place);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export const keepLanguage = (language: Language): void => localStorage.setItem(place, language);

/** A moment in the words of the language, in the clock of this computer. */
export const momentText = (moment: string, language: Language): string =>
  new Date(moment).toLocaleString(language === 'en' ? 'en-GB' : language, { dateStyle: 'medium', timeStyle: 'medium' });
