// language-set: the language of the display, while no person is in the middle of something.
import { LanguageSet, WireError } from '../../../protocol/generated/firmware/wire';
import { clearFields, fieldNumber } from '../../shared/wire-codec';
import { currentLanguage, LANGUAGES, setLanguage } from '../display/sentence';
import { ANSWER } from '../link/requests';
import { mayAsk, redraw } from '../machine';
import { saveSettings } from '../settings';
import { State } from '../../../protocol/generated/firmware/states';

/** The wire counts Swedish, English, French; the texts English, Swedish, French. The same rule leads both ways. */
export function otherCount(language: u32): u32 {
  return language < 2 ? 1 - language : language;
}

export function languageSet(): u32 {
  const language = fieldNumber(LanguageSet.Language);
  if (language >= LANGUAGES) return WireError.BadField;
  if (!mayAsk(State.ClockAsked)) return WireError.Busy;
  const before = currentLanguage();
  setLanguage(otherCount(language));
  if (!saveSettings()) {
    setLanguage(before);
    return WireError.Internal;
  }
  redraw();
  clearFields();
  return ANSWER;
}
