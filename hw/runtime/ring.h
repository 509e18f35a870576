/* A queue of bytes between the firmware and an interrupt, or device and soft card. The counters only grow: what lies in between is
   held. What was taken out is wiped, for it may be a PIN. */
#ifndef RING_H_
#define RING_H_
#include <stdint.h>

enum { RING_BYTES = 512 };
typedef struct {
  volatile uint32_t head, tail;
  volatile uint8_t bytes[RING_BYTES];
} ring_t;

/* Inlined: code in RAM must not call flash. */
#define RING static inline __attribute__((always_inline))

RING uint32_t ring_held(const ring_t* ring) { return ring->head - ring->tail; }
RING uint32_t ring_room(const ring_t* ring) { return RING_BYTES - ring_held(ring); }

/* Only with room, or held bytes. */
RING void ring_put(ring_t* ring, uint8_t byte) {
  const uint32_t at = ring->head;
  ring->bytes[at % RING_BYTES] = byte;
  ring->head = at + 1;
}
RING uint8_t ring_take(ring_t* ring) {
  const uint32_t at = ring->tail;
  const uint8_t byte = ring->bytes[at % RING_BYTES];
  ring->bytes[at % RING_BYTES] = 0;
  ring->tail = at + 1;
  return byte;
}

/* As many as fit, or are there. */
uint32_t ring_write(ring_t* ring, const uint8_t* from, uint32_t length);
uint32_t ring_read(ring_t* ring, uint8_t* to, uint32_t capacity);
void ring_clear(ring_t* ring);
#endif
