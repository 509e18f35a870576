/* This board has no USB socket: it never attaches, so nothing is ever asked. */
#include "drivers.h"

void usb_attach(void) {}
void usb_leave(void) {}
uint32_t usb_request(uint8_t* to, uint32_t capacity) {
  (void)to;
  (void)capacity;
  return 0;
}
void usb_answer(const uint8_t* bytes, uint32_t length) {
  (void)bytes;
  (void)length;
}
void usb_stall(void) {}
bool usb_port(uint32_t port, bool open) {
  (void)port;
  (void)open;
  return false;
}
void usb_halt(uint32_t address, bool on) {
  (void)address;
  (void)on;
}
uint32_t usb_send(uint32_t port, const uint8_t* from, uint32_t length) {
  (void)port;
  (void)from;
  (void)length;
  return 0;
}
uint32_t usb_receive(uint32_t port, uint8_t* to, uint32_t capacity) {
  (void)port;
  (void)to;
  (void)capacity;
  return 0;
}
void usb_news(void (*tell)(uint32_t event, uint32_t argument)) { (void)tell; }
bool usb_waits(void) { return false; }
