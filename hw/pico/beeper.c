/* A piezo on pin 15, driven by channel B of PWM slice 7 at half duty. */
#include "pico.h"
#include "registers.h"

#define SLICE 0x4005008cu
#define CSR SLICE
#define DIV (SLICE + 0x04u)
#define CC (SLICE + 0x0cu)
#define TOP (SLICE + 0x10u)
enum { PIN = 15, DIVIDER = 64, STEPS = 125000000 / DIVIDER, LOWEST = 100, HIGHEST = 10000 };

static bool sounding;
static uint32_t ends_at;

void beeper_start(void) {
  unreset(RESET_PWM);
  REG(PIN_PAD(PIN)) = PAD_OUTPUT;
  REG(PIN_CTRL(PIN)) = FUNCTION_PWM;
  REG(DIV) = DIVIDER << 4;
}

void beeper_sound(uint32_t hertz, uint32_t milliseconds) {
  if (hertz < LOWEST || hertz > HIGHEST || milliseconds == 0) return;
  const uint32_t top = STEPS / hertz;
  REG(TOP) = top - 1;
  REG(CC) = (top / 2) << 16;
  REG(CSR) = 1;
  sounding = true;
  ends_at = now_milliseconds() + milliseconds;
}

void beeper_tick(void) {
  if (!sounding || (int32_t)(now_milliseconds() - ends_at) < 0) return;
  sounding = false;
  REG(CC) = 0;
}
