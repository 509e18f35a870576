/* The I/O contact of ISO/IEC 7816-3 on UART1: one wire for both ways, eight bits, even parity, two stop bits (7.2). Pin 4 pulls
   it low through a diode, pin 5 listens. So an end hears what it sends; those bytes are taken out here. A byte that was lost or
   garbled is found by the check bytes of T=1. */
#include "rp2040.h"
#include "registers.h"
#include "ring.h"
#include "iso-line.h"

#define UART UART1_BASE
enum { OUT_PIN = 4, IN_PIN = 5 };
enum { EVEN_PARITY = 0x06, TWO_STOP_BITS = 0x08, FIFOS = 0x10, EIGHT_BITS = 0x60, ON = 0x301 };

static ring_t in, out;
/* Bytes that were sent and not heard yet. */
static volatile uint32_t echoes;

void line_open(uint32_t cycles_an_etu) {
  line_close();
  unreset(RESET_UART1);
  REG(UART_BAUD_WHOLE(UART)) = cycles_an_etu / 16;
  REG(UART_BAUD_FRACTION(UART)) = cycles_an_etu % 16 * 4;
  REG(UART_LINE(UART)) = EVEN_PARITY | TWO_STOP_BITS | FIFOS | EIGHT_BITS;
  REG(UART_CONTROL(UART)) = ON;
  REG(UART_INTERRUPTS(UART)) = UART_RX | UART_RX_TIMEOUT;
  REG(NVIC_ENABLE) = 1u << IRQ_UART1;
  REG(PIN_PAD(OUT_PIN)) = PAD_OUTPUT;
  REG(PIN_PAD(IN_PIN)) = PAD_PULL_UP;
  REG(PIN_CTRL(OUT_PIN)) = REG(PIN_CTRL(IN_PIN)) = FUNCTION_UART;
}

void line_close(void) {
  REG(PIN_CTRL(OUT_PIN)) = REG(PIN_CTRL(IN_PIN)) = FUNCTION_NONE;
  REG_SET(RESETS_BASE) = RESET_UART1;
  ring_clear(&in);
  ring_clear(&out);
  echoes = 0;
}

/* Interrupts are off, or this is one. While flash is erased bytes still come: the queue of the chip holds 37 ms of them. */
FROM_RAM void flash_meanwhile(void) {
  while ((REG(UART_FLAGS(UART)) & UART_RX_EMPTY) == 0) {
    const uint8_t byte = (uint8_t)REG(UART_DATA(UART));
    if (echoes > 0) echoes--;
    else if (ring_room(&in) > 0) ring_put(&in, byte);
  }
}

/* Interrupts are off, or this is one. */
static void fill(void) {
  while (ring_held(&out) > 0 && (REG(UART_FLAGS(UART)) & UART_TX_FULL) == 0) {
    REG(UART_DATA(UART)) = ring_take(&out);
    echoes++;
  }
  REG(UART_INTERRUPTS(UART)) = UART_RX | UART_RX_TIMEOUT | (ring_held(&out) > 0 ? UART_TX : 0);
}

void uart1_interrupt(void) {
  REG(UART_CLEAR(UART)) = UART_RX | UART_TX | UART_RX_TIMEOUT;
  const bool sending = (REG(UART_FLAGS(UART)) & UART_BUSY) != 0;
  flash_meanwhile();
  /* The last echo is there before the last stop bit has ended; one that is missing was overrun. */
  if (!sending && ring_held(&out) == 0) echoes = 0;
  fill();
}

void line_send(const uint8_t* bytes, uint32_t length) {
  interrupts_off();
  ring_write(&out, bytes, length);
  fill();
  interrupts_on();
}

bool line_byte(uint8_t* byte) { return ring_read(&in, byte, 1) == 1; }
