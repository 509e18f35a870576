/* What the first stage does for the device: its part of the board contract (firmware/device/board.ts). */
#include "chip.h"
#include "device.h"
#include "first-stage.h"
#include "wasm-rt.h"

u32 device_board_developmentKey(struct device_board* b) {
  (void)b;
  return FIRST_STAGE->development;
}
