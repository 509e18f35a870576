/* The serial port of the device: a UART whose other end is a pseudo-terminal. It is looked at, and never interrupts. */
#include "wires.h"
#include "registers.h"
#include "ring.h"

static ring_t in;
static bool wants_room;

void uart_start(void) {
  REG(UART_DIVIDER(PORT_UART)) = 16;
  REG(UART_CONTROL(PORT_UART)) = TX_ON | RX_ON | RX_INTERRUPT;
}

/* While the buffer is full the bytes wait outside. */
bool uart_news(void) {
  const uint32_t before = in.head;
  while (ring_room(&in) > 0 && (REG(UART_STATE(PORT_UART)) & RX_FULL) != 0) ring_put(&in, (uint8_t)REG(UART_DATA(PORT_UART)));
  return in.head != before;
}

uint32_t uart_receive(uint8_t* to, uint32_t capacity) { return ring_read(&in, to, capacity); }

uint32_t uart_send(const uint8_t* from, uint32_t length) {
  uint32_t taken = 0;
  while (taken < length && (REG(UART_STATE(PORT_UART)) & TX_FULL) == 0) REG(UART_DATA(PORT_UART)) = from[taken++];
  wants_room = taken < length;
  REG(UART_CONTROL(PORT_UART)) = TX_ON | RX_ON | RX_INTERRUPT | (wants_room ? TX_INTERRUPT : 0);
  return taken;
}

bool uart_room(void) {
  if (!wants_room || (REG(UART_STATE(PORT_UART)) & TX_FULL) != 0) return false;
  wants_room = false;
  return true;
}
