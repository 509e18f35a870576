/* What card-board.c offers the boards that run card.wasm. */
#ifndef CARD_BOARD_H_
#define CARD_BOARD_H_
#include <stdint.h>

/* `length` bytes of the card's memory. */
uint8_t* card_bytes(uint32_t pointer, uint32_t length);
#endif
