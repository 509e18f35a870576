/* The linear memories of the modules: static, one page each, aligned for every access. Called by the C of wasm2c. */
#include "wasm-rt.h"

uint8_t device_memory[WASM_MEMORY_BYTES] __attribute__((aligned(8), section(".linear_memory")));
uint8_t card_memory[WASM_MEMORY_BYTES] __attribute__((aligned(8), section(".linear_memory")));

void wasm_rt_allocate_memory(uint8_t* bytes, wasm_rt_memory_t* memory) {
  memset(bytes, 0, WASM_MEMORY_BYTES);
  *memory = (wasm_rt_memory_t){.data = bytes, .pages = 1, .max_pages = 1, .size = WASM_MEMORY_BYTES, .page_size = WASM_MEMORY_BYTES};
}
