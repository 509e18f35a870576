/* Many bytes at once of ring.h. */
#include "ring.h"

uint32_t ring_write(ring_t* ring, const uint8_t* from, uint32_t length) {
  uint32_t count = 0;
  while (count < length && ring_room(ring) > 0) ring_put(ring, from[count++]);
  return count;
}

uint32_t ring_read(ring_t* ring, uint8_t* to, uint32_t capacity) {
  uint32_t count = 0;
  while (count < capacity && ring_held(ring) > 0) to[count++] = ring_take(ring);
  return count;
}

void ring_clear(ring_t* ring) {
  ring->head = ring->tail = 0;
  for (uint32_t i = 0; i < RING_BYTES; i++) ring->bytes[i] = 0;
}
