// The stop screen, for what cannot happen. Called wherever an invariant is broken.
import { Text } from '../../protocol/generated/firmware/texts';
import { halt } from './board';
import { clearFrame, flushFrame } from './display/framebuffer';
import { drawText, drawTitle } from './display/sentence';
import { drawNumber } from './display/text';
import { wipeSecrets } from './secrets';

/** Numbers that the stop screen shows. */
export const enum Stop {
  /** A screen named a state that the table does not allow. */
  State = 1,
  /** A known answer came out wrong; the number of the test (0 to 6) is added. */
  SelfTest = 10,
  /** The noise source failed its health test. */
  Noise = 30,
  /** The memory is neither empty nor whole. */
  Memory = 40,
  /** The memory cannot be made new. */
  Format = 41,
  /** The key pair for sessions cannot be stored. */
  Keys = 42,
}

export function stop(code: u32): void {
  wipeSecrets();
  clearFrame();
  drawTitle(Text.StopTitle);
  const row = drawText(0, 1, Text.Stop);
  drawNumber(9, row < 7 ? row + 1 : 7, code, 3);
  flushFrame();
  halt(code);
}
