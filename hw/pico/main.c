/* The loop of the board: start everything, then let device and card take turns, and sleep while neither has work. */
#include "pico.h"
#include "registers.h"

/* The keypad is looked at this often. */
enum { LONGEST_SLEEP = 4000 };

int main(void) {
  clocks_start();
  watchdog_start();
  flash_start();
  beeper_start();
  i2c_start();
  display_start();
  keypad_start();
  uart_start();
  slot_start();
  usb_start();
  device_start();
  bool worked = true;
  for (;;) {
    watchdog_feed();
    beeper_tick();
    /* First what the card has said: else its time could seem to be over while its answer waits here. */
    const bool card_works = slot_run();
    const bool device_works = device_run();
    if (device_works || card_works) {
      worked = true;
      continue;
    }
    if (worked) stack_wipe();
    worked = false;
    interrupts_off();
    const uint32_t idle = device_idle();
    sleep_at_most(idle < LONGEST_SLEEP ? idle : LONGEST_SLEEP);
    interrupts_on();
  }
}
