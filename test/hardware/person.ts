// Whoever does what the guide says: a person at a terminal here, a program at a simulated device in the tests of the guide.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { HandStep } from './duties.ts';

export interface Person {
  /** Called once when the person goes away, also while nothing is asked. */
  onGone?: () => void;
  say(text: string): void;
  /** Throws if the person went away. */
  stays?(): void;
  /** Is told what to do; nothing to compare. The actions say the same in the words of device/desk.ts. */
  does(todo: string, actions: string[]): Promise<void>;
  /** Puts a test card into the flash of the chip that holds the card. */
  flashes(todo: string, card: string): Promise<void>;
  /** Answers whether the display shows this text. */
  shows(text: string): Promise<boolean>;
  /** Does a step; answers whether the display then shows the screen. */
  sees(duty: string, step: HandStep): Promise<boolean>;
}

/** The person went away; what was answered until then counts. */
export class PersonGone extends Error {}

const framed = (screen: string[]): string => screen.map((line) => `  |${line}|`).join('\n');

export class PersonAtTerminal implements Person {
  onGone: () => void = () => {};
  readonly #output: Writable;
  readonly #lines: Interface;
  readonly #waiting: string[] = [];
  #hear: (() => void) | undefined;
  /** No more lines come; those that wait are answers. */
  #ended = false;
  #gone: string | undefined;

  constructor(input: Readable = process.stdin, output: Writable = process.stdout) {
    this.#output = output;
    this.#lines = createInterface({ input, output, terminal: 'isTTY' in input && input.isTTY === true });
    this.#lines.on('line', (line) => this.#heard(() => this.#waiting.push(line.trim())));
    this.#lines.on('SIGINT', () => this.leave('you pressed Ctrl-C'));
    this.#lines.on('close', () => this.#heard(() => (this.#ended = true)));
  }

  #heard(note: () => void): void {
    note();
    this.#hear?.();
  }

  /** Ends the questions, also the one that waits. */
  leave(why: string): void {
    if (this.#gone !== undefined) return;
    this.#heard(() => (this.#gone = `${why} before all was answered`));
    this.#lines.close();
    this.onGone();
  }

  stays(): void {
    if (this.#gone !== undefined) throw new PersonGone(`Testing a board by hand: ${this.#gone}.`);
  }

  say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  async #line(): Promise<string> {
    while (this.#waiting.length === 0) {
      if (this.#ended) this.leave('the input came to its end');
      this.stays();
      await new Promise<void>((resolve) => {
        this.#hear = resolve;
      });
    }
    return this.#waiting.shift()!;
  }

  /** Asks until the answer is one. */
  async asks(question: string): Promise<boolean> {
    this.#output.write(`${question} y or n: `);
    for (;;) {
      const answer = await this.#line();
      if (/^(y|n)/i.test(answer)) return /^y/i.test(answer);
      this.#output.write(`"${answer}" is neither; type y if it is so, n if it is not: `);
    }
  }

  async does(todo: string): Promise<void> {
    this.say(todo);
  }

  async flashes(todo: string): Promise<void> {
    this.say(todo);
  }

  shows(text: string): Promise<boolean> {
    return this.asks(`Does the display show "${text}"?`);
  }

  async sees(duty: string, { todo, screen }: HandStep): Promise<boolean> {
    this.say(`\n${duty}: ${todo}.\nThe display shows, but for numbers of its own:\n${framed(screen)}`);
    return this.asks('Is that so?');
  }
}
