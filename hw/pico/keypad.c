/* The 4x4 keypad: rows on pins 6 to 9 are driven low, columns on pins 10 to 13 are pulled up. At rest all rows are low, so
   one look at the columns tells whether a key is down. The firmware knows about bounce. There are no diodes: three keys at corners
   of a rectangle look like four, so while more than two are down no other one counts. */
#include "pico.h"
#include "registers.h"
#include "contract.h"

enum { ROW = 6, COLUMN = 10, SIDE = 4, PERIOD = 4000, SETTLE = 4 };
#define ROWS (15u << ROW)

/* As printed on the keypad: 1 2 3 A, 4 5 6 B, 7 8 9 C, * 0 # D. */
static const uint8_t keys[SIDE * SIDE] = {1, 2, 3, Key_Up,   4,          5, 6,      Key_Down,
                                          7, 8, 9, Key_Menu, Key_Cancel, 0, Key_Ok, Key_Back};
/* Keys that are down, one bit each, in the order of `keys`. */
static uint32_t down;
static uint32_t scanned_at;

void keypad_start(void) {
  for (uint32_t i = 0; i < SIDE; i++) {
    REG(PIN_PAD(COLUMN + i)) = PAD_PULL_UP;
    REG(PIN_CTRL(COLUMN + i)) = FUNCTION_SIO;
    REG(PIN_PAD(ROW + i)) = PAD_OUTPUT;
    REG(PIN_CTRL(ROW + i)) = FUNCTION_SIO;
  }
  REG(GPIO_OUT_CLEAR) = ROWS;
  REG(GPIO_OE_SET) = ROWS;
}

static uint32_t columns(void) { return ~(REG(GPIO_IN) >> COLUMN) & 15u; }

static void settle(void) {
  const uint32_t start = now_microseconds();
  while (now_microseconds() - start < SETTLE) {}
}

static uint32_t look(void) {
  uint32_t found = 0;
  for (uint32_t row = 0; row < SIDE; row++) {
    REG(GPIO_OE_CLEAR) = ROWS;
    REG(GPIO_OE_SET) = 1u << (ROW + row);
    settle();
    found |= columns() << (row * SIDE);
  }
  REG(GPIO_OE_SET) = ROWS;
  return found;
}

/* Takes the lowest bit away, twice. */
static bool more_than_two(uint32_t bits) {
  bits &= bits - 1;
  bits &= bits - 1;
  return bits != 0;
}

void keypad_scan(void (*edge)(uint32_t key, bool down)) {
  if (now_microseconds() - scanned_at < PERIOD) return;
  scanned_at = now_microseconds();
  if (columns() == 0 && down == 0) return;
  uint32_t found = look();
  if (more_than_two(found)) found &= down;
  const uint32_t changed = found ^ down;
  down = found;
  for (uint32_t i = 0; i < SIDE * SIDE; i++)
    if ((changed & (1u << i)) != 0) edge(keys[i], (found & (1u << i)) != 0);
}
