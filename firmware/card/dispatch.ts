// Which command a command APDU is, whether it may run now, and running it. The table in protocol/ decides; called by
// line.ts.
import {
  ANY, CardState, Channel, Command, COMMAND_COLUMNS, COMMAND_ROWS, COMMAND_TABLE, Sw,
} from '../../protocol/generated/firmware/apdu';
import { activate } from './activate';
import { clearAnswer } from './answer';
import { data, dataLength, expected, ins, p1, p2, parseApdu } from './apdu';
import { changeBegin, changeStep } from './change-reference-data';
import { signBegin, signStep } from './compute-signature';
import { decipherBegin, decipherStep } from './decipher';
import { openRecord } from './envelope';
import { putFile, readBinary, selectFile } from './files';
import { generateBegin, generateStep, readPublicKey } from './generate-key-pair';
import { ageChallenge, getChallenge } from './get-challenge';
import { getResponse } from './get-response';
import { getStatus } from './get-status';
import { manageSecurityEnvironment } from './manage-security-environment';
import { memorySound } from './memory';
import { mutualAuthenticate } from './mutual-authenticate';
import { cardFlags, cardState } from './pin-record';
import { putContact, putHolderTexts } from './put-holder';
import { putDelivery } from './put-delivery';
import { putIssuerKey } from './put-issuer-key';
import { putKey } from './put-key';
import { putPinBegin, putPinStep } from './put-pin';
import { putTerminalKey } from './put-terminal-key';
import { command as commandBuffer } from './secrets';
import { response } from './response';
import { seal } from './seal';
import { select } from './select';
import { channelOpen, isVerified } from './session';
import { verifyBegin, verifyStep } from './verify';

const enum Column {
  Command = 0,
  Ins = 1,
  P1 = 2,
  P2 = 3,
  Channels = 4,
  States = 5,
  Pin = 6,
  Least = 7,
  Most = 8,
}

const ALLOW_READER: u32 = 1;

let running: u32 = 0;
let runningChannel: Channel = Channel.Plain;
let runningP2: u32 = 0;
/** True while the command under way came in a record, so its answer leaves in one. */
export let inRecord: bool = false;
/** How much the command on the line wants at most. */
export let outerExpected: u32 = 0;

function cell(row: u32, column: Column): u32 {
  return load<u16>(COMMAND_TABLE + <usize>((row * COMMAND_COLUMNS + column) << 1));
}

/** A command from the line: its status word, or WORKING while runCommand must be called again. */
export function startCommand(at: usize, length: u32): u32 {
  inRecord = false;
  clearAnswer();
  ageChallenge();
  outerExpected = 0;
  if (!memorySound()) return Sw.MemoryFailure;
  return dispatch(Channel.Plain, at, length);
}

function dispatch(channel: Channel, at: usize, length: u32): u32 {
  if (length < 4) return Sw.WrongLength;
  if (load<u8>(at) != 0) return Sw.UnknownClass;
  const whole = parseApdu(at, length);
  if (channel == Channel.Plain) outerExpected = expected;
  const row = findRow();
  if (row < 0) return row == NO_INSTRUCTION ? Sw.UnknownInstruction : Sw.WrongP1P2;
  if (!whole || dataLength < cell(row, Column.Least) || dataLength > cell(row, Column.Most)) return Sw.WrongLength;
  const refusal = mayRun(row, channel);
  if (refusal != Sw.Ok) return refusal;
  const command = cell(row, Column.Command);
  running = command;
  runningChannel = channel;
  runningP2 = p2;
  return begin(command, channel);
}

const NO_INSTRUCTION: i32 = -1;
const NO_PARAMETERS: i32 = -2;

function findRow(): i32 {
  let result = NO_INSTRUCTION;
  for (let row: u32 = 0; row < COMMAND_ROWS; row++) {
    if (cell(row, Column.Ins) != ins) continue;
    result = NO_PARAMETERS;
    if (matches(cell(row, Column.P1), p1) && matches(cell(row, Column.P2), p2)) return row;
  }
  return result;
}

function matches(allowed: u32, value: u32): bool {
  return allowed == ANY || allowed == value;
}

function mayRun(row: u32, channel: Channel): u32 {
  const channels = cell(row, Column.Channels);
  let allowed = (channels & (1 << <u32>channel)) != 0;
  if (!allowed && channel == Channel.Plain && (channels & (1 << Channel.Reader)) != 0) {
    allowed = (cardFlags() & ALLOW_READER) != 0;
  }
  if (!allowed) return Sw.SecurityStatus;
  const states = cell(row, Column.States);
  const state = cardState();
  if ((states & (1 << <u32>state)) == 0) {
    if ((states & (1 << CardState.Active)) == 0) return Sw.Conditions;
    if (state == CardState.Blocked) return Sw.PinBlocked;
    return state == CardState.MustChangePin ? Sw.MustChangePin : Sw.Conditions;
  }
  return cell(row, Column.Pin) == 0 || isVerified(channel) ? Sw.Ok : Sw.SecurityStatus;
}

function begin(command: u32, channel: Channel): u32 {
  switch (command) {
    case Command.Select: return select(p2, data, dataLength);
    case Command.SelectFile: return selectFile(p1, p2, data, dataLength);
    case Command.ReadBinary: return readBinary(p1, p2, expected);
    case Command.GetStatus: return getStatus(channel);
    case Command.GetChallenge: return getChallenge();
    case Command.MutualAuthenticate: return mutualAuthenticate(p2, data);
    case Command.Envelope: return openEnvelope();
    case Command.GetResponse: return getResponse();
    case Command.Verify: return verifyBegin(channel, data, dataLength);
    case Command.ChangeReferenceData: return changeBegin(data);
    case Command.Seal: return seal(p2, data);
    case Command.Response: return response(data);
    case Command.ManageSecurityEnvironment: return manageSecurityEnvironment(p2, data, dataLength);
    case Command.GenerateKeyPair: return generateBegin();
    case Command.ReadPublicKey: return readPublicKey(p2);
    case Command.ComputeSignature: return signBegin(data, dataLength);
    case Command.Decipher: return decipherBegin(data);
    case Command.PutIssuerKey: return putIssuerKey(data);
    case Command.PutHolder: return putHolderTexts(data, dataLength);
    case Command.PutPin: return putPinBegin(data);
    case Command.PutTerminalKey: return putTerminalKey(data);
    case Command.PutKey: return putKey(data, dataLength);
    case Command.PutContact: return putContact(data, dataLength);
    case Command.PutFile: return putFile(data, dataLength);
    case Command.PutDelivery: return putDelivery(data, dataLength);
    case Command.Activate: return activate();
  }
  return Sw.Internal;
}

/** The next piece of a long command. */
export function runCommand(): u32 {
  switch (running) {
    case Command.Verify: return verifyStep(runningChannel);
    case Command.ChangeReferenceData: return changeStep(runningChannel);
    case Command.PutPin: return putPinStep();
    case Command.GenerateKeyPair: return generateStep(runningP2);
    case Command.ComputeSignature: return signStep();
    case Command.Decipher: return decipherStep();
  }
  return Sw.Internal;
}

function openEnvelope(): u32 {
  const channel = channelOpen();
  if (channel == Channel.Plain) return Sw.Conditions;
  const length = openRecord(data, dataLength);
  if (length == 0) return Sw.ChannelBroken;
  inRecord = true;
  return dispatch(channel, commandBuffer, length);
}
