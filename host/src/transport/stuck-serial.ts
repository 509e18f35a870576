// A serial port that takes no bytes, in Node and in browsers. Used by serial.ts and web.ts.
import { SealError } from '../errors.ts';

/** The device works on its input at every step, and a flash erase holds an adapter back for less than half a second. */
export const SERIAL_WRITE_MS = 5_000;

export const stuckSerial = (): SealError =>
  new SealError(
    'timed-out',
    'Writing to the device: its serial port took no bytes for 5 s. Plug it in again; at an adapter, join CTS to the RTS of the device.',
    { retryable: true },
  );
