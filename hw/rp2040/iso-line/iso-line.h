/* The I/O contact of ISO/IEC 7816-3, the same at both of its ends (iso-line.c). */
#ifndef ISO_LINE_H_
#define ISO_LINE_H_
#include <stdbool.h>
#include <stdint.h>

enum { CLOCKS_AN_ETU = 372 }; /* 8.1: Fi / Di before anything else is agreed on */

/* Listens, with an elementary time unit of so many cycles of the core; what was under way is forgotten. */
void line_open(uint32_t cycles_an_etu);
/* Nothing is heard or sent any more, and no byte is left in memory. */
void line_close(void);
void line_send(const uint8_t* bytes, uint32_t length);
/* The next byte that came, if there is one. */
bool line_byte(uint8_t* byte);
#endif
