/* UART0, 115,200 bits a second, 8N1, with RTS and CTS: pins 0 (out), 1 (in), 2 (CTS, may be left open), 3 (RTS). While the firmware
   does not read, what comes stays in the hardware's buffer; RTS tells the other side to wait once that is half full. */
#include "pico.h"
#include "registers.h"
#include "ring.h"

#define UART UART0_BASE
enum { ON = 0xc301 };

static ring_t in, out;
static uint32_t in_told;
static bool wants_room;

void uart_start(void) {
  unreset(RESET_UART0);
  for (uint32_t pin = 0; pin < 4; pin++) {
    REG(PIN_PAD(pin)) = pin == 1 ? PAD_PULL_UP : PAD_PULL_DOWN;
    REG(PIN_CTRL(pin)) = FUNCTION_UART;
  }
  REG(UART_BAUD_WHOLE(UART)) = 67; /* 125 MHz / 16 / 115,200 = 67 + 52/64 */
  REG(UART_BAUD_FRACTION(UART)) = 52;
  REG(UART_LINE(UART)) = 0x70; /* 8 bits, FIFOs on */
  REG(UART_CONTROL(UART)) = ON;
  REG(UART_INTERRUPTS(UART)) = UART_RX | UART_RX_TIMEOUT;
  REG(NVIC_ENABLE) = 1u << IRQ_UART0;
}

/* Moves what can be moved, and asks to be interrupted for the rest. Interrupts are off, or this is one. */
static void move(void) {
  while (ring_room(&in) > 0 && (REG(UART_FLAGS(UART)) & UART_RX_EMPTY) == 0) ring_put(&in, (uint8_t)REG(UART_DATA(UART)));
  while (ring_held(&out) > 0 && (REG(UART_FLAGS(UART)) & UART_TX_FULL) == 0) REG(UART_DATA(UART)) = ring_take(&out);
  REG(UART_INTERRUPTS(UART)) = (ring_room(&in) > 0 ? UART_RX | UART_RX_TIMEOUT : 0) | (ring_held(&out) > 0 ? UART_TX : 0);
}

void uart0_interrupt(void) {
  REG(UART_CLEAR(UART)) = UART_RX | UART_TX | UART_RX_TIMEOUT;
  move();
}

uint32_t uart_send(const uint8_t* from, uint32_t length) {
  interrupts_off();
  const uint32_t taken = ring_write(&out, from, length);
  wants_room = taken < length;
  move();
  interrupts_on();
  return taken;
}

uint32_t uart_receive(uint8_t* to, uint32_t capacity) {
  interrupts_off();
  const uint32_t count = ring_read(&in, to, capacity);
  move();
  interrupts_on();
  return count;
}

bool uart_news(void) {
  const bool news = in_told != in.head;
  in_told = in.head;
  return news;
}

bool uart_room(void) {
  if (!wants_room || ring_room(&out) < RING_BYTES / 2) return false;
  wants_room = false;
  return true;
}
