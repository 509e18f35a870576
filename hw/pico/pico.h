/* What the drivers of this folder offer each other and the loop, beside contract/drivers.h: one file each, named after it. Nothing
   waits unless it says so. */
#ifndef PICO_H_
#define PICO_H_
#include "drivers.h"
#include "rp2040.h"

/* The bus of display and clock. */
void i2c_start(void);
/* Writes, then reads after a repeated start; false if nobody answers. Waits, first for what i2c_send is told to send. */
bool i2c_exchange(uint32_t address, const uint8_t* out, uint32_t out_length, uint8_t* in, uint32_t in_length);
/* Sends by interrupts what `next` gives, byte by byte: I2C_LAST with the last of each transfer, I2C_NOTHING when all is sent. `next`
   is told when the transfer under way is lost. Call with interrupts off; while it sends, a call changes nothing. */
enum { I2C_LAST = 1 << 9 };
#define I2C_NOTHING (~0u)
void i2c_send(uint32_t address, uint32_t (*next)(bool lost));

void display_start(void);
void keypad_start(void);
void beeper_start(void);
void uart_start(void);
void usb_start(void);
#endif
