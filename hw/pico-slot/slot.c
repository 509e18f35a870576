/* The card slot (ISO/IEC 7816-3): pin 19 switches the card's power, 20 is RST, 21 its clock, 4 and 5 the I/O contact. The
   switch of the socket is contact.c. Takes the place of contract/soft-card.c in the image `pico-slot`. */
#include "pico.h"
#include "registers.h"
#include "iso-line.h"

#define CLOCK_OUT_CTRL (CLOCKS_BASE + 0x00u)
#define CLOCK_OUT_DIVIDER (CLOCKS_BASE + 0x04u)
enum { POWER = 19, RST = 20, CLOCK = 21 };
/* 125 MHz / 35 = 3.571 MHz; enabled, even though the divider is odd as long high as low, from clk_sys. */
enum { DIVIDER = 35, CLOCK_ON = 1 << 11 | 1 << 12 | 6 << 5 };
/* RST stays low so long after power-on: our card has to boot (at least 400 clocks, 6.2.2). */
enum { BOOT_MS = 50, STEADY_MS = 20 };

static bool is_in, closing;
static uint32_t closing_since;
static enum { OFF, BOOTING, ON } state;
static uint32_t powered_at;

static void drive(uint32_t pin, bool high) {
  if (high) REG(GPIO_OUT_SET) = 1u << pin;
  else REG(GPIO_OUT_CLEAR) = 1u << pin;
}

void slot_start(void) {
  for (uint32_t pin = POWER; pin <= CLOCK; pin++) {
    drive(pin, false);
    REG(GPIO_OE_SET) = 1u << pin;
    REG(PIN_PAD(pin)) = PAD_OUTPUT;
    REG(PIN_CTRL(pin)) = FUNCTION_SIO;
  }
  contact_start();
  REG(CLOCK_OUT_DIVIDER) = DIVIDER << 8;
}

bool slot_separate(void) { return true; }

/* 6.2.1: power, I/O listening, clock; RST is low. */
static void activate(void) {
  drive(POWER, true);
  line_open(DIVIDER * CLOCKS_AN_ETU);
  REG(CLOCK_OUT_CTRL) = CLOCK_ON;
  REG(PIN_CTRL(CLOCK)) = FUNCTION_CLOCK;
  powered_at = now_milliseconds();
  state = BOOTING;
}

/* 6.4: RST low, clock low, I/O released, power off. */
static void deactivate(void) {
  drive(RST, false);
  REG(PIN_CTRL(CLOCK)) = FUNCTION_SIO;
  REG(CLOCK_OUT_CTRL) = 0;
  line_close();
  drive(POWER, false);
  state = OFF;
}

void slot_power(bool on) {
  if (!on) deactivate();
  else if (is_in && state == OFF) activate();
}

/* A card is in when the switch has been closed for a while; it is out at once, so that no contact breaks under power. */
bool slot_changed(bool* inserted) {
  const bool closed = contact_closed();
  if (!closed) closing = false;
  if (!closed && is_in) {
    deactivate();
    *inserted = is_in = false;
    return true;
  }
  if (!closed || is_in) return false;
  if (!closing) closing_since = now_milliseconds();
  closing = true;
  if (now_milliseconds() - closing_since < STEADY_MS) return false;
  *inserted = is_in = true;
  return true;
}

void slot_send(const uint8_t* bytes, uint32_t length) {
  if (state == ON) line_send(bytes, length);
}

bool slot_run(void) {
  if (state == BOOTING && now_milliseconds() - powered_at >= BOOT_MS) {
    drive(RST, true);
    state = ON;
  }
  uint8_t byte;
  while (state == ON && line_byte(&byte)) device_card_byte(byte);
  return false;
}
