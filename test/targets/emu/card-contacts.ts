// Pins of the emulated card behind its contacts, and the frequency counter with which it looks at its clock. Called by
// card-wires.ts and card-reader.ts.
import type { RP2040 } from 'rp2040js';

/** Pins of hw/pico-card/contacts.c, and of hw/rp2040/iso-line/iso-line.c. */
export const RST = 6;
export const OUT = 4;
export const IN = 5;
const FUNCTION_UART = 2;

export const isUart = (rp: RP2040, pin: number): boolean => rp.gpio[pin]!.functionSelect === FUNCTION_UART;

/** A measurement takes as long as contacts.c asks for. */
const COUNT_NANOS = 1_000_000;

/** The counter (datasheet 2.15.6.2), which the emulator lacks. */
export function wireClockCounter(rp: RP2040, kilohertz: () => number): void {
  const clocks = rp.peripherals[0x40008]!;
  const [read, write] = [clocks.readUint32.bind(clocks), clocks.writeUint32.bind(clocks)];
  let doneAt = Number.POSITIVE_INFINITY;
  clocks.readUint32 = (offset) => {
    if (offset === 0x98) return rp.clock.nanos >= doneAt ? 1 << 4 : 0;
    return offset === 0x9c ? Math.floor(kilohertz() * 32) : read(offset);
  };
  clocks.writeUint32 = (offset, value) => {
    if (offset === 0x94) doneAt = rp.clock.nanos + COUNT_NANOS;
    if (offset < 0x80 || offset > 0x9c) write(offset, value);
  };
}

/** 372 clocks are a bit, to a hundredth. */
export function checkPace(bitNanos: number, kilohertz: number, complain: (text: string) => void): void {
  const expected = (372 / kilohertz) * 1e6;
  if (Math.abs(bitNanos / expected - 1) > 0.01)
    complain(`bits of ${bitNanos} ns on the card line, where the clock asks for ${expected.toFixed(0)}`);
}
