// The device's part of USB that is the same on every board: one control request in, an answer or a refusal out.
// Called by index.ts with UsbReset and UsbRequest. What is asked for stands in standard.ts and serial.ts. USB 2.0, 9.3.
import { usbAnswer, usbRequest, usbStall } from '../board';
import { answer, Setup, setup, STALL } from './request';
import { serialRequest, serialReset } from './serial';
import { standardRequest, standardReset } from './standard';
import { vendorRequest } from './vendor';

/** bmRequestType: bits 5 and 6. */
const KIND: u32 = 0x60;
const enum Kind {
  Standard = 0x00,
  Class = 0x20,
  Vendor = 0x40,
}

export function usbReset(): void {
  standardReset();
  serialReset();
}

export function usbControl(): void {
  const length = usbRequest(changetype<usize>(setup), offsetof<Setup>());
  const done = length < 8 ? STALL : control(length - 8);
  if (done == STALL) return usbStall();
  const asked = <i32>setup.length;
  usbAnswer(answer.pointer, <u32>(done < asked ? done : asked));
}

/** How many bytes lie at `answer`, or STALL. */
function control(sent: u32): i32 {
  switch (<u32>setup.type & KIND) {
    case Kind.Standard:
      return standardRequest();
    case Kind.Class:
      return serialRequest(sent);
    case Kind.Vendor:
      return vendorRequest();
    default:
      return STALL;
  }
}
