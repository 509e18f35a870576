// clock-set: the host proposes a time; screens/clock-asked.ts shows it beside the old one and waits for the key.
import { State } from '../../../protocol/generated/firmware/states';
import { ClockSet, Message, Wait, WireError } from '../../../protocol/generated/firmware/wire';
import { fieldNumber } from '../../shared/wire-codec';
import { LATER } from '../link/requests';
import { waitBegin, waitNews, waitOpen } from '../link/wait';
import { ask, mayAsk } from '../machine';
import { talk } from '../talk';
import { newestRow } from './sealing';

/** 2020-01-01 and 2100-01-01: what the display can show and nobody sets by mistake. */
const EARLIEST: u32 = 1_577_836_800;
const LATEST: u32 = 4_102_444_800;

export function clockSet(tag: u32): u32 {
  const time = fieldNumber(ClockSet.Time);
  if (time < EARLIEST || time >= LATEST || time < newestRow()) return WireError.ClockRefused;
  if (waitOpen()) return WireError.Locked;
  if (!mayAsk(State.ClockAsked)) return WireError.Busy;
  talk.newTime = time;
  waitBegin(Message.ClockSet, tag);
  ask(State.ClockAsked);
  waitNews(Wait.Approval);
  return LATER;
}
