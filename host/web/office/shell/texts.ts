// What the frame and the clerk's pages say, by language. Sentences of refusals come from the bridge.
import { en, type Texts } from './en-texts.ts';
import { fr } from './fr-texts.ts';
import type { Language } from './language.ts';
import { sv } from './sv-texts.ts';

export type { Texts };
export const texts: Record<Language, Texts> = { sv, en, fr };
