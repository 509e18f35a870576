// Exports of device.wasm; board.ts says what each is.
import { Text } from '../../protocol/generated/firmware/texts';
import { clearFrame, flushFrame } from './display/framebuffer';
import { drawCentred, drawHint, drawTitle } from './display/sentence';

export function start(): void {
  clearFrame();
  drawTitle(Text.InsertTitle);
  drawCentred(3, Text.InsertCard);
  drawHint(Text.HintMenu);
  flushFrame();
}

export function event(kind: u32, argument: u32): void {}

export function step(): u32 {
  return 0;
}
