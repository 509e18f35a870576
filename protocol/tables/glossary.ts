// One word for one thing: wherever a text has the English word, its Swedish and French forms have theirs, and the other
// way round. Each entry is a pattern a language; test/unit/device-texts.test.ts holds texts.ts to it.

export interface Term {
  en: RegExp;
  sv: RegExp;
  fr: RegExp;
}

export const glossary: Term[] = [
  { en: /document seal/i, sv: /dokumentsigill/i, fr: /sceau du document/i },
  { en: /issuer seal/i, sv: /utställarsigill/i, fr: /sceau de l'émetteur/i },
  { en: /login number/i, sv: /inloggnings~?tal/i, fr: /numéro de login|au login/i },
  { en: /terminal key/i, sv: /terminalnyckel/i, fr: /clé de terminal/i },
  { en: /device code/i, sv: /enhetskod/i, fr: /code de l'appareil/i },
  { en: /security officer/i, sv: /säkerhets~?ansvarig/i, fr: /responsable sûreté|sûreté/i },
  { en: /\bPINs?\b/, sv: /\bPIN\b/, fr: /\bPIN\b/ },
  { en: /\bclock\b/i, sv: /klocka/i, fr: /horloge/i },
  { en: /self test/i, sv: /självtest/i, fr: /autotest/i },
  { en: /time-out/i, sv: /väntetid/i, fr: /délai d'inactivité/i },
  { en: /\bhosts?\b/i, sv: /\bvärd(ar|en)?\b/i, fr: /hôtes?/i },
  { en: /blocked/i, sv: /spärra/i, fr: /bloqu/i },
  { en: /expired/i, sv: /gått ut/i, fr: /expirée?/i },
];
