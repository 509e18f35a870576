/* What the first stage does for the device: its part of the board contract (firmware/device/board.ts). For boards that have one. */
#include "contract.h"
#include "device.h"
#include "first-stage.h"
#include "pointer.h"
#include <string.h>

/* BUFFER of firmware/first-stage/header.ts: as many as room() has. */
enum { ROOM = 2048 };

extern uint8_t device_memory[WASM_MEMORY_BYTES];

/* Hands bytes of the device over. */
static void give(uint32_t pointer, uint32_t length) {
  if (length > ROOM) stop_with(STOP_POINTER);
  memcpy(first_stage.room(), memory_at(device_memory, pointer, length), length);
}

u32 device_board_developmentKey(struct device_board* b) {
  (void)b;
  return first_stage.development;
}
u32 device_board_updateBegin(struct device_board* b, u32 pointer) {
  (void)b;
  give(pointer, Size_Header);
  return first_stage.begin();
}
u32 device_board_updateStep(struct device_board* b) {
  (void)b;
  return first_stage.step();
}
u32 device_board_updateHave(struct device_board* b) {
  (void)b;
  return first_stage.have();
}
u32 device_board_updateTake(struct device_board* b, u32 offset, u32 pointer, u32 length) {
  (void)b;
  give(pointer, length);
  return first_stage.take(offset, length);
}
u32 device_board_updateCheck(struct device_board* b) {
  (void)b;
  return first_stage.check();
}
u32 device_board_updateActivate(struct device_board* b) {
  (void)b;
  return first_stage.activate();
}
