/* The soft card: card.wasm on the device's own chip, for images without a slot. What differs of its board contract
   (firmware/card/board.ts), and the bytes between the two. The board's contact says whether it is in. */
#include "drivers.h"
#include "contract.h"
#include "card.h"
#include "card-board.h"
#include "ring.h"

enum { STEADY_MS = 20 };

static w2c_card card;
static bool powered, more_work;
static uint32_t on_at;
/* Bytes for the device. T=1 has one block under way at a time, so one block's room is enough. */
static ring_t queue;
static bool is_in, moving;
static uint32_t moved_at;

void card_board_transmit(struct card_board* b, u32 pointer, u32 length) {
  (void)b;
  if (ring_write(&queue, card_bytes(pointer, length), length) < length) stop_with(STOP_CARD);
}
u32 card_board_milliseconds(struct card_board* b) {
  (void)b;
  return now_milliseconds() - on_at;
}
u32 card_board_separateChip(struct card_board* b) {
  (void)b;
  return 0;
}
void card_board_halt(struct card_board* b, u32 code) {
  (void)b;
  stop_with(STOP_CARD + code);
}
bool slot_separate(void) { return false; }

void slot_start(void) { contact_start(); }

bool slot_changed(bool* inserted) {
  if (contact_closed() == is_in) moving = false;
  else if (!moving) {
    moving = true;
    moved_at = now_milliseconds();
  } else if (now_milliseconds() - moved_at >= STEADY_MS) {
    moving = false;
    is_in = !is_in;
    *inserted = is_in;
    if (!is_in) slot_power(false);
    return true;
  }
  return false;
}

void slot_power(bool on) {
  if (on == powered) return;
  powered = on && is_in;
  ring_clear(&queue);
  more_work = powered;
  on_at = now_milliseconds();
  wasm2c_card_instantiate(&card, 0);
  if (powered) w2c_card_start(&card);
}

void slot_send(const uint8_t* bytes, uint32_t length) {
  if (!powered) return;
  for (uint32_t i = 0; i < length; i++) w2c_card_event(&card, CardEvent_Byte, bytes[i]);
  more_work = true;
}

bool slot_run(void) {
  if (!powered) return false;
  if (more_work) more_work = w2c_card_step(&card) != 0;
  for (uint32_t left = ring_held(&queue); left > 0 && ring_held(&queue) > 0; left--) device_card_byte(ring_take(&queue));
  return more_work || ring_held(&queue) > 0;
}
