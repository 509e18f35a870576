/* The first stage: runs before everything else and is never changed. It lets firmware/first-stage look at flash, then starts the
   run slot, or the boot ROM's USB drive where there is nothing to start. Its RAM is left alone by what it starts. */
#include "rp2040.h"
#include "first-stage.h"
#include "keys.h"
#include "registers.h"
#include "stage.h"
#include <string.h>

enum { PAGE = 256, SECTOR = 4096, NAME_BYTES = 16, KEY_BYTES = 32 };
/* firmware/first-stage/layout.ts: the run slot, and the staging area with its marks. */
enum { RUN = 0x4000, RUN_END = 0x40000, STAGING = 0x100000, STAGING_END = 0x13e000 };
/* The vectors follow the header. */
#define RUN_VECTORS (0x10000000u + RUN + PAGE)
#define ROM_TABLE 0x14u
#define ROM_LOOKUP 0x18u
/* "UB": the USB drive. */
#define ROM_USB_BOOT 0x4255u

extern uint8_t stage_memory[WASM_MEMORY_BYTES];
static w2c_stage stage;
/* Only at start may the run slot change. */
static bool starting;

bool flash_may_change(uint32_t address, uint32_t length) {
  if (address >= STAGING && address + length <= STAGING_END) return true;
  return starting && address >= RUN && address + length <= RUN_END;
}

static uint8_t* at(uint32_t pointer, uint32_t length) {
  if (pointer > WASM_MEMORY_BYTES || length > WASM_MEMORY_BYTES - pointer) stop_with(STOP_POINTER);
  return stage_memory + pointer;
}

void stage_board_boardName(struct stage_board* b, u32 pointer) {
  (void)b;
  strncpy((char*)at(pointer, NAME_BYTES), BOARD_NAME, NAME_BYTES);
}
void stage_board_publicKey(struct stage_board* b, u32 index, u32 pointer) {
  (void)b;
  memcpy(at(pointer, KEY_BYTES), public_keys[index & 1], KEY_BYTES);
}
void stage_board_flashRead(struct stage_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_read(address, at(pointer, length), length);
}
void stage_board_flashProgram(struct stage_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_program(address, at(pointer, length), length);
}
void stage_board_flashErase(struct stage_board* b, u32 sector) {
  (void)b;
  flash_erase(sector * SECTOR);
}

static uint8_t* room(void) { return stage_memory + w2c_stage_room(&stage); }
static uint32_t begin(void) { return w2c_stage_begin(&stage); }
static uint32_t step(void) { return w2c_stage_step(&stage); }
static uint32_t have(void) { return w2c_stage_have(&stage); }
static uint32_t take(uint32_t offset, uint32_t length) { return w2c_stage_take(&stage, offset, length); }
static uint32_t check(void) { return w2c_stage_check(&stage); }
static uint32_t activate(void) { return w2c_stage_activate(&stage); }

__attribute__((section(".interface"), used)) const struct first_stage interface = {
    1, sizeof(struct first_stage), DEVELOPMENT, room, begin, step, have, take, check, activate};

/* Datasheet 2.8.3: a function of the boot ROM by its two letters. */
static void start_usb_drive(void) {
  const uint16_t* rom;
  __asm__("movs %0, #0" : "=l"(rom)); /* the compiler takes address 0 for a mistake */
  void* (*lookup)(uint32_t, uint32_t) = (void* (*)(uint32_t, uint32_t))(uintptr_t)rom[ROM_LOOKUP / 2];
  void (*usb_boot)(uint32_t, uint32_t) = (void (*)(uint32_t, uint32_t))lookup(rom[ROM_TABLE / 2], ROM_USB_BOOT);
  usb_boot(0, 0);
}

static void start_image(void) {
  __asm__ volatile(
      "ldr r1, =0xe000ed08\n" /* VTOR */
      "str %0, [r1]\n"
      "ldmia %0!, {r1, r2}\n"
      "msr msp, r1\n"
      "bx r2\n" ::"l"(RUN_VECTORS) : "r1", "r2", "memory");
}

int main(void) {
  clocks_start();
  flash_start();
  wasm2c_stage_instantiate(&stage, 0);
  flash_protect(PROTECT_FIRST_STAGE);
  starting = true;
  const bool runs = w2c_stage_boot(&stage) != 0;
  starting = false;
  if (runs) {
    flash_protect(PROTECT_PROGRAM);
    start_image();
  }
  /* The drive writes whatever is copied onto it, and lifts no protection itself. */
  flash_protect(PROTECT_NOTHING);
  start_usb_drive();
  for (;;) {}
}
