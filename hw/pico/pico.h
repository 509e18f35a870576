/* What the drivers of this folder offer each other and the loop, beside contract/drivers.h: one file each, named after it. Nothing
   waits unless it says so. */
#ifndef PICO_H_
#define PICO_H_
#include "drivers.h"
#include "rp2040.h"

/* The bus of display and clock. `i2c_take` waits until the display has all it was given. */
void i2c_start(void);
void i2c_address(uint32_t address);
void i2c_take(void);
/* Writes, then reads after a repeated start; false if nobody answers. Waits. */
bool i2c_exchange(uint32_t address, const uint8_t* out, uint32_t out_length, uint8_t* in, uint32_t in_length);

/* Pages are sent by interrupts. */
void display_start(void);
bool display_busy(void);

void keypad_start(void);
void beeper_start(void);
void uart_start(void);
void usb_start(void);
#endif
