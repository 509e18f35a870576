/* The flash chip (W25Q16 or another of 2 MiB with the same commands). The program lies in its lower half, which the chip is
   told to protect; of the upper half the firmware may change what the board says. While the chip programs or
   erases it cannot be read, so that code runs from RAM with interrupts off. */
#include "rp2040.h"
#include "contract.h"
#include "registers.h"
#include <string.h>

#define XIP_UNCACHED 0x13000000u
#define XIP_FLUSH 0x14000004u
#define SSI_BASE 0x18000000u
#define SSI_CTRLR0 SSI_BASE
#define SSI_ENABLE (SSI_BASE + 0x08u)
#define SSI_SER (SSI_BASE + 0x10u)
#define SSI_BAUDR (SSI_BASE + 0x14u)
#define SSI_STATUS (SSI_BASE + 0x28u)
#define SSI_DATA (SSI_BASE + 0x60u)
#define QSPI_SELECT 0x4001800cu
enum { WRITE_ENABLE = 0x06, WRITE_ENABLE_VOLATILE = 0x50, WRITE_STATUS = 0x01, READ_STATUS = 0x05, PROGRAM = 0x02, ERASE = 0x20 };
enum { BUSY = 1 };
enum { PAGE = FlashMap_Page, SECTOR = FlashMap_Sector, BOOT2_WORDS = 64 };
_Static_assert(FlashMap_ProtectedEnd == FlashMap_End / 2, "PROTECT_PROGRAM is the lower half of the chip");
_Static_assert(FlashMap_Run == 16 * 1024, "PROTECT_FIRST_STAGE is the chip's first 16 KiB");

/* boot2 as a function: it sets the flash controller up for reading (boot2.S). */
static uint32_t boot2_copy[BOOT2_WORDS];

FROM_RAM static void select_chip(bool on) {
  REG(QSPI_SELECT) = (REG(QSPI_SELECT) & ~0x300u) | (on ? 0x200u : 0x300u);
  (void)REG(QSPI_SELECT);
}

FROM_RAM static uint8_t exchange(uint8_t byte) {
  while ((REG(SSI_STATUS) & 2) == 0) {}
  REG(SSI_DATA) = byte;
  while ((REG(SSI_STATUS) & 8) == 0) {}
  return (uint8_t)REG(SSI_DATA);
}

FROM_RAM static void transfer(uint32_t first, const uint8_t* bytes, uint32_t length) {
  select_chip(true);
  exchange((uint8_t)first);
  for (uint32_t i = 0; i < length; i++) exchange(bytes[i]);
  select_chip(false);
}

FROM_RAM static bool busy(void) {
  select_chip(true);
  exchange(READ_STATUS);
  const uint8_t status = exchange(0);
  select_chip(false);
  watchdog_feed();
  return (status & BUSY) != 0;
}

__attribute__((weak)) FROM_RAM void flash_meanwhile(void) {}
__attribute__((weak)) FROM_RAM void usb_meanwhile(void) {}

/* One command with what it needs before and the wait after it. */
FROM_RAM static void command(uint32_t enable, uint8_t* bytes, const uint8_t* data, uint32_t length) {
  interrupts_off();
  REG(SSI_ENABLE) = 0;
  REG(SSI_BAUDR) = 6;
  REG(SSI_CTRLR0) = 7u << 16; /* frames of 8 bits, both ways */
  REG(SSI_SER) = 1;
  REG(SSI_ENABLE) = 1;
  transfer(enable, 0, 0);
  select_chip(true);
  exchange(bytes[0]);
  if (bytes[0] != WRITE_STATUS) for (uint32_t i = 1; i < 4; i++) exchange(bytes[i]);
  for (uint32_t i = 0; i < length; i++) exchange(data[i]);
  select_chip(false);
  while (busy()) {
    flash_meanwhile();
    usb_meanwhile();
  }
  REG(QSPI_SELECT) &= ~0x300u;
  REG(XIP_FLUSH) = 1;
  (void)REG(XIP_FLUSH);
  ((void (*)(void))((uintptr_t)boot2_copy | 1))();
  interrupts_on();
}

void flash_protect(uint8_t bits) {
  uint8_t bytes[1] = {WRITE_STATUS};
  command(WRITE_ENABLE_VOLATILE, bytes, &bits, 1);
}

void flash_start(void) {
  memcpy(boot2_copy, (const void*)XIP_UNCACHED, sizeof boot2_copy);
  flash_protect(PROTECT_PROGRAM);
}

static void check(uint32_t address, uint32_t length) {
  if (!flash_may_change(address, length)) stop_with(STOP_FLASH);
}

void flash_read(uint32_t address, uint8_t* to, uint32_t length) {
  memcpy(to, (const void*)(XIP_UNCACHED + address), length);
}

void flash_program(uint32_t address, const uint8_t* from, uint32_t length) {
  check(address, length);
  if (length == 0 || address % PAGE + length > PAGE) stop_with(STOP_FLASH);
  uint8_t bytes[4] = {PROGRAM, (uint8_t)(address >> 16), (uint8_t)(address >> 8), (uint8_t)address};
  command(WRITE_ENABLE, bytes, from, length);
}

void flash_erase(uint32_t address) {
  check(address, SECTOR);
  uint8_t bytes[4] = {ERASE, (uint8_t)(address >> 16), (uint8_t)(address >> 8), (uint8_t)address};
  command(WRITE_ENABLE, bytes, 0, 0);
}
