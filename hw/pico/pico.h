/* What the drivers of this folder offer each other: one file each, named after it. Nothing waits unless it says so. */
#ifndef PICO_H_
#define PICO_H_
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
/* Without this for four seconds the chip restarts. */
void watchdog_feed(void);

/* The bus of display and clock. `i2c_take` waits until the display has all it was given. */
void i2c_start(void);
void i2c_address(uint32_t address);
void i2c_take(void);
/* Writes, then reads after a repeated start; false if nobody answers. Waits. */
bool i2c_exchange(uint32_t address, const uint8_t* out, uint32_t out_length, uint8_t* in, uint32_t in_length);

void display_start(void);
/* Takes `pages` pages of 128 bytes from page `first` on; they are sent by interrupts. */
void display_pages(const uint8_t* bytes, uint32_t first, uint32_t pages);
bool display_busy(void);

/* Seconds since 1970; 0 if the clock is absent, was never set or lost its battery. */
uint32_t rtc_read(void);
void rtc_write(uint32_t seconds);

void keypad_start(void);
/* Looks at all keys when it is time to; calls back for each that went down or up. */
void keypad_scan(void (*edge)(uint32_t key, bool down));

void beeper_start(void);
void beeper_sound(uint32_t hertz, uint32_t milliseconds);
/* Ends a tone that has lasted long enough. */
void beeper_tick(void);

/* The regions that the firmware may change; the program is not among them. */
enum { CARD_FLASH = 0x170000, CARD_FLASH_BYTES = 0x10000, DEVICE_FLASH = 0x180000, DEVICE_FLASH_BYTES = 0x80000 };
void flash_start(void);
/* Addresses count from the start of the chip. Program and erase wait until the chip is done. */
void flash_read(uint32_t address, uint8_t* to, uint32_t length);
void flash_program(uint32_t address, const uint8_t* from, uint32_t length);
void flash_erase(uint32_t address);

/* Raw bits of the ring oscillator; waits a microsecond a bit. */
void entropy_read(uint8_t* to, uint32_t length);

void uart_start(void);
uint32_t uart_send(const uint8_t* from, uint32_t length);
uint32_t uart_receive(uint8_t* to, uint32_t capacity);
/* True once for bytes that came since it was asked last. */
bool uart_news(void);
/* True once when there is room again after uart_send took less than it was given. */
bool uart_room(void);

/* The device's firmware (device-board.c) and the card's (soft-card.c). */
void device_start(void);
/* Brings what has happened to the device and does a piece of its work; true while more waits. */
bool device_run(void);
/* Microseconds until the device asked to be woken. */
uint32_t device_idle(void);
void device_card_byte(uint8_t byte);

void soft_card_start(void);
void soft_card_power(bool on);
void soft_card_receive(const uint8_t* bytes, uint32_t length);
bool soft_card_run(void);
/* True once when the contact of the slot has changed; `inserted` tells how it is now. */
bool slot_changed(bool* inserted);
#endif
