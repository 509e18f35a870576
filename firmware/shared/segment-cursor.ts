// Where in a segment a token stands: tag, element, component, and the first bytes of the component; used by scope.ts.
// Works across chunks of any size; holds at most 16 bytes of a component.
import { Token } from './edifact-scanner';

export const PREFIX: u32 = 16;
/** Stands for a code or tag that is too long to be one. */
export const NO_CODE: u32 = 0xffffffff;

@unmanaged
export class SegmentCursor {
  tag: u32; // its first three letters, big-endian
  tagLength: u32; // 4 when it has more than three
  element: u32; // 0 is the tag's
  component: u32;
  length: u32; // data bytes of the component so far, release characters not counted
  qualifier: u32; // first component of the first element, up to four bytes; NO_CODE when it has more
  prefix0: u64;
  prefix1: u64;
}

export function startSegment(cursor: SegmentCursor): void {
  memory.fill(changetype<usize>(cursor), 0, offsetof<SegmentCursor>());
}

/** Takes in data bytes of the present component. */
export function takeData(cursor: SegmentCursor, from: usize, length: u32): void {
  if (cursor.element == 0) {
    if (cursor.component > 0) return; // explicit nesting behind the tag
    for (let i: u32 = 0; i < length && cursor.tagLength < 4; ++i, ++cursor.tagLength)
      if (cursor.tagLength < 3) cursor.tag = (cursor.tag << 8) | load<u8>(from + i);
    return;
  }
  const prefix = changetype<usize>(cursor) + offsetof<SegmentCursor>('prefix0');
  for (let i: u32 = 0, at = cursor.length; i < length && at < PREFIX; ++i, ++at)
    store<u8>(prefix + at, load<u8>(from + i));
  cursor.length += length;
}

/** Goes on behind a separator. */
export function nextComponent(cursor: SegmentCursor, separator: i32): void {
  if (cursor.element == 1 && cursor.component == 0) cursor.qualifier = componentCode(cursor);
  if (separator == Token.Component) ++cursor.component;
  else {
    if (separator == Token.Element) ++cursor.element;
    cursor.component = 0;
  }
  cursor.length = 0;
}

/** The present component as a number of up to four bytes, big-endian. */
export function componentCode(cursor: SegmentCursor): u32 {
  if (cursor.length > 4) return NO_CODE;
  let code: u32 = 0;
  const prefix = changetype<usize>(cursor) + offsetof<SegmentCursor>('prefix0');
  for (let i: u32 = 0; i < cursor.length; ++i) code = (code << 8) | load<u8>(prefix + i);
  return code;
}

/** Copies the present component to a field of PREFIX bytes, zero-filled; false if it is longer. */
export function copyComponent(cursor: SegmentCursor, to: usize): bool {
  memory.fill(to, 0, PREFIX);
  memory.copy(to, changetype<usize>(cursor) + offsetof<SegmentCursor>('prefix0'), min(cursor.length, PREFIX));
  return cursor.length <= PREFIX;
}
