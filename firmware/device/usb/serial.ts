// Requests of the serial port: line coding, which means nothing here but is kept, and DTR, which opens and closes the
// port. Called by usb.ts. CDC PSTN 1.2, 6.3.
import { SERIAL_CONTROL_INTERFACE } from '../../../protocol/generated/firmware/usb';
import { Port, usbPort } from '../board';
import { done, give, Setup, setup, STALL } from './request';

/** Type and request: 0x21 to the interface, 0xa1 from it. */
const enum Ask {
  SetLineCoding = 0x2120,
  GetLineCoding = 0xa121,
  SetControlLineState = 0x2122,
  SendBreak = 0x2123,
}

const DTR: u32 = 1;
/** Rate (4 bytes), stop bits, parity, data bits. */
const LINE: u32 = 7;
/** 115200 baud, 8 data bits, one stop bit, until a host says otherwise. */
const line: usize = memory.data<u8>([0x00, 0xc2, 0x01, 0x00, 0, 0, 8]);
let open: bool = false;

export function serialReset(): void {
  open = false;
}

export function serialClose(): void {
  if (open) usbPort(Port.UsbSerial, 0);
  open = false;
}

/** `sent`: how many bytes the host sent. */
export function serialRequest(sent: u32): i32 {
  if (<u32>setup.index != SERIAL_CONTROL_INTERFACE) return STALL;
  switch ((<u32>setup.type << 8) | <u32>setup.request) {
    case Ask.SetLineCoding:
      if (sent != LINE) return STALL;
      memory.copy(line, changetype<usize>(setup) + offsetof<Setup>('data'), LINE);
      return done();
    case Ask.GetLineCoding:
      return give(line, LINE);
    case Ask.SetControlLineState:
      return lineState((<u32>setup.value & DTR) != 0);
    case Ask.SendBreak:
      return done();
    default:
      return STALL;
  }
}

function lineState(ready: bool): i32 {
  if (ready == open) return done();
  if (!ready) serialClose();
  else if (usbPort(Port.UsbSerial, 1) == 0) return STALL;
  open = ready;
  return done();
}
