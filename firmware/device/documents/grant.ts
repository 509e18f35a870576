// The clerk's grant for deciphering: so many operations within so many minutes for one host, while the card stays in
// and
// the screen says so. Called by requests/pki.ts and screens/granted.ts.
import { State } from '../../../protocol/generated/firmware/states';
import { requestHost } from '../link/requests';
import { milliseconds } from '../board';
import { talk } from '../talk';

const MINUTE: u32 = 60_000;
let host: u32 = 0;
let wished: u32 = 0;
let minutes: u32 = 0;
let left: u32 = 0;
let endsAt: u32 = 0;

/** What the host asks for; nothing is granted yet. */
export function grantWish(operations: u32, minutesWished: u32): void {
  host = requestHost;
  wished = operations;
  minutes = minutesWished;
  left = 0;
}
export function grantHost(): u32 {
  return host;
}
export function grantWished(): u32 {
  return wished;
}
export function grantMinutes(): u32 {
  return minutes;
}

/** The clerk has pressed the key. */
export function grantGive(): void {
  left = wished;
  endsAt = milliseconds() + minutes * MINUTE;
}
export function grantEnd(): void {
  left = 0;
}

/** Operations left; 0 once the time is over. */
export function grantLeft(): u32 {
  return <i32>(endsAt - milliseconds()) > 0 ? left : 0;
}
/** Minutes left, rounded up. */
export function grantMinutesLeft(): u32 {
  return (endsAt - milliseconds() + MINUTE - 1) / MINUTE;
}

/** Takes one operation. */
export function grantUse(): void {
  left--;
}

/** True while this host may decipher: the screen that says so is the grant. */
export function granted(): bool {
  return talk.state == State.Granted && requestHost == host && grantLeft() > 0;
}
