/* The first stage: runs before everything else and is never changed. It lets firmware/first-stage look at flash, then starts the
   run slot, or the boot ROM's USB drive where there is nothing to start. Its RAM is left alone by what it starts. */
#include "contract.h"
#include "registers.h"
#include "rp2040.h"
#include "stage-board.h"

/* The vectors follow the header. */
#define RUN_VECTORS (XIP_BASE + FlashMap_Run + Size_Header)
#define ROM_TABLE 0x14u
#define ROM_LOOKUP 0x18u
/* "UB": the USB drive. */
#define ROM_USB_BOOT 0x4255u

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
  flash_protect(PROTECT_FIRST_STAGE);
  if (stage_boot()) {
    flash_protect(PROTECT_PROGRAM);
    start_image();
  }
  /* The drive writes whatever is copied onto it, and lifts no protection itself. */
  flash_protect(PROTECT_NOTHING);
  start_usb_drive();
  for (;;) {}
}
