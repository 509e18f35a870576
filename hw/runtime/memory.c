/* The linear memory of a module, which translate.ts lays out: static, one page. Called by the C of wasm2c. */
#include "wasm-rt.h"

void wasm_rt_allocate_memory(uint8_t* bytes, wasm_rt_memory_t* memory) {
  memset(bytes, 0, WASM_MEMORY_BYTES);
  *memory = (wasm_rt_memory_t){.data = bytes, .pages = 1, .max_pages = 1, .size = WASM_MEMORY_BYTES, .page_size = WASM_MEMORY_BYTES};
}
