// The picture of the display in memory, and sending what has changed. Called by the drawing files beside it and by
// machine.ts, which flushes once after every event.
import { display } from '../board';

/** Bytes of one page: 128 columns of eight pixels, lowest bit on top. */
export const PAGE: u32 = 128;
const PAGES: u32 = 8;

/** What is being drawn. */
export const frame: usize = memory.data(1024, 4);
/** What the display shows. */
const shown: usize = memory.data(1024, 4);
const sentOnce: usize = memory.data(4, 4);

/** Begins a new picture. */
export function clearFrame(): void {
  memory.fill(frame, 0, PAGE * PAGES);
}

/** Sends each run of pages that differ from what the display shows; everything the first time. */
export function flushFrame(): void {
  let page: u32 = 0;
  while (page < PAGES) {
    let end = page;
    while (end < PAGES && changed(end)) end++;
    if (end > page) {
      memory.copy(shown + page * PAGE, frame + page * PAGE, (end - page) * PAGE);
      display(frame + page * PAGE, page, end - page);
    }
    page = end + 1;
  }
  store<u32>(sentOnce, 1);
}

function changed(page: u32): bool {
  if (!load<u32>(sentOnce)) return true;
  const at = page * PAGE;
  for (let i: u32 = 0; i < PAGE; i += 4) if (load<u32>(frame + at + i) != load<u32>(shown + at + i)) return true;
  return false;
}
