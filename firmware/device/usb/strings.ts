// String descriptors; the serial number is the device's own, 16 hexadecimal digits. Called by standard.ts.
// USB 2.0, 9.6.7.
import { STRING_COUNT, STRING_DESCRIPTORS, STRING_SERIAL } from '../../../protocol/generated/firmware/usb';
import { deviceSerial } from '../link/device-keys';
import { give, STALL } from './request';

const SERIAL: u32 = 8;
const SERIAL_DESCRIPTOR: u32 = 2 + 4 * SERIAL;
const STRING: u32 = 3;
const serial: usize = memory.data(SERIAL_DESCRIPTOR, 4);

/** `index` 0 lists the languages: English. The language that is asked for makes no difference. */
export function stringDescriptor(index: u32): i32 {
  if (index == STRING_SERIAL) return give(serialDescriptor(), SERIAL_DESCRIPTOR);
  if (index >= STRING_COUNT) return STALL;
  let at = STRING_DESCRIPTORS;
  for (let i: u32 = 0; i < index; i++) at += i == STRING_SERIAL ? 1 : <usize>load<u8>(at);
  return give(at, load<u8>(at));
}

function serialDescriptor(): usize {
  store<u8>(serial, <u8>SERIAL_DESCRIPTOR);
  store<u8>(serial, <u8>STRING, 1);
  const bytes = deviceSerial();
  for (let i: u32 = 0; i < 2 * SERIAL; i++) {
    const byte = <u32>load<u8>(bytes + (i >> 1));
    const digit = (i & 1) == 0 ? byte >> 4 : byte & 0x0f;
    store<u16>(serial + 2 + 2 * i, <u16>(digit < 10 ? 0x30 + digit : 0x61 - 10 + digit));
  }
  return serial;
}
