// As much of the RP2040's boot ROM as the first stage asks for (datasheet 2.8.3): a lookup of functions by two letters, and the one
// that makes the chip a USB drive. Called by pico.ts.
import type { RP2040 } from 'rp2040js';

const TABLE = 0x14;
const LOOKUP = 0x40;
const USB_BOOT = 0x60;
const END = 0x80;
/** "UB" */
const USB_BOOT_NAME = 0x4255;
const LOOKUP_BREAK = 0x54;
const USB_BREAK = 0x55;

/** Reads of these addresses are no mistake. */
export const isBootRom = (address: number): boolean =>
  (address >= TABLE && address < TABLE + 8) || (address >= LOOKUP && address < END);

/** Puts the functions in place; `drive` is called when the chip becomes a USB drive. */
export function putBootRom(rp: RP2040, drive: () => void, complain: (text: string) => void): void {
  const rom = new Uint16Array(rp.bootrom.buffer);
  rom[TABLE / 2] = LOOKUP;
  rom[TABLE / 2 + 2] = LOOKUP | 1;
  // bkpt; movs r0, #USB_BOOT + 1; bx lr
  rom.set([0xbe00 | LOOKUP_BREAK, 0x2000 | USB_BOOT | 1, 0x4770], LOOKUP / 2);
  // bkpt; wfi; b .-2
  rom.set([0xbe00 | USB_BREAK, 0xbf30, 0xe7fd], USB_BOOT / 2);
  rp.onBreak = (code) => {
    if (code === USB_BREAK) drive();
    else if (code !== LOOKUP_BREAK || rp.core.registers[1] !== USB_BOOT_NAME) complain(`breakpoint ${code}`);
  };
}
