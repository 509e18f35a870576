/* From reset to main, and back: vectors, faults, the watchdog and the cause of a stop. */
#include "rp2040.h"
#include "registers.h"
#include "wasm-rt.h"

#define WATCHDOG_LOAD (WATCHDOG_BASE + 0x04u)
#define WATCHDOG_REASON (WATCHDOG_BASE + 0x08u)
#define WATCHDOG_SCRATCH0 (WATCHDOG_BASE + 0x0cu)
#define PSM_WDSEL 0x40010008u
#define TRIGGER (1u << 31)
#define ENABLE (1u << 30)
#define MAGIC 0x5369ea00u
/* The counter loses two a microsecond (erratum RP2040-E1). */
#define FOUR_SECONDS 8000000u

extern uint32_t stack_bottom[], stack_top[], data_start[], data_end[], data_load[], bss_start[], bss_end[];
int main(void);
void timer0_interrupt(void);

void reset_handler(void) {
  const uint32_t* from = data_load;
  for (uint32_t* to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t* to = bss_start; to < bss_end;) *to++ = 0;
  main();
}

void stack_wipe(void) {
  volatile uint32_t* end;
  __asm__ volatile("mov %0, sp" : "=r"(end));
  for (volatile uint32_t* at = stack_bottom; at < end; at++) *at = 0;
}

static void fault(void) { stop_with(STOP_FAULT); }

/* Boards define those that they use. */
#define HANDLER(name) __attribute__((weak)) void name(void) { fault(); }
HANDLER(uart0_interrupt)
HANDLER(uart1_interrupt)
HANDLER(i2c0_interrupt)
HANDLER(usb_interrupt)

__attribute__((section(".vectors"), used)) static void* const vectors[16 + 26] = {
    stack_top, reset_handler, fault, fault, [11] = fault, [14] = fault, [15] = fault,
    [16 + IRQ_TIMER0] = timer0_interrupt, [16 + IRQ_USB] = usb_interrupt,
    [16 + IRQ_UART0] = uart0_interrupt, [16 + IRQ_UART1] = uart1_interrupt, [16 + IRQ_I2C0] = i2c0_interrupt};

void stop_with(uint32_t cause) {
  interrupts_off();
  REG(WATCHDOG_SCRATCH0) = MAGIC | cause;
  /* Everything but the two oscillators starts anew (datasheet 2.13). */
  REG(PSM_WDSEL) = 0x1fffcu;
  REG_SET(WATCHDOG_BASE) = TRIGGER;
  for (;;) {}
}

void wasm_rt_trap(wasm_rt_trap_t trap) { stop_with(STOP_TRAP + trap); }

uint32_t stop_cause(void) {
  const uint32_t noted = REG(WATCHDOG_SCRATCH0);
  REG(WATCHDOG_SCRATCH0) = 0;
  if ((noted & ~0xffu) == MAGIC) return noted & 0xffu;
  return (REG(WATCHDOG_REASON) & 1) != 0 ? STOP_WATCHDOG : 0;
}

void watchdog_start(void) {
  REG(PSM_WDSEL) = 0x1fffcu;
  watchdog_feed();
  REG_SET(WATCHDOG_BASE) = ENABLE;
}

FROM_RAM void watchdog_feed(void) { REG(WATCHDOG_LOAD) = FOUR_SECONDS; }
