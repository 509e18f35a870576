/* Clocks: crystal 12 MHz -> PLLs -> 125 MHz for the core, 48 MHz for USB; the microsecond timer and its alarm. */
#include "rp2040.h"
#include "registers.h"

#define XOSC_BASE 0x40024000u
#define PLL_SYS_BASE 0x40028000u
#define PLL_USB_BASE 0x4002c000u
#define TIMER_ALARM0 (TIMER_BASE + 0x10u)
#define TIMER_ARMED (TIMER_BASE + 0x20u)
#define TIMER_RAWH (TIMER_BASE + 0x24u)
#define TIMER_RAWL (TIMER_BASE + 0x28u)
#define TIMER_INTR (TIMER_BASE + 0x34u)
#define TIMER_INTE (TIMER_BASE + 0x38u)
/* The timer must not be asked for a moment that has passed before it is armed. */
#define SHORTEST_SLEEP 20u

/* Datasheet 2.18.2: reset, feedback divider, power, lock, post dividers. */
static void pll_start(uint32_t base, uint32_t feedback, uint32_t divide1, uint32_t divide2) {
  REG(base) = 1;
  REG(base + 8) = feedback;
  REG_CLEAR(base + 4) = 0x21;
  while ((REG(base) & 0x80000000u) == 0) {}
  REG(base + 12) = (divide1 << 16) | (divide2 << 12);
  REG_CLEAR(base + 4) = 8;
}

void clocks_start(void) {
  REG(XOSC_BASE + 0x0c) = 47;
  REG(XOSC_BASE) = 0xfabaa0;
  while ((REG(XOSC_BASE + 4) & 0x80000000u) == 0) {}
  REG(CLOCKS_BASE + 0x30) = 2; /* clk_ref from the crystal */
  while (REG(CLOCKS_BASE + 0x38) != 4) {}
  REG_CLEAR(CLOCKS_BASE + 0x3c) = 1; /* clk_sys from clk_ref while its PLL starts */
  while (REG(CLOCKS_BASE + 0x44) != 1) {}
  unreset(RESET_PLL_SYS | RESET_PLL_USB | RESET_IO_BANK0 | RESET_PADS_BANK0 | RESET_IO_QSPI | RESET_PADS_QSPI);
  pll_start(PLL_SYS_BASE, 125, 6, 2);
  pll_start(PLL_USB_BASE, 100, 5, 5);
  REG(CLOCKS_BASE + 0x3c) = 0;
  REG(CLOCKS_BASE + 0x3c) = 1; /* clk_sys from its PLL */
  while (REG(CLOCKS_BASE + 0x44) != 2) {}
  REG(CLOCKS_BASE + 0x54) = 1u << 11; /* clk_usb */
  REG(CLOCKS_BASE + 0x48) = 1u << 11; /* clk_peri = clk_sys */
  REG(WATCHDOG_BASE + 0x2c) = 12 | (1u << 9); /* a tick each microsecond */
  unreset(RESET_TIMER);
  REG(TIMER_INTE) = 1;
  REG(NVIC_ENABLE) = 1u << IRQ_TIMER0;
}

uint32_t now_microseconds(void) { return REG(TIMER_RAWL); }

uint32_t now_milliseconds(void) {
  uint32_t high, low;
  do {
    high = REG(TIMER_RAWH);
    low = REG(TIMER_RAWL);
  } while (high != REG(TIMER_RAWH));
  return (uint32_t)((((uint64_t)high << 32) | low) / 1000);
}

void timer0_interrupt(void) { REG(TIMER_INTR) = 1; }

void sleep_at_most(uint32_t microseconds) {
  if (microseconds < SHORTEST_SLEEP) return;
  REG(TIMER_ALARM0) = now_microseconds() + microseconds;
  __asm__ volatile("wfi");
  REG(TIMER_ARMED) = 1;
}

void rest(uint32_t microseconds) {
  interrupts_off();
  sleep_at_most(microseconds);
  interrupts_on();
}
