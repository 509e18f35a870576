/* The loop: device and card work until both are idle, then as much time passes as the test has given. */
#include "wires.h"
#include "registers.h"

int main(void) {
  wires_start();
  uart_start();
  while (!lasting.powered) {
    if (!wires_run()) rest(0);
  }
  slot_start();
  device_start();
  for (;;) {
    const bool wires_work = wires_run();
    const bool device_works = device_run();
    const bool card_works = slot_run();
    if (wires_work || device_works || card_works) continue;
    if (!wires_pass(device_idle())) rest(device_idle());
  }
}
