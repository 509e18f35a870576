/* The card: card.wasm on a chip of its own, behind the contacts of ISO/IEC 7816-3. The loop, and what differs of its board
   contract (firmware/card/board.ts). */
#include "rp2040.h"
#include "registers.h"
#include "contract.h"
#include "card.h"
#include "card-board.h"
#include "contacts.h"
#include "iso-line.h"

/* While RST is low it is looked at this often; else an interrupt of the line wakes the chip. In microseconds. */
enum { RESET_POLL = 500, LONGEST_SLEEP = 4000 };

static w2c_card card;
static uint32_t on_at;

bool flash_may_change(uint32_t address, uint32_t length) {
  return address >= FlashMap_Card && address + length <= FlashMap_Card + FlashMap_CardBytes;
}

void card_board_transmit(struct card_board* b, u32 pointer, u32 length) {
  (void)b;
  line_send(card_bytes(pointer, length), length);
}
u32 card_board_milliseconds(struct card_board* b) {
  (void)b;
  return now_milliseconds() - on_at;
}
u32 card_board_separateChip(struct card_board* b) {
  (void)b;
  return 1;
}
void card_board_halt(struct card_board* b, u32 code) {
  (void)b;
  stop_with(STOP_CARD + code);
}

/* RST is low: all that the card knew is gone. */
static void forget(void) {
  line_close();
  wasm2c_card_instantiate(&card, 0);
  stack_wipe();
}

static void wait_for_release(void) {
  while (contacts_reset()) {
    watchdog_feed();
    rest(RESET_POLL);
  }
}

/* RST went high: the answer to reset begins within 40,000 clocks (6.2.2), which is 11 ms. */
static void begin(void) {
  line_open(contacts_etu());
  on_at = now_milliseconds();
  w2c_card_start(&card);
}

/* From one reset to the next. */
static void serve(void) {
  bool more_work = true;
  while (!contacts_reset()) {
    watchdog_feed();
    uint8_t byte;
    while (line_byte(&byte)) {
      w2c_card_event(&card, CardEvent_Byte, byte);
      more_work = true;
    }
    if (more_work) {
      more_work = w2c_card_step(&card) != 0;
      if (!more_work) stack_wipe();
    } else rest(LONGEST_SLEEP);
  }
}

int main(void) {
  clocks_start();
  watchdog_start();
  flash_start();
  contacts_start();
  /* After a stop the card is silent until the terminal resets it. */
  if (stop_cause() != 0) {
    while (!contacts_reset()) {
      watchdog_feed();
      rest(LONGEST_SLEEP);
    }
  }
  for (;;) {
    forget();
    wait_for_release();
    begin();
    serve();
  }
}
