// The device suite on a real board: nothing can press its keys or read its display, so a person does. Every step is said with
// the golden screen that must follow. Called by run.ts where SIGILLATOR_TARGET is "hardware"; hw/README.md.
import { relative } from 'node:path';
import { type Language, languages } from '../../protocol/tables/texts.ts';
import type { Counts } from '../suites.ts';
import { type Build, handDuty, handOrder, leftOut, spoilsCard } from './duties.ts';
import { foundLinks, linkByHand } from './links.ts';
import { type Person, PersonAtTerminal, PersonGone } from './person.ts';
import { testCardWarning, writeTestCard } from './test-card.ts';

export interface Wanted {
  build: Build;
  language: Language;
  duties: string[];
  /** The link suite too; over those of these names, or over all that the one board at USB has. */
  links: boolean;
  linkNames: string[];
}

const isLink = (word: string): boolean => word.includes(':');

/** A language, `slot` for a device with a card slot, parts of the names of duties, `links`, names of links. */
export function wanted(words: string[]): Wanted {
  const build = words.includes('slot') ? 'slot' : 'soft';
  const language = languages.find((known) => words.includes(known)) ?? 'en';
  const linkNames = words.filter(isLink);
  const links = words.includes('links') || linkNames.length > 0;
  const others = ['slot', 'links', language];
  const parts = words.filter((word) => !others.includes(word) && !isLink(word));
  const unknown = parts.find((part) => !handOrder.some((name) => name.includes(part)));
  if (unknown !== undefined)
    throw new Error(
      `Testing a board by hand: nothing is called "${unknown}"; expected slot, ${languages.join(', ')}, links, the name of a link, or a part of ${handOrder.join(', ')}.`,
    );
  const all = parts.length === 0 && !links;
  const duties = handOrder.filter((name) => all || parts.some((part) => name.includes(part)));
  return { build, language, duties, links, linkNames };
}

const keys = 'The keys *, # and A to D are cancel, ok, up, down, menu, back.';
const begin: Record<Build, string> = {
  soft: 'The board has the image "pico": its card is on the same chip (for one with a slot, add the word "slot"). The switch at GP22 puts the card in when it is closed; begin with it open. PINs have eight digits here.',
  slot: 'The board has the image "pico-slot", and another Pico the image "pico-card". Begin without a card.',
};
const flashing: Record<Build, string> = {
  soft: 'Open the switch at GP22. Hold BOOTSEL while you plug the board in,',
  slot: 'Take the card out of the slot, hold BOOTSEL while you plug its Pico into this computer,',
};
const afterFlashing: Record<Build, string> = {
  soft: 'Plug the board out and in again; the display asks for the card.',
  slot: 'Plug it out of the computer.',
};

class Guide {
  readonly #person: Person;
  readonly #wanted: Wanted;
  /** The card that the chip holds now, as it was flashed. */
  #card: string | undefined;

  constructor(person: Person, wanted: Wanted) {
    this.#person = person;
    this.#wanted = wanted;
  }

  async flash(card: string): Promise<void> {
    if (this.#card === card) return;
    const { build } = this.#wanted;
    const path = relative(process.cwd(), await writeTestCard(card));
    const drag = `drag ${path} onto the drive that appears, and wait until the drive is gone`;
    await this.#person.flashes(`\n${flashing[build]} ${drag}. ${afterFlashing[build]}`, card);
    this.#card = card;
  }

  /** Does one duty; false at the first screen that is another one. */
  async duty(name: string): Promise<boolean> {
    const { steps, afterwards } = handDuty(name, this.#wanted.build, this.#wanted.language);
    if (name !== 'first start')
      await this.#person.does('\nTake the card out; press cancel or ok until the display asks for it.', ['rest']);
    for (const step of steps) {
      if (step.card !== undefined) await this.flash(step.card);
      if (await this.#person.sees(name, step)) continue;
      this.#card = undefined;
      if (afterwards.length > 0)
        this.#person.say(
          `What "${name}" changes may be changed now: erase the device (settings, 7, 7) and begin anew.`,
        );
      return false;
    }
    if (spoilsCard.includes(name)) this.#card = undefined;
    if (afterwards.length > 0)
      await this.#person.does(`To put that back, press ${afterwards.join(', then ')}.`, afterwards);
    return true;
  }
}

const linksBegin =
  'Links: the device speaks English. It knows hosts of this suite afterwards, and its journal has their seals: erase it then (menu, 4, code, 7, 7).';
const notOverLinks =
  'Left out over links, because they look into the device: programs that are killed, hosts at other ports. npm test -- ports has both.';

export async function byHand(words: string[], person: Person = new PersonAtTerminal()): Promise<Counts> {
  const chosen = wanted(words);
  const { build, duties } = chosen;
  const linkNames = chosen.links && chosen.linkNames.length === 0 ? await foundLinks() : chosen.linkNames;
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  person.say(`${begin[build]}\n${keys} After two minutes without a key the device locks itself.`);
  if (!duties.includes('first start'))
    person.say('The device is past "first start" of this suite, with the clock of "first start" or "clock".');
  person.say(
    `${testCardWarning}\nLeft out: ${leftOut[build]}; of the suite "device" what looks into the device or cuts its power.`,
  );
  if (chosen.links) person.say(`${linksBegin}\n${notOverLinks}`);
  else person.say('Not in this run: the links to a host. For them: npm test -- start links.');
  const guide = new Guide(person, chosen);
  const parts: Part[] = [
    ...duties.map((name) => ({ name, run: async () => ofOne(await guide.duty(name)) })),
    ...linkNames.map((name) => ({ name, run: () => linkByHand(person, (card) => guide.flash(card), name) })),
  ];
  for (const [i, { name, run }] of parts.entries()) {
    person.say(`\n${i + 1} of ${parts.length}: ${name}`);
    try {
      const { passed, failed, skipped } = await run();
      counts.passed += passed;
      counts.failed += failed;
      counts.skipped += skipped;
      person.say(`${failed > 0 ? 'FAIL' : 'pass'} ${name}`);
    } catch (error) {
      if (!(error instanceof PersonGone)) throw error;
      const left = parts.slice(i).map((part) => part.name);
      counts.skipped += left.length;
      person.say(`\n${error.message} Not done: ${left.join(', ')}.`);
      break;
    }
  }
  return counts;
}

interface Part {
  name: string;
  run(): Promise<Counts>;
}

const ofOne = (good: boolean): Counts => ({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 });
