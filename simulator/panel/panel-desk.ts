// What the page asks of a desk, wherever the device runs: in a simulator process (remote-desk.ts) or in the page itself
// (local-desk.ts). Actions reject with a sentence that the page shows.
import type { DeskEvent } from '../src/desk.ts';
import type { KeyName } from '../src/keys.ts';

export interface PanelDesk {
  subscribe(listener: (event: DeskEvent) => void): void;
  press(key: KeyName): Promise<void>;
  insert(card: string): Promise<void>;
  remove(): Promise<void>;
  power(on: boolean): Promise<void>;
}
