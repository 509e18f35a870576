/* The linear memory of a module, as its board contract reaches into it. */
#ifndef POINTER_H_
#define POINTER_H_
#include "chip.h"
#include "wasm-rt.h"

/* `length` bytes from `pointer` on; stops the chip where they are not all there. */
static inline uint8_t* memory_at(uint8_t* memory, uint32_t pointer, uint32_t length) {
  if (pointer > WASM_MEMORY_BYTES || length > WASM_MEMORY_BYTES - pointer) stop_with(STOP_POINTER);
  return memory + pointer;
}
#endif
