// update-begin, update-data, update-finish: new firmware from a paired host, where the settings allow it. The first
// stage checks and stores it behind the board contract; screens/update-asked.ts shows it and waits for the key. SPEC
// "Updates".
import { State } from '../../../protocol/generated/firmware/states';
import { Header, Size, Update } from '../../../protocol/generated/firmware/update';
import {
  Message, UpdateBegin, UpdateBeginAnswer, UpdateData, UpdateDataAnswer, Wait, WireError,
} from '../../../protocol/generated/firmware/wire';
import { clearFields, fieldNumber, fieldPointer, setNumber } from '../../shared/wire-codec';
import { updateBegin, updateCheck, updateHave, updateStep, updateTake } from '../board';
import { ANSWER, LATER } from '../link/requests';
import { waitAnswer, waitBegin, waitNews, waitOpen, waitRefuse } from '../link/wait';
import { ask, mayAsk } from '../machine';
import { settings } from '../settings';

const enum Phase { None, Header, Taking, Image, Asked }
let phase: Phase = Phase.None;
/** The header as it came; the first stage has the same. */
const header: usize = memory.data(256, 4);

export function updateVersion(): u32 {
  return load<u32>(header, <usize>Header.Version);
}

export function updateDigest(): usize {
  return header + <usize>Header.Digest;
}

function errorOf(outcome: u32): WireError {
  switch (outcome) {
    case Update.Board:
      return WireError.UpdateBoard;
    case Update.Older:
      return WireError.UpdateOlder;
    case Update.Key:
      return WireError.UpdateKey;
    case Update.State:
      return WireError.UpdateRefused;
    default:
      return WireError.UpdateDamaged;
  }
}

export function updateAnnounced(tag: u32): u32 {
  if (!settings.updates) return WireError.UpdateRefused;
  if (waitOpen()) return WireError.Locked;
  phase = Phase.None;
  memory.copy(header, fieldPointer(UpdateBegin.Header), Size.Header);
  const outcome = updateBegin(header);
  if (outcome != Update.Working) return errorOf(outcome);
  phase = Phase.Header;
  waitBegin(Message.UpdateBegin, tag);
  return LATER;
}

export function updateBytes(): u32 {
  if (phase != Phase.Taking) return WireError.UpdateRefused;
  updateTake(fieldNumber(UpdateData.Offset), fieldPointer(UpdateData.Data), fieldNumber(UpdateData.Data));
  clearFields();
  setNumber(UpdateDataAnswer.Have, updateHave());
  return ANSWER;
}

export function updateEnds(tag: u32): u32 {
  if (phase != Phase.Taking) return WireError.UpdateRefused;
  if (waitOpen()) return WireError.Locked;
  if (!mayAsk(State.UpdateAsked)) return WireError.Busy;
  const outcome = updateCheck();
  if (outcome != Update.Working) return errorOf(outcome);
  phase = Phase.Image;
  waitBegin(Message.UpdateFinish, tag);
  waitNews(Wait.Working);
  return LATER;
}

/** The host left: another begins anew, and finds what has arrived. */
export function updateLeft(): void {
  phase = Phase.None;
}

/** Goes on with a check; returns 1 while there is more. Called by index.ts. */
export function updateWork(): u32 {
  if (phase != Phase.Header && phase != Phase.Image) return 0;
  if (!waitOpen()) {
    phase = Phase.None;
    return 0;
  }
  const outcome = updateStep();
  if (outcome == Update.Working) return 1;
  if (outcome != Update.Good) refuse(errorOf(outcome));
  else if (phase == Phase.Header) take();
  else if (mayAsk(State.UpdateAsked)) show();
  else refuse(WireError.Busy);
  return 0;
}

function refuse(why: WireError): void {
  phase = Phase.None;
  waitRefuse(why);
}

function take(): void {
  phase = Phase.Taking;
  clearFields();
  setNumber(UpdateBeginAnswer.Have, updateHave());
  waitAnswer();
}

function show(): void {
  phase = Phase.Asked;
  ask(State.UpdateAsked);
  waitNews(Wait.Approval);
}
