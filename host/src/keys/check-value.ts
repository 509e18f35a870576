// Six digits on a key sheet, and on the screen after the key was typed: they tell of a mistype, and nothing of the key.
// Called by `card letter` and the introduction of keys.
import { type KeyDigits, open1 } from '../seal/open-1.ts';

/** The open-1 document seal of the word "key" under the key. */
export const checkValue = (digits: KeyDigits): string =>
  open1('document', digits, new TextEncoder().encode('key')).digits6;
