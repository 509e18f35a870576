// The device suite on a real board: nothing can press its keys or read its display, so a person does. Every step is said with
// the golden screen that must follow. Called by run.ts where SIGILLATOR_TARGET is "hardware"; hw/README.md.
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { type Language, languages } from '../protocol/tables/texts.ts';
import { goldenScreens } from './device/golden-screens.ts';
import { scripts } from './device/scripts.ts';
import type { Counts } from './suites.ts';

/** What would change the device for the duties after it. */
const lasting = ['language', 'device code'];
/** Duties without a card: the others need the test cards. Erasing comes last. */
export const withoutCard = ['first start', ...Object.keys(scripts)].filter(
  (name) => !lasting.includes(name) && !scripts[name]?.some(([action]) => action.startsWith('+')),
);

interface Person {
  input?: Readable;
  output?: Writable;
}

export async function byHand(
  names: string[],
  { input = process.stdin, output = process.stdout }: Person = {},
): Promise<Counts> {
  const language: Language = languages.find((known) => names.includes(known)) ?? 'en';
  const words = names.filter((name) => name !== language);
  const chosen = withoutCard.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const lines = createInterface({ input, output })[Symbol.asyncIterator]();
  const same = async (question: string): Promise<boolean> => {
    output.write(`${question}\nIs that so? y or n: `);
    const { value, done } = await lines.next();
    if (done) throw new Error('Testing a board by hand: expected an answer to every step, got the end of the input.');
    return /^y/i.test(value);
  };
  output.write(
    'Begin with a board that was just flashed, without a card. *, # and A to D are cancel, ok, up, down, menu, back.\n',
  );
  const leftOut = Object.keys(scripts).filter((name) => !withoutCard.includes(name));
  output.write(`Left out, because they need the suite's test cards or change the device: ${leftOut.join(', ')}.\n`);
  for (const name of chosen) {
    if (name !== 'first start') output.write(`\nPress cancel until the display asks for the card.\n`);
    let good = true;
    for (const { step, screen } of goldenScreens(name, languages.indexOf(language))) {
      const frame = screen.map((line) => `  |${line}|`).join('\n');
      good =
        (await same(
          `\n${name}: ${step.replace(/ ->.*/, '')}\nThe display shows, but for numbers of its own:\n${frame}`,
        )) && good;
    }
    counts[good ? 'passed' : 'failed']++;
    output.write(`${good ? 'pass' : 'FAIL'} ${name}\n`);
  }
  return counts;
}
