// Tells presses from the bounce of a contact. Called by the machine for every edge of a key. The first edge after a
// quiet time counts, at once; edges within the quiet time are bounce. A key that stays down counts once: there is no
// key repeat.
import { Key, milliseconds } from '../board';

const QUIET: u32 = 20;
const KEYS: u32 = 16;
const lastEdge: usize = memory.data(64, 4);
/** 1 after the first edge of a key: before it, lastEdge means nothing. */
const moved: usize = memory.data(16, 4);
const isDown: usize = memory.data(16, 4);

/** True if this edge is a new press. */
export function keyEdge(key: Key, down: bool): bool {
  const index = <u32>key;
  if (index >= KEYS) return false;
  const now = milliseconds();
  const quiet = !load<u8>(moved + index) || now - load<u32>(lastEdge + index * 4) >= QUIET;
  const wasDown = load<u8>(isDown + index) != 0;
  store<u8>(moved + index, 1);
  store<u8>(isDown + index, down ? 1 : 0);
  store<u32>(lastEdge + index * 4, now);
  return down && !wasDown && quiet;
}
