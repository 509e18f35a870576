// What a test may ask of any sigillator: simulated, emulated or real. targets/ has one implementation each.
import type { Transport } from '@sigillator/host/transport';

export type KeyName =
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | 'ok'
  | 'cancel'
  | 'back'
  | 'up'
  | 'down'
  | 'menu';

export interface Rig {
  /** Which target this is, for titles and messages. */
  readonly target: string;
  /** Presses and releases keys one after the other: `'1 2 ok'`. */
  press(keys: string): Promise<void>;
  /** The text that the display shows now, eight lines, trailing blanks cut. */
  screen(): Promise<string>;
  /** Waits until the display shows the text; fails with the last screen after `budgetMs` of the device's own time. */
  waitFor(text: string, budgetMs?: number): Promise<string>;
  /** Puts the named card into the slot. */
  insertCard(name: string): Promise<void>;
  removeCard(): Promise<void>;
  /** Switches power of the whole device; memory keeps what flash keeps. */
  power(on: boolean): Promise<void>;
  /** Lets the device's own time pass. */
  passTime(deltaMs: number): Promise<void>;
  /** A host's end of a link to it. */
  link(): Promise<Transport>;
  close(): Promise<void>;
}
