/* The wires: keys, contact, display, clock and noise come and go over a serial line to the test. Time is
   what the test gives: the device lives through it as fast as the core can. */
#include "wires.h"
#include "registers.h"
#include "contract.h"

enum { KEYS = 16, PAGE_BYTES = 128, LONGEST_MS = 4 };

lasting_t lasting __attribute__((section(".lasting")));
static uint32_t now, given;
static bool pressed[KEYS], told[KEYS], contact;

static void send(uint32_t byte) {
  while ((REG(UART_STATE(WIRES_UART)) & TX_FULL) != 0) {}
  REG(UART_DATA(WIRES_UART)) = byte & 0xff;
}
static bool has_byte(void) { return (REG(UART_STATE(WIRES_UART)) & RX_FULL) != 0; }
static uint32_t take(void) {
  while (!has_byte()) {}
  return REG(UART_DATA(WIRES_UART)) & 0xff;
}
static uint32_t take_number(void) {
  uint32_t number = 0;
  for (uint32_t shift = 0; shift < 32; shift += 8) number |= take() << shift;
  return number;
}

void wires_start(void) {
  REG(UART_DIVIDER(WIRES_UART)) = 16;
  REG(UART_CONTROL(WIRES_UART)) = TX_ON | RX_ON | RX_INTERRUPT;
  REG(NVIC_ENABLE) = 0xffffffffu;
  /* "Here I am." */
  send('h');
}

bool wires_run(void) {
  if (!has_byte()) return false;
  const uint32_t letter = take();
  if (letter == 's') { /* power on: time of day, seed of the noise */
    lasting = (lasting_t){.powered = 1, .world_began = take_number(), .noise = take_number()};
  } else if (letter == 'p') { /* power off */
    lasting.powered = 0;
    REG(RESET_REQUEST) = RESET_NOW;
    for (;;) {}
  } else if (letter == 'k') { /* a contact of the keypad: key, closed */
    const uint32_t key = take_number();
    const uint32_t closed = take_number();
    if (key < KEYS) pressed[key] = closed != 0;
  } else if (letter == 'c') { /* the contact of the slot: closed */
    contact = take_number() != 0;
  } else if (letter == 't') { /* milliseconds to live through; answered when they are over */
    given = take_number();
    if (given == 0) send('t');
  }
  return true;
}

bool wires_pass(uint32_t idle) {
  if (given == 0) return false;
  const uint32_t whole = (idle + 999) / 1000;
  uint32_t passed = whole < 1 ? 1 : whole > LONGEST_MS ? LONGEST_MS : whole;
  if (passed > given) passed = given;
  now += passed;
  lasting.world += passed;
  given -= passed;
  if (given == 0) send('t');
  return true;
}

uint32_t now_milliseconds(void) { return now; }

void keypad_scan(void (*edge)(uint32_t key, bool down)) {
  for (uint32_t key = 0; key < KEYS; key++) {
    if (pressed[key] == told[key]) continue;
    told[key] = pressed[key];
    edge(key, told[key]);
  }
}

bool contact_closed(void) { return contact; }
void contact_start(void) {}

void display_pages(const uint8_t* bytes, uint32_t first, uint32_t pages) {
  send('d'); /* first page, pages, 128 bytes each */
  send(first);
  send(pages);
  for (uint32_t i = 0; i < pages * PAGE_BYTES; i++) send(bytes[i]);
}

/* Nobody hears it. */
void beeper_sound(uint32_t hertz, uint32_t milliseconds) {
  (void)hertz;
  (void)milliseconds;
}
void beeper_tick(void) {}

uint32_t rtc_read(void) { return lasting.world_began == 0 ? 0 : lasting.world_began + lasting.world / 1000; }
void rtc_write(uint32_t seconds) { lasting.world_began = seconds - lasting.world / 1000; }

/* Marsaglia's xorshift: enough for the health tests, and the same in each run. This board guards no secret. */
void entropy_read(uint8_t* to, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    lasting.noise ^= lasting.noise << 13;
    lasting.noise ^= lasting.noise >> 17;
    lasting.noise ^= lasting.noise << 5;
    to[i] = (uint8_t)(lasting.noise >> 16);
  }
}
