// Who moves a machine's time on for callers that wait: virtual-time.ts jumps (tests), pace.ts follows the wall clock.
import type { Machine } from './machine.ts';

export interface Driver {
  readonly machine: Machine;
  /** What the display shows now. */
  screen(): string;
  /** Something was given to the machine: let it answer. */
  wake(): void;
  /** Lets the machine's own time pass. */
  pass(deltaMs: number): Promise<void>;
  /** Waits until the screen shows the text, in the machine's own time; fails with the last screen. */
  waitFor(text: string, budgetMs?: number): Promise<string>;
}

/** Time that a wait may take, of the machine's own. */
export const WAIT_MS = 30_000;

/** True where the screen holds the text; a line break counts as a blank, so that a wrapped text is found. */
export function shows(screen: string, text: string): boolean {
  return flat(screen).includes(flat(text));
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

export function notShown(text: string, budgetMs: number, screen: string): Error {
  return new Error(
    `Waiting for "${text}": the display did not show it within ${budgetMs} ms. Its last screen:\n${screen}`,
  );
}
