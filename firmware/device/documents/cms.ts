// The signed attributes of a CMS signature (RFC 5652, 5.3 and 11), built on the device: content type, time, digest of
// the message that was shown. Called by sealing.ts. DER of a SET sorts by encoding, which is this order.
import { derPrimitive, derWrap, Tag } from '../../shared/der';
import { Moment, toMoment } from '../calendar';

export const CMS_MAX: u32 = 128;
// 1.2.840.113549.1.9.3 contentType, .9.5 signingTime, .9.4 messageDigest, .7.1 data
const CONTENT_TYPE: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03]);
const SIGNING_TIME: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05]);
const MESSAGE_DIGEST: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04]);
const DATA: usize = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]);
const OID: u32 = 9;
const YEAR_2050: u32 = 2_524_608_000;
const moment = changetype<Moment>(memory.data(20, 4));
const time: usize = memory.data(16, 4);
const work: usize = memory.data(128, 4);

/** Writes the SET of attributes to `out`; answers its length. No clock, no time in it. */
export function signedAttributes(digest: usize, seconds: u32, out: usize): u32 {
  const end = work + CMS_MAX;
  let p = attribute(derPrimitive(end, Tag.OCTET_STRING, digest, 32), end, MESSAGE_DIGEST);
  if (seconds != 0 && seconds < YEAR_2050)
    p = attribute(derPrimitive(p, Tag.UTC_TIME, utcTime(seconds), 13), p, SIGNING_TIME);
  p = attribute(derPrimitive(p, Tag.OID, DATA, OID), p, CONTENT_TYPE);
  p = derWrap(p, end, Tag.SET);
  memory.copy(out, p, end - p);
  return <u32>(end - p);
}

/** SEQUENCE { type, SET { value } } around the value from `p` to `end`. */
function attribute(p: usize, end: usize, type: usize): usize {
  p = derWrap(p, end, Tag.SET);
  p = derPrimitive(p, Tag.OID, type, OID);
  return derWrap(p, end, Tag.SEQUENCE);
}

/** YYMMDDHHMMSSZ, which stands for 1950 to 2049 (RFC 5280, 4.1.2.5.1). */
function utcTime(seconds: u32): usize {
  toMoment(seconds, moment);
  two(0, moment.year % 100);
  two(2, moment.month);
  two(4, moment.day);
  two(6, moment.hour);
  two(8, moment.minute);
  two(10, seconds % 60);
  store<u8>(time, 0x5a, 12);
  return time;
}

function two(at: usize, value: u32): void {
  store<u8>(time + at, <u8>(0x30 + value / 10));
  store<u8>(time + at, <u8>(0x30 + (value % 10)), 1);
}
