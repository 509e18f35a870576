/* Raw noise: the ring oscillator's random bit (datasheet 2.17.5), read more slowly than it turns. The firmware tests it for
   health and conditions it. */
#include "rp2040.h"
#include "registers.h"

#define RANDOM_BIT 0x4006001cu

void entropy_read(uint8_t* to, uint32_t length) {
  for (uint32_t i = 0; i < length; i++) {
    uint32_t byte = 0;
    for (uint32_t bit = 0; bit < 8; bit++) {
      const uint32_t start = now_microseconds();
      while (now_microseconds() == start) {}
      byte = (byte << 1) | (REG(RANDOM_BIT) & 1);
    }
    to[i] = (uint8_t)byte;
  }
}
