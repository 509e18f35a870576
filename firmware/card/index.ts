// card.wasm: what the board calls. The contract stands in board.ts.
import { CardEvent } from './board';
import { receiveByte, resetLine, startLine, stepLine } from './line';

export function start(): void {
  startLine();
}

export function event(kind: u32, argument: u32): void {
  if (kind == CardEvent.Byte) receiveByte(argument);
  else if (kind == CardEvent.Reset) resetLine();
}

export function step(): u32 {
  return stepLine() ? 1 : 0;
}
