/* The contact on pin 22: closed while a card is in. It is the switch of the socket; without a slot, any switch or a jumper. */
#include "pico.h"
#include "registers.h"

enum { CONTACT = 22 };

void contact_start(void) {
  REG(PIN_PAD(CONTACT)) = PAD_PULL_UP;
  REG(PIN_CTRL(CONTACT)) = FUNCTION_SIO;
}

bool contact_closed(void) { return (REG(GPIO_IN) & (1u << CONTACT)) == 0; }
