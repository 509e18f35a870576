// Tells presses from bounce and from noise. Called by index.ts for every edge of a key and when Timer.Keys is due. A
// key
// has changed once its contact was still for so long, so a spike on the line is no press. A key that stays down counts
// once: there is no key repeat.
import { Key, milliseconds } from '../board';
import { setTimer, Timer, timerRuns } from '../timers';

/** Longer than the pauses within the bounce of a worn contact, shorter than anybody notices. */
const STILL_MS: u32 = 8;
const KEYS: u32 = 16;
/** No key: see keyPressed. */
export const NO_KEY: u32 = 0xff;

@unmanaged
class Contacts {
  /** One bit a key: as the contacts are, and as they were when they were last still. */
  now: u32;
  still: u32;
}
const contacts = changetype<Contacts>(memory.data(8, 4));
const edgeAt: usize = memory.data(64, 4);

/** An edge of a key. */
export function keyEdge(key: Key, down: bool): void {
  const index = <u32>key;
  if (index >= KEYS) return;
  const bit: u32 = 1 << index;
  contacts.now = down ? contacts.now | bit : contacts.now & ~bit;
  store<u32>(edgeAt + (<usize>index << 2), milliseconds());
  // A timer that runs is left alone: a contact that never comes to rest must not keep the other keys waiting.
  if (!timerRuns(Timer.Keys)) setTimer(Timer.Keys, STILL_MS);
}

/** After Timer.Keys: a key that has gone down, the earliest first, or NO_KEY once there is none. */
export function keyPressed(): u32 {
  const time = milliseconds();
  let wait: u32 = 0;
  let found = NO_KEY;
  let longest: u32 = 0;
  for (let index: u32 = 0; index < KEYS; index++) {
    const bit: u32 = 1 << index;
    if (((contacts.now ^ contacts.still) & bit) == 0) continue;
    const age = time - load<u32>(edgeAt + (<usize>index << 2));
    if (age < STILL_MS) {
      if (wait == 0 || wait > STILL_MS - age) wait = STILL_MS - age;
    } else if ((contacts.now & bit) == 0) {
      contacts.still &= ~bit;
    } else if (found == NO_KEY || age > longest) {
      found = index;
      longest = age;
    }
  }
  if (found != NO_KEY) contacts.still |= 1 << found;
  else if (wait > 0) setTimer(Timer.Keys, wait);
  return found;
}
