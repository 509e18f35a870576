/* What the C of wasm2c needs of a runtime, for a chip without an operating system. Own names, no heap, no signals. */
#ifndef WASM_RT_H_
#define WASM_RT_H_
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define wasm_rt_memcpy __builtin_memcpy
#define WASM_RT_MEMCHECK_GUARD_PAGES 0
#define WASM_RT_USE_SEGUE 0
/* The stack lies at the bottom of RAM: running over its end is a bus fault, so no counter is needed. */
#define WASM_RT_STACK_DEPTH_COUNT 0
/* A module that uses less of its page may have less. */
#ifndef WASM_MEMORY_BYTES
#define WASM_MEMORY_BYTES 65536u
#endif

typedef enum {
  WASM_RT_TRAP_NONE,
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE,
  WASM_RT_TRAP_CALL_INDIRECT,
  WASM_RT_TRAP_UNCAUGHT_EXCEPTION,
  WASM_RT_TRAP_UNALIGNED,
  WASM_RT_TRAP_EXHAUSTION
} wasm_rt_trap_t;
typedef enum {
  WASM_RT_I32, WASM_RT_I64, WASM_RT_F32, WASM_RT_F64, WASM_RT_V128, WASM_RT_FUNCREF, WASM_RT_EXTERNREF, WASM_RT_EXNREF
} wasm_rt_type_t;
typedef void (*wasm_rt_function_ptr_t)(void);
typedef struct wasm_rt_tailcallee_t {
  void (*fn)(void**, void*, struct wasm_rt_tailcallee_t*);
} wasm_rt_tailcallee_t;
typedef const char* wasm_rt_func_type_t;
typedef struct {
  wasm_rt_func_type_t func_type;
  wasm_rt_function_ptr_t func;
  wasm_rt_tailcallee_t func_tailcallee;
  void* module_instance;
} wasm_rt_funcref_t;
static const wasm_rt_funcref_t wasm_rt_funcref_null_value = {0};
typedef void* wasm_rt_externref_t;
static const wasm_rt_externref_t wasm_rt_externref_null_value = 0;
typedef struct {
  uint8_t* data;
  uint32_t pages, max_pages, size;
  bool is64;
  uint32_t page_size;
} wasm_rt_memory_t;
typedef struct { wasm_rt_funcref_t* data; uint32_t max_size, size; } wasm_rt_funcref_table_t;
typedef struct { wasm_rt_externref_t* data; uint32_t max_size, size; } wasm_rt_externref_table_t;

static inline bool wasm_rt_is_initialized(void) { return true; }
/* Notes why and restarts; the stop screen shows the number after the restart. */
__attribute__((noreturn)) void wasm_rt_trap(wasm_rt_trap_t);
/* The memories are static and one page each; their bytes are zero afterwards. */
void wasm_rt_allocate_memory(uint8_t* bytes, wasm_rt_memory_t* memory);
static inline void wasm_rt_free_memory(wasm_rt_memory_t* memory) { (void)memory; }
#endif
