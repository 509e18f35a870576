// PUT DATA 0122: this card's terminal key. Called by the dispatcher.
import { Rec, save } from './memory';

export const TERMINAL_KEY: u32 = 32;

export function putTerminalKey(data: usize): u32 {
  return save(Rec.TerminalKey, data, TERMINAL_KEY, 1);
}
