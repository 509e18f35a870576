// Why something could not be done, in the language of the page. The bridge tells codes, with English sentences for its log
// and for programs; such a sentence is shown only where no text is for its code.
import { ApiError } from './api.ts';
import { type LoginReason, loginReasonsEn, refusalsEn } from './en-refusal-texts.ts';
import { loginReasonsFr, refusalsFr } from './fr-refusal-texts.ts';
import type { Language } from './language.ts';
import { type RefusalGroup, refusalGroupOf } from './refusal-groups.ts';
import { loginReasonsSv, refusalsSv } from './sv-refusal-texts.ts';

const refusals: Record<Language, Record<RefusalGroup, string>> = { sv: refusalsSv, en: refusalsEn, fr: refusalsFr };
const loginReasons: Record<Language, Record<LoginReason, string>> = {
  sv: loginReasonsSv,
  en: loginReasonsEn,
  fr: loginReasonsFr,
};

/** `sentence` is what the bridge says itself. */
export function refusalText(code: string, language: Language, sentence = code): string {
  const group = refusalGroupOf(code);
  return group === undefined ? sentence : refusals[language][group];
}

export const loginReasonText = (reason: string, language: Language, sentence = reason): string =>
  (loginReasons[language] as Record<string, string>)[reason] ?? sentence;

/** What went wrong at a page: a refusal of the bridge, or no answer from it. */
export function problemText(error: unknown, language: Language): string {
  if (error instanceof ApiError) return refusalText(error.code, language, error.message);
  // What fetch throws when nobody answers.
  if (error instanceof TypeError) return refusalText('no-answer', language);
  return error instanceof Error ? error.message : String(error);
}
