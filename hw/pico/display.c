/* SSD1306, 128x64, address 0x3c. Pages are copied here and sent by interrupts, so that the firmware never waits. */
#include "pico.h"
#include "registers.h"

enum { ADDRESS = 0x3c, PAGE = 128, PAGES = 8 };

/* Datasheet of the SSD1306, section 4.4 of its application note: off, timing, geometry, charge pump, horizontal addressing,
   mirrored both ways so that the connector is on top, contrast, all as in memory, not inverted, on. */
static const uint8_t start_sequence[] = {0x00, 0xae, 0xd5, 0x80, 0xa8, 0x3f, 0xd3, 0x00, 0x40, 0x8d, 0x14, 0x20, 0x00, 0xa1,
                                         0xc8, 0xda, 0x12, 0x81, 0xcf, 0xd9, 0xf1, 0xdb, 0x40, 0xa4, 0xa6, 0xaf};
/* Before each page: its number, all columns; then the bytes follow as data. */
enum { HEADER = 7, TRANSFERS = HEADER + 1 + PAGE };

static uint8_t picture[PAGES * PAGE];
/* One bit a page that the display does not show yet; the page under way is not among them. */
static volatile uint32_t waiting;
/* The page under way, and how many bytes of its transfers are still to be sent. */
static uint32_t page, left;

void display_start(void) { i2c_exchange(ADDRESS, start_sequence, sizeof start_sequence, 0, 0); }

/* Takes the next page up; false when all is sent. */
static bool next_page(void) {
  for (page = 0; page < PAGES; page++)
    if ((waiting & (1u << page)) != 0) {
      waiting &= ~(1u << page);
      left = TRANSFERS;
      return true;
    }
  return false;
}

/* The bytes of a page's transfers, one by one. */
static uint32_t next_byte(bool lost) {
  if (lost) left = 0;
  if (left == 0 && !next_page()) return I2C_NOTHING;
  const uint32_t at = TRANSFERS - left--;
  switch (at) {
    case 0: return 0x00;
    case 1: return 0x22;
    case 2: return page;
    case 3: return page;
    case 4: return 0x21;
    case 5: return 0;
    case HEADER - 1: return (PAGE - 1) | I2C_LAST;
    case HEADER: return 0x40;
    default: return picture[page * PAGE + at - HEADER - 1] | (left == 0 ? I2C_LAST : 0);
  }
}

void display_pages(const uint8_t* bytes, uint32_t first, uint32_t pages) {
  if (first >= PAGES || pages > PAGES - first) return;
  for (uint32_t i = 0; i < pages * PAGE; i++) picture[first * PAGE + i] = bytes[i];
  interrupts_off();
  for (uint32_t i = 0; i < pages; i++) waiting |= 1u << (first + i);
  i2c_send(ADDRESS, next_byte);
  interrupts_on();
}
