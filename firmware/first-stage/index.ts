// Exports of first-stage.wasm. The chip starts here: `boot` says whether the run slot may be started. The rest is what
// the board offers the device under the names update… (device/board.ts): both look at a file with the same code.
export { boot } from './copy';
export { activate, begin, check, have, step, take } from './staging';
import { buffer } from './header';

/** Where the board puts a header or bytes of a file, and how many fit: 2048. */
export function room(): usize {
  return buffer;
}
