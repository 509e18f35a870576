// FirstLanguage and Language: the language of the sentences.
import { On, State } from '../../../protocol/generated/firmware/states';
import { Text } from '../../../protocol/generated/firmware/texts';
import { currentLanguage, LANGUAGES, setLanguage } from '../display/sentence';
import { saveSettings } from '../settings';
import { notice, rest, talk } from '../talk';
import { drawMenu, menuChoice } from './menu';

export function enterLanguage(): void {
  talk.chosen = currentLanguage();
}

export function drawLanguage(state: State): void {
  if (state == State.Language) drawMenu(Text.LanguageTitle, Text.NameEnglish, LANGUAGES);
  else drawMenu(Text.WelcomeLanguage, Text.NameEnglish, LANGUAGES, Text.HintFirst);
}

export function onLanguage(state: State, on: On): State {
  if (on == On.Idle) return rest();
  if (on == On.Cancel) return State.DeviceMenu;
  const choice = menuChoice(on, 0, LANGUAGES);
  if (choice < 0) return state;
  setLanguage(choice);
  if (state == State.FirstLanguage) return State.CodeNew;
  return saveSettings() ? State.DeviceMenu : notice(Text.LanguageTitle, Text.StoreFull, State.DeviceMenu);
}
