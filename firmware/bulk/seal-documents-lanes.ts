// Document seals (open-1), four documents side by side in the lanes of 128-bit vectors; exported by bulk-simd.wasm.
import { sha256Blocks } from '../shared/sha256-block';
import { DIGITS, finishSeal, INNER, LABEL_LENGTH, padDocument, prepareKey } from './open-key';
import { sha256Lanes } from './sha256-lanes';

const STATES: usize = memory.data(128, 16); // eight vectors
const STATE: usize = memory.data(32, 16);
const ADDRESSES: usize = memory.data(16, 16);
const BLOCKS: usize = memory.data(16, 16);

/** As in seal-documents.ts. Four neighbours of equal length run side by side to the end. */
export function sealDocuments(key: usize, table: usize, count: u32, digits: usize): void {
  prepareKey(key);
  for (; count >= 4; count -= 4, table += 32, digits += 4 * DIGITS) sealFour(table, digits);
  for (; count > 0; --count, table += 8, digits += DIGITS) sealOne(table, digits);
}

function sealOne(entry: usize, digits: usize): void {
  const from: usize = load<u32>(entry);
  const blocks = padDocument(from, load<u32>(entry, 4));
  memory.copy(STATE, INNER, 32);
  sha256Blocks(STATE, from - LABEL_LENGTH, blocks);
  finishSeal(STATE, digits);
}

function sealFour(table: usize, digits: usize): void {
  let shared: u32 = u32.MAX_VALUE;
  for (let lane: usize = 0; lane < 4; ++lane) {
    const from: usize = load<u32>(table + (lane << 3));
    const blocks = padDocument(from, load<u32>(table + (lane << 3), 4));
    store<u32>(ADDRESSES + (lane << 2), u32(from) - LABEL_LENGTH);
    store<u32>(BLOCKS + (lane << 2), blocks);
    shared = min(shared, blocks);
  }
  for (let word: usize = 0; word < 8; ++word)
    v128.store(STATES + (word << 4), i32x4.splat(load<i32>(INNER + (word << 2))));
  sha256Lanes(STATES, ADDRESSES, shared);
  for (let lane: usize = 0; lane < 4; ++lane) {
    for (let word: usize = 0; word < 8; ++word)
      store<u32>(STATE + (word << 2), load<u32>(STATES + (word << 4) + (lane << 2)));
    const rest = load<u32>(BLOCKS + (lane << 2)) - shared;
    sha256Blocks(STATE, load<u32>(ADDRESSES + (lane << 2)) + (shared << 6), rest);
    finishSeal(STATE, digits + lane * DIGITS);
  }
}
