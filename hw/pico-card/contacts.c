/* The contacts that the terminal drives: RST on pin 6, the clock on pin 20, whose frequency says how long a bit is. I/O is
   iso-line.c. */
#include "rp2040.h"
#include "registers.h"
#include "contacts.h"
#include "iso-line.h"

enum { RST = 6, CLOCK = 20 };
/* Frequency counter (datasheet 2.15.6.2). */
#define COUNTER_REFERENCE (CLOCKS_BASE + 0x80u)
#define COUNTER_INTERVAL (CLOCKS_BASE + 0x90u)
#define COUNTER_SOURCE (CLOCKS_BASE + 0x94u)
#define COUNTER_STATUS (CLOCKS_BASE + 0x98u)
#define COUNTER_RESULT (CLOCKS_BASE + 0x9cu)
enum { REFERENCE_KHZ = 12000, CORE_KHZ = 125000, ONE_MILLISECOND = 10, PIN_20 = 6, DONE = 1 << 4 };
/* 5.2.3: a clock has 1 to 5 MHz at first. Outside of that the counter was not looking at one. */
enum { SLOWEST_KHZ = 900, FASTEST_KHZ = 5500, USUAL_KHZ = 3571 };

void contacts_start(void) {
  REG(PIN_PAD(RST)) = REG(PIN_PAD(CLOCK)) = PAD_PULL_DOWN;
  REG(PIN_CTRL(RST)) = FUNCTION_SIO;
  REG(PIN_CTRL(CLOCK)) = FUNCTION_CLOCK;
  REG(COUNTER_REFERENCE) = REFERENCE_KHZ;
  REG(COUNTER_INTERVAL) = ONE_MILLISECOND;
}

bool contacts_reset(void) { return (REG(GPIO_IN) & (1u << RST)) == 0; }

uint32_t contacts_etu(void) {
  const uint32_t start = now_microseconds();
  REG(COUNTER_SOURCE) = PIN_20;
  while ((REG(COUNTER_STATUS) & DONE) == 0 && now_microseconds() - start < 3000) {}
  uint32_t khz = REG(COUNTER_RESULT) >> 5;
  if (khz < SLOWEST_KHZ || khz > FASTEST_KHZ) khz = USUAL_KHZ;
  return (CORE_KHZ * CLOCKS_AN_ETU + khz / 2) / khz;
}
