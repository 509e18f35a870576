// t1.wasm: both ends of T=1 and the answer to reset behind plain exports, one end an instance. Never part of a device.
export { T1_SEND, t1BlockSendLength } from '../shared/t1-block';
export {
  t1CardAnswer, t1CardByte, t1CardCommandLength, t1CardExtend, t1CardInit, t1CardMayExtend, t1CardTick,
} from '../shared/t1-card';
export {
  t1TerminalAnswerLength,
  t1TerminalByte,
  t1TerminalCancel,
  t1TerminalDeadline,
  t1TerminalFailure,
  t1TerminalInit,
  t1TerminalSend,
  t1TerminalTick,
} from '../shared/t1-terminal';
export {
  atrBlockWaitMs, atrByte, atrCharacterWaitMs, atrFirstProtocol, atrInformationMax, atrStart, atrUsesCrc, atrWrite,
} from '../shared/atr';

const input: usize = memory.data(1024, 4);
const output: usize = memory.data(1024, 4);

/** Where a command comes in (card) or lies to be sent (terminal). */
export function inputAt(): usize {
  return input;
}

/** Where an answer lies to be sent (card) or comes in (terminal). */
export function outputAt(): usize {
  return output;
}
