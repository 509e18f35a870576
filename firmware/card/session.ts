// What the card remembers between commands while it has power: channel, verified PIN, chosen file and key. No secret
// here. Called by the dispatcher and the commands; everything is forgotten at reset, SELECT and a broken channel.
import { Channel, KeyRef } from '../../protocol/generated/firmware/apdu';
import { wipe } from '../shared/constant-time';
import { RsaHash } from '../shared/rsa-encoding';
import { dataKey, sessionKeys } from './secrets';

/** Values of `verifiedMark`, far apart, so that no single flipped bit or skipped store verifies. */
const VERIFIED: u32 = 0x5ac3963c;
const NOT_VERIFIED: u32 = 0xa53c69c3;

let openChannel: Channel = Channel.Plain;
let verifiedMark: u32 = NOT_VERIFIED;
let verifiedIn: Channel = Channel.Plain;
let dataKeyThere: bool = false;

/** Records opened and sealed in the channel so far. */
export let recordsIn: u32 = 0;
export let recordsOut: u32 = 0;
/** Seconds since 1970 as the proved terminal said; 0 unknown. */
export let terminalTime: u32 = 0;
/** Place in the table of files.ts, or -1. */
export let selectedFile: i32 = -1;
export let signatureKey: u32 = KeyRef.RsaSignature;
export let signatureHash: RsaHash = RsaHash.SHA256;
/** True if what is signed must come as a DigestInfo. */
export let signatureInfo: bool = false;
export let decipherKey: u32 = KeyRef.RsaEncryption;

/** The channel that is open, Plain if none. */
export function channelOpen(): Channel {
  return openChannel;
}

/** Forgets the PIN and the data key. */
export function forgetPin(): void {
  verifiedMark = NOT_VERIFIED;
  dataKeyThere = false;
  wipe(dataKey, 32);
}

/** A command that was given up half-way may have left a data key that nobody has verified. */
export function forgetLooseKey(): void {
  if (!dataKeyThere) wipe(dataKey, 32);
}

export function closeSession(): void {
  forgetPin();
  openChannel = Channel.Plain;
  wipe(sessionKeys, 64);
  recordsIn = 0;
  recordsOut = 0;
  terminalTime = 0;
  selectedFile = -1;
  chooseSignature(KeyRef.RsaSignature, RsaHash.SHA256, false);
  decipherKey = KeyRef.RsaEncryption;
}

/** The session keys lie in sessionKeys. */
export function openSession(channel: Channel, time: u32): void {
  openChannel = channel;
  terminalTime = time;
}

export function countRecordIn(): void {
  recordsIn++;
}

export function countRecordOut(): void {
  recordsOut++;
}

/** The data key lies in dataKey. */
export function setVerified(channel: Channel): void {
  dataKeyThere = true;
  verifiedIn = channel;
  verifiedMark = VERIFIED;
}

/** True if the PIN was verified through this very channel. */
export function isVerified(channel: Channel): bool {
  return verifiedMark == VERIFIED && dataKeyThere && verifiedIn == channel;
}

/** While a card is being personalised: the data key is there although no PIN was verified. */
export function setDataKeyThere(): void {
  dataKeyThere = true;
}

export function hasDataKey(): bool {
  return dataKeyThere;
}

export function selectFilePlace(place: i32): void {
  selectedFile = place;
}

export function chooseSignature(key: u32, hash: RsaHash, info: bool): void {
  signatureKey = key;
  signatureHash = hash;
  signatureInfo = info;
}

export function chooseDecipher(key: u32): void {
  decipherKey = key;
}
