// Looks up what a place in a message holds (protocol/tables/profiles.ts); called by scope.ts.
import { PLACES, PLACE_COUNT, PLACE_SIZE } from '../../protocol/generated/firmware/profiles';

/** Whether a segment with this tag has any place; spares the look-up for the others. */
export function tagHasPlaces(tag: u32, profile: u32): bool {
  for (let i: u32 = 0; i < PLACE_COUNT; ++i) {
    const place = PLACES + i * PLACE_SIZE;
    if (load<u32>(place) == tag && (load<u32>(place, 16) >> (24 + profile)) & 1) return true;
  }
  return false;
}

/** The field at element (from 1) and component (from 0), 0 for none. Message types are packed as in the table. */
export function fieldAt(
  profile: u32, type0: u32, type1: u32, tag: u32, qualifier: u32, element: u32, component: u32,
): u32 {
  const where = element | (component << 8);
  for (let i: u32 = 0; i < PLACE_COUNT; ++i) {
    const place = PLACES + i * PLACE_SIZE;
    const packed = load<u32>(place, 16);
    if (load<u32>(place) != tag || (packed & 0xffff) != where || ((packed >> (24 + profile)) & 1) == 0) continue;
    const wanted = load<u32>(place, 4);
    if (wanted != 0 && wanted != qualifier) continue;
    const message = load<u32>(place, 8);
    if (message != 0 && (message != type0 || load<u32>(place, 12) != type1)) continue;
    return (packed >> 16) & 0xff;
  }
  return 0;
}
