// The duties of the device as a person with a board does them: in an order in which each finds the device as it must be, with few
// cards to flash; every step in words, with the golden screen that must follow. Called by by-hand.ts.
import { type Language, languages } from '../../protocol/tables/texts.ts';
import { firstStartKeys } from '../device/desk.ts';
import { goldenScreens } from '../device/golden-screens.ts';
import { oneChipScreens } from '../device/one-chip.ts';
import { scripts } from '../device/scripts.ts';
import { softPin, withSoftPin } from '../targets/soft-cards.ts';

/** `soft`: image `pico`, card and device on one chip. `slot`: image `pico-slot`, and a second Pico as the card. */
export type Build = 'soft' | 'slot';

export interface HandStep {
  todo: string;
  /** The same in the words of device/desk.ts. */
  actions: string[];
  screen: string[];
  /** The test card that must be in flash before. */
  card?: string;
}

export interface HandDuty {
  name: string;
  steps: HandStep[];
  /** Keys that undo what would change the device or the card for the duties after it. */
  afterwards: string[];
}

const withoutCard = [
  ...['first start', 'clock', 'self test', 'version', 'settings', 'time-out', 'paired hosts', 'unseen documents'],
  ...['updates', 'terminal key', 'wrong device code'],
];
const withCard = [
  ...['card errors', 'card information', 'seal', 'response', 'number stays', 'idle time', 'wrong pin', 'change pin'],
  ...['wrong old pin', 'blocked card', 'first pin', 'interrupted try', 'cancelled card', 'classic card', 'expired key'],
];
/** All duties, grouped by card. Erasing is the last: it leaves the board as it was flashed. */
export const handOrder = [...withoutCard, ...withCard, 'language', 'device code', 'erase'];

const otherPin = '9 8 7 6 5 4 3 2';
const ownPin = [...softPin].join(' ');
const afterwards: Record<string, string[]> = {
  'time-out': ['2', '2 ok', 'ok'],
  'change pin': ['3', `${otherPin} ok`, `${ownPin} ok`, `${ownPin} ok`, 'ok'],
  language: ['menu', '1', 'up', 'ok', 'cancel'],
  'device code': ['6', '2 7 1 8 2 8 ok', '2 7 1 8 2 8 ok', 'ok'],
};
/** What leaves the card in another state than it was flashed in. */
export const spoilsCard = ['wrong old pin', 'blocked card', 'first pin'];

/** Cards that nobody can flash. */
const foreign: Record<string, string> = {
  bank: 'put in a chip card of another maker, such as a bank card',
  silent: 'put that card in the wrong way round',
};
export const leftOut: Record<Build, string> = {
  soft: 'the first four steps of "card errors": cards of other makers do not fit a chip that is soldered in',
  slot: 'no duty',
};

/** The golden clock of the first start runs already; a new board's must be set to the same time. */
const setClock = '2 0 2 6 0 6 0 1 0 0 0 0 ok ok';
const firstStart = (language: Language): string[] =>
  ['power', ...firstStartKeys(language)].map((keys) => (keys === 'cancel' ? setClock : keys));

export function handDuty(name: string, build: Build, language: Language): HandDuty {
  const script = name === 'first start' ? firstStart(language) : scripts[name]!.map(([action]) => action);
  const screens =
    build === 'soft'
      ? oneChipScreens(name, language)
      : goldenScreens(name, languages.indexOf(language)).map(({ screen }) => screen);
  const steps: HandStep[] = [];
  let actions: string[] = [];
  let absent = false;
  for (const [i, action] of script.entries()) {
    const card = action.startsWith('+') ? action.slice(1) : undefined;
    if (build === 'soft' && card !== undefined) absent = card in foreign;
    if (absent) continue;
    actions.push(withSoftPin(action));
    // While the device works there is no time for questions: one step with the next.
    if (action.endsWith('!') || action.startsWith('pause ')) continue;
    const flashed = card === undefined || card in foreign ? {} : { card };
    steps.push({ todo: actions.map(inWords).filter(Boolean).join(' '), actions, screen: screens[i]!, ...flashed });
    actions = [];
  }
  return { name, steps, afterwards: afterwards[name] ?? [] };
}

/** The device has time for as much again after a `wait`. */
const SLACK_S = 6;

function inWords(action: string): string {
  if (action.startsWith('+')) return foreign[action.slice(1)] ?? 'put the card in';
  if (action === '-') return 'take the card out';
  if (action === 'power') return 'plug the board in';
  if (action.startsWith('pause ')) return '';
  if (action.startsWith('wait ')) return `touch nothing for ${Number(action.slice(5)) / 1000 + SLACK_S} seconds`;
  return action.endsWith('!') ? `press ${action.slice(0, -1)} and, while it works,` : `press ${action}`;
}
