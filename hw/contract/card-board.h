/* What card-board.c offers the boards that run card.wasm. */
#ifndef CARD_BOARD_H_
#define CARD_BOARD_H_
#include <stdint.h>

/* Where the card's store lies in flash; told by the board. */
extern const uint32_t card_flash, card_flash_bytes;
/* `length` bytes of the card's memory. */
uint8_t* card_bytes(uint32_t pointer, uint32_t length);
#endif
