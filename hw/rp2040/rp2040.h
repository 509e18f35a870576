/* What the drivers of this folder offer each other and every board on an RP2040, beside contract/chip.h. */
#ifndef RP2040_H_
#define RP2040_H_
#include "chip.h"

/* Crystal, 125 MHz, microsecond timer. */
void clocks_start(void);
uint32_t now_microseconds(void);
/* As rest(), but with interrupts off before and after, so that none is missed. */
void sleep_at_most(uint32_t microseconds);

/* From then on watchdog_feed is needed; that may be called from code in RAM too. */
void watchdog_start(void);

/* Clears what functions that have returned left on the stack. */
void stack_wipe(void);

/* For code that runs while flash cannot be read. */
#define FROM_RAM __attribute__((section(".from_ram"), noinline, long_call))
/* Called again and again, with interrupts off, while flash is being programmed or erased; drivers may define them. */
FROM_RAM void flash_meanwhile(void);
FROM_RAM void usb_meanwhile(void);
/* Notes how to get back to reading, and protects the program. */
void flash_start(void);
/* What the flash chip refuses to change until power goes or it is told anew: SEC (sectors, not blocks), TB (from the bottom) and
   BP: the lower half of the chip, or its first 16 KiB. */
enum { PROTECT_NOTHING = 0, PROTECT_PROGRAM = 0x20 | 0x14, PROTECT_FIRST_STAGE = 0x40 | 0x20 | 0x0c };
void flash_protect(uint8_t bits);
#endif
