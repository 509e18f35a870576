/* SSD1306, 128x64, address 0x3c. Pages are copied here and sent by interrupts, so that the firmware never waits. */
#include "pico.h"
#include "registers.h"

#define I2C_BASE 0x40044000u
#define DATA_CMD (I2C_BASE + 0x10u)
#define INTR_MASK (I2C_BASE + 0x30u)
#define RAW_INTR (I2C_BASE + 0x34u)
#define TX_TL (I2C_BASE + 0x3cu)
#define CLR_TX_ABRT (I2C_BASE + 0x54u)
#define STATUS (I2C_BASE + 0x70u)
#define STOP (1u << 9)
enum { TX_EMPTY = 0x10, TX_ABRT = 0x40 };
enum { ADDRESS = 0x3c, PAGE = 128, PAGES = 8 };

/* Datasheet of the SSD1306, section 4.4 of its application note: off, timing, geometry, charge pump, horizontal addressing,
   mirrored both ways so that the connector is on top, contrast, all as in memory, not inverted, on. */
static const uint8_t start_sequence[] = {0x00, 0xae, 0xd5, 0x80, 0xa8, 0x3f, 0xd3, 0x00, 0x40, 0x8d, 0x14, 0x20, 0x00, 0xa1,
                                         0xc8, 0xda, 0x12, 0x81, 0xcf, 0xd9, 0xf1, 0xdb, 0x40, 0xa4, 0xa6, 0xaf};
/* Before each page: its number, all columns; then the bytes follow as data. */
enum { HEADER = 7 };

static uint8_t picture[PAGES * PAGE];
/* One bit a page that the display does not show yet; the page under way is not among them. */
static volatile uint32_t waiting;
static volatile bool sending;
static uint32_t page, place;

void display_start(void) {
  i2c_exchange(ADDRESS, start_sequence, sizeof start_sequence, 0, 0);
  REG(TX_TL) = 4;
  REG(NVIC_ENABLE) = 1u << IRQ_I2C0;
}

bool display_busy(void) { return sending; }

/* The bytes of a page's transfers, one by one. */
static uint32_t next_byte(void) {
  const uint32_t at = place++;
  switch (at) {
    case 0: return 0x00;
    case 1: return 0x22;
    case 2: return page;
    case 3: return page;
    case 4: return 0x21;
    case 5: return 0;
    case HEADER - 1: return (PAGE - 1) | STOP;
    case HEADER: return 0x40;
    default: return picture[page * PAGE + at - HEADER - 1] | (at == HEADER + PAGE ? STOP : 0);
  }
}

/* Takes the next page up; false when all is sent. */
static bool next_page(void) {
  for (page = 0; page < PAGES; page++)
    if ((waiting & (1u << page)) != 0) {
      waiting &= ~(1u << page);
      place = 0;
      return true;
    }
  return false;
}

void i2c0_interrupt(void) {
  if ((REG(RAW_INTR) & TX_ABRT) != 0) { /* no display, or it fell off: what is under way is lost */
    (void)REG(CLR_TX_ABRT);
    place = HEADER + 1 + PAGE;
  }
  while ((REG(STATUS) & 2) != 0) {
    if (place > HEADER + PAGE && !next_page()) {
      REG(INTR_MASK) = 0;
      sending = false;
      return;
    }
    REG(DATA_CMD) = next_byte();
  }
}

void display_pages(const uint8_t* bytes, uint32_t first, uint32_t pages) {
  if (first >= PAGES || pages > PAGES - first) return;
  for (uint32_t i = 0; i < pages * PAGE; i++) picture[first * PAGE + i] = bytes[i];
  interrupts_off();
  for (uint32_t i = 0; i < pages; i++) waiting |= 1u << (first + i);
  if (!sending) {
    sending = true;
    place = HEADER + 1 + PAGE;
    i2c_address(ADDRESS);
    REG(INTR_MASK) = TX_EMPTY | TX_ABRT;
  }
  interrupts_on();
}
