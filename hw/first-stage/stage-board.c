/* The board contract of the first stage (firmware/first-stage/board.ts), and the table of what it offers the device. */
#include "contract.h"
#include "first-stage.h"
#include "keys.h"
#include "pointer.h"
#include "stage.h"
#include "stage-board.h"
#include <string.h>

enum { KEY_BYTES = 32 };

extern uint8_t stage_memory[WASM_MEMORY_BYTES];
static w2c_stage stage;
/* Only at start may the run slot change. */
static bool starting;

bool flash_may_change(uint32_t address, uint32_t length) {
  if (address >= FlashMap_Staging && address + length <= FlashMap_StagingEnd) return true;
  return starting && address >= FlashMap_Run && address + length <= FlashMap_RunEnd;
}

static uint8_t* at(uint32_t pointer, uint32_t length) { return memory_at(stage_memory, pointer, length); }

void stage_board_boardName(struct stage_board* b, u32 pointer) {
  (void)b;
  strncpy((char*)at(pointer, Size_Board), BOARD_NAME, Size_Board);
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
  flash_erase(sector * FlashMap_Sector);
}

static uint8_t* room(void) { return stage_memory + w2c_stage_room(&stage); }
static uint32_t begin(void) { return w2c_stage_begin(&stage); }
static uint32_t step(void) { return w2c_stage_step(&stage); }
static uint32_t have(void) { return w2c_stage_have(&stage); }
static uint32_t take(uint32_t offset, uint32_t length) { return w2c_stage_take(&stage, offset, length); }
static uint32_t check(void) { return w2c_stage_check(&stage); }
static uint32_t activate(void) { return w2c_stage_activate(&stage); }

__attribute__((section(".first_stage"), used)) const struct first_stage first_stage = {
    1, sizeof(struct first_stage), DEVELOPMENT, room, begin, step, have, take, check, activate};

bool stage_boot(void) {
  wasm2c_stage_instantiate(&stage, 0);
  starting = true;
  const bool runs = w2c_stage_boot(&stage) != 0;
  starting = false;
  return runs;
}
