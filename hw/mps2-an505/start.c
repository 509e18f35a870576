/* From reset to main, and back: vectors, faults, and why the core had to start anew. */
#include "wires.h"
#include "registers.h"
#include "wasm-rt.h"

extern uint32_t stack_top[], data_start[], data_end[], data_load[], bss_start[], bss_end[];
int main(void);

void reset_handler(void) {
  /* Interrupts wake the core and are never taken. */
  __asm__ volatile("cpsid i" ::: "memory");
  const uint32_t* from = data_load;
  for (uint32_t* to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t* to = bss_start; to < bss_end;) *to++ = 0;
  main();
}

static void fault(void) { stop_with(STOP_FAULT); }

__attribute__((section(".vectors"), used)) static void* const vectors[16] = {
    stack_top, reset_handler, fault, fault, fault, fault, fault, fault, [11] = fault, [14] = fault, [15] = fault};

void stop_with(uint32_t cause) {
  lasting.stop_cause = cause;
  REG(RESET_REQUEST) = RESET_NOW;
  for (;;) {}
}

void wasm_rt_trap(wasm_rt_trap_t trap) { stop_with(STOP_TRAP + trap); }

uint32_t stop_cause(void) {
  const uint32_t cause = lasting.stop_cause;
  lasting.stop_cause = 0;
  return cause;
}

/* The machine has one; a test that hangs is ended from outside. */
void watchdog_feed(void) {}

void rest(uint32_t microseconds) {
  (void)microseconds;
  REG(UART_INTERRUPTS(PORT_UART)) = 3;
  REG(UART_INTERRUPTS(WIRES_UART)) = 3;
  REG(NVIC_CLEAR) = 0xffffffffu;
  /* Bytes that came before the interrupts were cleared wait in the UARTs. */
  if (((REG(UART_STATE(PORT_UART)) | REG(UART_STATE(WIRES_UART))) & RX_FULL) != 0) return;
  __asm__ volatile("wfi" ::: "memory");
}
