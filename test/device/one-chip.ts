// The golden screens as a device shows them whose card is on its own chip: it says so, and its PINs have eight digits. Called by
// duties.test.ts for targets with such a card, and by the guide for a person with a board.
import { type Language, languages, texts } from '../../protocol/tables/texts.ts';
import { goldenScreens } from './golden-screens.ts';
import { scripts } from './scripts.ts';

const COLUMNS = 21;
/** Rows of the warning, which is centred there. */
const rows: Record<string, number> = { NoCard: 5, PinEntry: 6, ClerkMenu: 1 };

/** The screens of a duty, step by step. */
export function oneChipScreens(name: string, language: Language): string[][] {
  const golden = goldenScreens(name, languages.indexOf(language));
  // The screens after it has been changed are in the next language.
  const spoken = name === 'language' ? languages[(languages.indexOf(language) + 1) % languages.length]! : language;
  return golden.map(({ screen }, i) => {
    const last = i === golden.length - 1;
    const state = name === 'first start' ? (last ? 'NoCard' : '') : scripts[name]![i]![1];
    return onOneChip(screen, state, texts.SoftCard[languages.indexOf(spoken) + 1]!);
  });
}

function onOneChip(golden: string[], state: string, warning: string): string[] {
  const screen = golden.map((line) => line.replace(/\b4( (?:to|till|à) 8)/, '8$1'));
  const row = rows[state];
  const before = Math.floor((COLUMNS - warning.length) / 2);
  if (row !== undefined) screen[row] = `${' '.repeat(before)}${warning}`.padEnd(COLUMNS);
  // The page with the digest has no such line.
  if (state === 'Version' && screen[4]!.startsWith('DEVELOPMENT')) screen[5] = warning.padEnd(COLUMNS);
  return screen;
}
