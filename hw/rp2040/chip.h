/* What the drivers of this folder offer every board on an RP2040. Nothing waits unless it says so. */
#ifndef CHIP_H_
#define CHIP_H_
#include <stdbool.h>
#include <stdint.h>

/* Crystal, 125 MHz, microsecond timer. */
void clocks_start(void);
uint32_t now_microseconds(void);
uint32_t now_milliseconds(void);
/* Sleeps until an interrupt, at most so long. Call with interrupts off. */
void sleep_at_most(uint32_t microseconds);

/* Stops that the stop screen shows: 100 and the trap of wasm-rt.h, or one of these. */
enum { STOP_TRAP = 100, STOP_FAULT = 120, STOP_WATCHDOG = 121, STOP_FLASH = 122, STOP_POINTER = 123, STOP_CARD = 150 };
/* Restarts the chip; the cause outlives that, 0 means an ordinary restart. */
__attribute__((noreturn)) void stop_with(uint32_t cause);
/* The cause of the last restart, once; 0 after power-on. */
uint32_t stop_cause(void);
void watchdog_start(void);
/* Without this for four seconds the chip restarts. Also for code in RAM. */
void watchdog_feed(void);

/* Clears what functions that have returned left on the stack. */
void stack_wipe(void);

/* For code that runs while flash cannot be read. */
#define FROM_RAM __attribute__((section(".from_ram"), noinline, long_call))
/* Called again and again, with interrupts off, while flash is being programmed or erased; drivers may define them. */
FROM_RAM void flash_meanwhile(void);
FROM_RAM void usb_meanwhile(void);
/* Told by the board: whether this part of flash is data that the firmware may change. */
bool flash_may_change(uint32_t address, uint32_t length);
/* Notes how to get back to reading, and protects the program. */
void flash_start(void);
/* What the flash chip refuses to change until power goes or it is told anew: SEC (sectors, not blocks), TB (from the bottom) and
   BP: the lower half of the chip, or its first 16 KiB. */
enum { PROTECT_NOTHING = 0, PROTECT_PROGRAM = 0x20 | 0x14, PROTECT_FIRST_STAGE = 0x40 | 0x20 | 0x0c };
void flash_protect(uint8_t bits);
/* Addresses count from the start of the chip. Program and erase wait until the chip is done. */
void flash_read(uint32_t address, uint8_t* to, uint32_t length);
void flash_program(uint32_t address, const uint8_t* from, uint32_t length);
void flash_erase(uint32_t address);

/* Raw bits of the ring oscillator; waits a microsecond a bit. */
void entropy_read(uint8_t* to, uint32_t length);
#endif
