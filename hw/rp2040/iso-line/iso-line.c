/* The I/O contact of ISO/IEC 7816-3 on UART1: one wire for both ways, eight bits, even parity, two stop bits (7.2). Pin 4 pulls
   it low through a diode, pin 5 listens. So an end hears what it sends; those bytes are taken out here. A byte that was lost or
   garbled is found by the check bytes of T=1. */
#include "rp2040.h"
#include "registers.h"
#include "iso-line.h"

#define UART_BASE 0x40038000u
#define DATA UART_BASE
#define FLAGS (UART_BASE + 0x18u)
#define BAUD_WHOLE (UART_BASE + 0x24u)
#define BAUD_FRACTION (UART_BASE + 0x28u)
#define LINE (UART_BASE + 0x2cu)
#define CONTROL (UART_BASE + 0x30u)
#define INTERRUPTS (UART_BASE + 0x38u)
#define CLEAR (UART_BASE + 0x44u)
enum { OUT_PIN = 4, IN_PIN = 5 };
enum { BUSY = 0x08, RX_EMPTY = 0x10, TX_FULL = 0x20, RX = 0x10, TX = 0x20, RX_TIMEOUT = 0x40 };
enum { EVEN_PARITY = 0x06, TWO_STOP_BITS = 0x08, FIFOS = 0x10, EIGHT_BITS = 0x60, ON = 0x301 };
enum { SIZE = 512, MASK = SIZE - 1 };

static uint8_t in[SIZE], out[SIZE];
/* Counters that only grow; the difference is what lies in between. */
static volatile uint32_t in_head, in_tail, out_head, out_tail;
/* Bytes that were sent and not heard yet. */
static volatile uint32_t echoes;

static void forget(void) {
  in_head = in_tail = out_head = out_tail = echoes = 0;
  for (uint32_t i = 0; i < SIZE; i++) ((volatile uint8_t*)in)[i] = ((volatile uint8_t*)out)[i] = 0;
}

void line_open(uint32_t cycles_an_etu) {
  line_close();
  unreset(RESET_UART1);
  REG(BAUD_WHOLE) = cycles_an_etu / 16;
  REG(BAUD_FRACTION) = cycles_an_etu % 16 * 4;
  REG(LINE) = EVEN_PARITY | TWO_STOP_BITS | FIFOS | EIGHT_BITS;
  REG(CONTROL) = ON;
  REG(INTERRUPTS) = RX | RX_TIMEOUT;
  REG(NVIC_ENABLE) = 1u << IRQ_UART1;
  REG(PIN_PAD(OUT_PIN)) = PAD_OUTPUT;
  REG(PIN_PAD(IN_PIN)) = PAD_PULL_UP;
  REG(PIN_CTRL(OUT_PIN)) = REG(PIN_CTRL(IN_PIN)) = FUNCTION_UART;
}

void line_close(void) {
  REG(PIN_CTRL(OUT_PIN)) = REG(PIN_CTRL(IN_PIN)) = FUNCTION_NONE;
  REG_SET(RESETS_BASE) = RESET_UART1;
  forget();
}

/* Interrupts are off, or this is one. While flash is erased bytes still come: the queue of the chip holds 37 ms of them. */
FROM_RAM void flash_meanwhile(void) {
  while ((REG(FLAGS) & RX_EMPTY) == 0) {
    const uint8_t byte = (uint8_t)REG(DATA);
    if (echoes > 0) echoes--;
    else if (in_head - in_tail < SIZE) in[in_head++ & MASK] = byte;
  }
}

/* Interrupts are off, or this is one. */
static void fill(void) {
  while (out_tail != out_head && (REG(FLAGS) & TX_FULL) == 0) {
    const uint32_t at = out_tail++ & MASK;
    REG(DATA) = out[at];
    out[at] = 0;
    echoes++;
  }
  REG(INTERRUPTS) = RX | RX_TIMEOUT | (out_tail != out_head ? TX : 0);
}

void uart1_interrupt(void) {
  REG(CLEAR) = RX | TX | RX_TIMEOUT;
  const bool sending = (REG(FLAGS) & BUSY) != 0;
  flash_meanwhile();
  /* The last echo is there before the last stop bit has ended; one that is missing was overrun. */
  if (!sending && out_tail == out_head) echoes = 0;
  fill();
}

void line_send(const uint8_t* bytes, uint32_t length) {
  interrupts_off();
  for (uint32_t i = 0; i < length && out_head - out_tail < SIZE; i++) out[out_head++ & MASK] = bytes[i];
  fill();
  interrupts_on();
}

bool line_byte(uint8_t* byte) {
  if (in_tail == in_head) return false;
  const uint32_t at = in_tail & MASK;
  *byte = in[at];
  in[at] = 0;
  in_tail++;
  return true;
}
