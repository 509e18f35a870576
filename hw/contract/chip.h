/* What every board offers whatever runs on it, device or card. Nothing waits unless it says so. */
#ifndef CHIP_H_
#define CHIP_H_
#include <stdbool.h>
#include <stdint.h>

uint32_t now_milliseconds(void);
/* Sleeps until an interrupt, at most so long. */
void rest(uint32_t microseconds);

/* Stops that the stop screen shows: 100 and the trap of wasm-rt.h, or one of these. */
enum { STOP_TRAP = 100, STOP_FAULT = 120, STOP_WATCHDOG = 121, STOP_FLASH = 122, STOP_POINTER = 123, STOP_CARD = 150 };
/* Restarts the chip; the cause outlives that, 0 means an ordinary restart. */
__attribute__((noreturn)) void stop_with(uint32_t cause);
/* The cause of the last restart, once; 0 after power-on. */
uint32_t stop_cause(void);
/* Without this for four seconds the chip restarts. */
void watchdog_feed(void);

/* Addresses count from the start of the chip. Program and erase wait until the chip is done. */
void flash_read(uint32_t address, uint8_t* to, uint32_t length);
void flash_program(uint32_t address, const uint8_t* from, uint32_t length);
void flash_erase(uint32_t address);
/* Told by what runs: whether this part of flash is data that it may change. */
bool flash_may_change(uint32_t address, uint32_t length);

/* Raw noise; may wait a microsecond a bit. */
void entropy_read(uint8_t* to, uint32_t length);
#endif
