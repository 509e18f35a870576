/* The contacts of the card (contacts.c). */
#ifndef CONTACTS_H_
#define CONTACTS_H_
#include <stdbool.h>
#include <stdint.h>

void contacts_start(void);
/* RST: low holds the card in reset. */
bool contacts_reset(void);
/* Core cycles in one elementary time unit of the clock that the terminal gives; waits a millisecond. */
uint32_t contacts_etu(void);
#endif
