/* The part of the card's board contract (firmware/card/board.ts) that is the same on the device's chip and on its own. */
#include "chip.h"
#include "card.h"
#include "card-board.h"
#include "contract.h"
#include "pointer.h"

extern uint8_t card_memory[WASM_MEMORY_BYTES];

uint8_t* card_bytes(uint32_t pointer, uint32_t length) { return memory_at(card_memory, pointer, length); }

static uint32_t in_flash(uint32_t address, uint32_t length) {
  if (address > FlashMap_CardBytes || length > FlashMap_CardBytes - address) stop_with(STOP_FLASH);
  return FlashMap_Card + address;
}

u32 card_board_entropy(struct card_board* b, u32 pointer, u32 length) {
  (void)b;
  entropy_read(card_bytes(pointer, length), length);
  return length;
}
u32 card_board_wideProducts(struct card_board* b) {
  (void)b;
  return WIDE_PRODUCTS;
}
void card_board_flashRead(struct card_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_read(in_flash(address, length), card_bytes(pointer, length), length);
}
void card_board_flashProgram(struct card_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_program(in_flash(address, length), card_bytes(pointer, length), length);
}
void card_board_flashErase(struct card_board* b, u32 sector) {
  (void)b;
  if (sector >= FlashMap_CardBytes / FlashMap_Sector) stop_with(STOP_FLASH);
  flash_erase(in_flash(sector * FlashMap_Sector, FlashMap_Sector));
}
