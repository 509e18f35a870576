/* chip.wasm alone on a core, for calls from outside: no drivers, no loop. Linked by build-core.ts. */
#include "chip.h"

w2c_chip chip;

extern uint32_t data_start[], data_end[], data_load[], bss_start[], bss_end[];

void wasm_rt_allocate_memory(uint8_t* bytes, wasm_rt_memory_t* memory) {
  memset(bytes, 0, WASM_MEMORY_BYTES);
  *memory = (wasm_rt_memory_t){.data = bytes, .pages = 1, .max_pages = 1, .size = WASM_MEMORY_BYTES, .page_size = WASM_MEMORY_BYTES};
}

/* Who calls from outside looks for these two places. */
__attribute__((noreturn, noinline, used)) void returned(void) {
  for (;;) __asm__ volatile("" ::: "memory");
}
__attribute__((noreturn, noinline, used)) void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  for (;;) __asm__ volatile("nop" ::: "memory");
}

/* Called first. */
__attribute__((used)) void prepare(void) {
  const uint32_t* from = data_load;
  for (uint32_t* to = data_start; to < data_end;) *to++ = *from++;
  for (uint32_t* to = bss_start; to < bss_end;) *to++ = 0;
  wasm2c_chip_instantiate(&chip);
}
