/* USB, the control requests: what the host asks at endpoint 0, one at a time (USB 2.0, 8.5.3). The firmware answers every request but
   SET_ADDRESS. */
#include "usb.h"
#include "registers.h"
#include <string.h>

enum { SETUP_BYTES = 8, MOST_SENT = 16, TO_HOST = 0x80, SET_ADDRESS = 5 };

/* The control request: its setup and what the host sent; it waits for the firmware, then the firmware has it. */
static uint8_t request[SETUP_BYTES + MOST_SENT];
static uint32_t request_length;
static volatile bool request_waits, request_held;
static enum { IDLE, RECEIVING, SENDING, CONFIRMING } stage;
static const uint8_t* answer;
static uint32_t answer_left;
static bool answer_more, answer_short;

static void refuse(void) {
  stage = IDLE;
  usb_stall_control();
}

static void confirm(void) {
  stage = CONFIRMING;
  usb_arm(EP0_IN, 0);
}

/* The next packet of the answer. One that is shorter than asked for ends with a packet that is not full. */
static void send_more(void) {
  const uint32_t count = answer_left < USB_PACKET ? answer_left : USB_PACKET;
  memcpy((void*)usb_buffer(EP0_IN), answer, count);
  answer += count;
  answer_left -= count;
  answer_more = answer_left > 0 || (answer_short && count == USB_PACKET);
  usb_arm(EP0_IN, count);
}

/* Bytes that the host asks for, or sends: how many the setup says. */
static uint32_t wanted_length(void) { return request[6] | (uint32_t)request[7] << 8; }
/* Without bytes the direction says nothing (USB 2.0, 9.3.1). */
static bool wants_answer(void) { return (request[0] & TO_HOST) != 0 && wanted_length() > 0; }

void usb_control_forget(void) {
  stage = IDLE;
  request_waits = request_held = false;
}

void usb_control_setup(const uint8_t* setup) {
  memcpy(request, setup, SETUP_BYTES);
  request_length = SETUP_BYTES;
  const uint32_t length = wanted_length();
  if (request[0] == 0 && request[1] == SET_ADDRESS) {
    usb_address(request[2] & 0x7f);
    confirm();
  } else if ((request[0] & TO_HOST) != 0 || length == 0) request_waits = true;
  else if (length > MOST_SENT) refuse();
  else {
    stage = RECEIVING;
    usb_arm(EP0_OUT, USB_PACKET);
  }
}

void usb_control_done(uint32_t n) {
  if (stage == RECEIVING) {
    const uint32_t count = usb_received(n);
    if (count > MOST_SENT) return refuse();
    memcpy(request + SETUP_BYTES, (const void*)usb_buffer(n), count);
    request_length += count;
    stage = IDLE;
    request_waits = true;
  } else if (stage == SENDING && n == EP0_IN) {
    if (answer_more) send_more();
  } else if (stage == SENDING) {
    /* The host has enough: no buffer may stay for the transfer after this one. */
    stage = IDLE;
    usb_revoke(EP0_IN);
  } else if (stage == CONFIRMING) stage = IDLE;
}

bool usb_control_waits(void) { return request_waits; }

uint32_t usb_request(uint8_t* to, uint32_t capacity) {
  interrupts_off();
  const uint32_t count = !request_waits ? 0 : request_length < capacity ? request_length : capacity;
  memcpy(to, request, count);
  request_held = request_waits;
  request_waits = false;
  interrupts_on();
  return count;
}

/* An answer that comes after the host has asked for something else is nobody's. The bytes stay until the next request. */
void usb_answer(const uint8_t* bytes, uint32_t length) {
  interrupts_off();
  if (request_held && wants_answer()) {
    answer = bytes;
    answer_left = length;
    answer_short = length < wanted_length();
    stage = SENDING;
    usb_arm(EP0_OUT, USB_PACKET); /* the host confirms when it has enough */
    send_more();
  } else if (request_held) confirm();
  request_held = false;
  interrupts_on();
}

void usb_stall(void) {
  interrupts_off();
  if (request_held) refuse();
  request_held = false;
  interrupts_on();
}
