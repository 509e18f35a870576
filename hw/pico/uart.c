/* UART0, 115,200 bits a second, 8N1, with RTS and CTS: pins 0 (out), 1 (in), 2 (CTS, may be left open), 3 (RTS). While the firmware
   does not read, what comes stays in the hardware's buffer; RTS tells the other side to wait once that is half full. */
#include "pico.h"
#include "registers.h"

#define UART_BASE 0x40034000u
#define DATA UART_BASE
#define FLAGS (UART_BASE + 0x18u)
#define BAUD_WHOLE (UART_BASE + 0x24u)
#define BAUD_FRACTION (UART_BASE + 0x28u)
#define LINE (UART_BASE + 0x2cu)
#define CONTROL (UART_BASE + 0x30u)
#define INTERRUPTS (UART_BASE + 0x38u)
#define CLEAR (UART_BASE + 0x44u)
enum { RX_EMPTY = 0x10, TX_FULL = 0x20, RX = 0x10, TX = 0x20, RX_TIMEOUT = 0x40, ON = 0xc301 };
enum { SIZE = 1024, MASK = SIZE - 1 };

static uint8_t in[SIZE], out[SIZE];
/* Counters that only grow; the difference is what lies in between. */
static volatile uint32_t in_head, in_tail, out_head, out_tail;
static uint32_t in_told;
static bool wants_room;

void uart_start(void) {
  unreset(RESET_UART0);
  for (uint32_t pin = 0; pin < 4; pin++) {
    REG(PIN_PAD(pin)) = pin == 1 ? PAD_PULL_UP : PAD_PULL_DOWN;
    REG(PIN_CTRL(pin)) = FUNCTION_UART;
  }
  REG(BAUD_WHOLE) = 67; /* 125 MHz / 16 / 115,200 = 67 + 52/64 */
  REG(BAUD_FRACTION) = 52;
  REG(LINE) = 0x70; /* 8 bits, FIFOs on */
  REG(CONTROL) = ON;
  REG(INTERRUPTS) = RX | RX_TIMEOUT;
  REG(NVIC_ENABLE) = 1u << IRQ_UART0;
}

/* Moves what can be moved, and asks to be interrupted for the rest. Interrupts are off, or this is one. */
static void move(void) {
  while (in_head - in_tail < SIZE && (REG(FLAGS) & RX_EMPTY) == 0) in[in_head++ & MASK] = (uint8_t)REG(DATA);
  while (out_tail != out_head && (REG(FLAGS) & TX_FULL) == 0) REG(DATA) = out[out_tail++ & MASK];
  REG(INTERRUPTS) = (in_head - in_tail < SIZE ? RX | RX_TIMEOUT : 0) | (out_tail != out_head ? TX : 0);
}

void uart0_interrupt(void) {
  REG(CLEAR) = RX | TX | RX_TIMEOUT;
  move();
}

uint32_t uart_send(const uint8_t* from, uint32_t length) {
  uint32_t taken = 0;
  interrupts_off(); /* else it could send a place that is counted and not yet written */
  while (taken < length && out_head - out_tail < SIZE) out[out_head++ & MASK] = from[taken++];
  wants_room = taken < length;
  move();
  interrupts_on();
  return taken;
}

uint32_t uart_receive(uint8_t* to, uint32_t capacity) {
  uint32_t count = 0;
  interrupts_off();
  while (count < capacity && in_tail != in_head) to[count++] = in[in_tail++ & MASK];
  move();
  interrupts_on();
  return count;
}

bool uart_news(void) {
  const bool news = in_told != in_head;
  in_told = in_head;
  return news;
}

bool uart_room(void) {
  if (!wants_room || out_head - out_tail > SIZE / 2) return false;
  wants_room = false;
  return true;
}
