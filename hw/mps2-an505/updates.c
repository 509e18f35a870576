/* This board has no first stage: it takes no update. Its part of the board contract (firmware/device/board.ts). */
#include "contract.h"
#include "device.h"
#include "wasm-rt.h"

u32 device_board_developmentKey(struct device_board* b) {
  (void)b;
  return 1;
}
