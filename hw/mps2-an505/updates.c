/* This board has no first stage: it takes no update. Its part of the board contract (firmware/device/board.ts). */
#include "contract.h"
#include "device.h"
#include "wasm-rt.h"

u32 device_board_developmentKey(struct device_board* b) {
  (void)b;
  return 1;
}
u32 device_board_updateBegin(struct device_board* b, u32 pointer) {
  (void)b;
  (void)pointer;
  return Update_State;
}
u32 device_board_updateStep(struct device_board* b) {
  (void)b;
  return Update_State;
}
u32 device_board_updateHave(struct device_board* b) {
  (void)b;
  return 0;
}
u32 device_board_updateTake(struct device_board* b, u32 offset, u32 pointer, u32 length) {
  (void)b;
  (void)offset;
  (void)pointer;
  (void)length;
  return Update_State;
}
u32 device_board_updateCheck(struct device_board* b) {
  (void)b;
  return Update_State;
}
u32 device_board_updateActivate(struct device_board* b) {
  (void)b;
  return Update_State;
}
