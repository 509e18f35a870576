/* What stands for the parts around the board. `wires.c` speaks to the test: each message is a letter and numbers of four bytes,
   lowest first, as the comments say. */
#ifndef WIRES_H_
#define WIRES_H_
#include "drivers.h"

/* Outlives a restart, not the emulator. */
typedef struct {
  /* Set while the device is switched on: a restart goes on by itself. */
  uint32_t powered;
  uint32_t stop_cause;
  /* Seconds since 1970 when the world began; 0: the clock was never set. */
  uint32_t world_began;
  /* Milliseconds since the world began. */
  uint32_t world;
  uint32_t noise;
} lasting_t;
extern lasting_t lasting;

/* The serial port (uart.c). */
void uart_start(void);

void wires_start(void);
/* Does what the test has asked; true if it did something. */
bool wires_run(void);
/* Lets as much time pass as the test has given, at most until `idle` microseconds have; false if it has given none. */
bool wires_pass(uint32_t idle);
#endif
