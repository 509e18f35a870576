/* The flash chip: the board's large memory, which the emulator keeps in a file. Bits only fall until a sector is erased. */
#include "drivers.h"
#include "contract.h"
#include "registers.h"
#include <string.h>

/* The first of the two regions that the firmware has of it, up to the end of the second. */
enum { FIRST = FlashMap_Card, BYTES = FlashMap_Device + FlashMap_DeviceBytes - FIRST };

static uint8_t flash_bytes[BYTES] __attribute__((section(".flash_chip")));

static uint8_t* at(uint32_t address, uint32_t length) {
  if (!flash_may_change(address, length)) stop_with(STOP_FLASH);
  return flash_bytes + (address - FIRST);
}

void flash_read(uint32_t address, uint8_t* to, uint32_t length) { memcpy(to, at(address, length), length); }
void flash_program(uint32_t address, const uint8_t* from, uint32_t length) {
  uint8_t* to = at(address, length);
  for (uint32_t i = 0; i < length; i++) to[i] &= from[i];
}
void flash_erase(uint32_t address) { memset(at(address, FlashMap_Sector), 0xff, FlashMap_Sector); }
