/* USB, full speed: the controller of the RP2040 (datasheet 4.1) and its endpoints. What the control endpoint carries is in
   usb-control.c, what the ports carry in usb-port.c. */
#include "usb.h"
#include "registers.h"
#include <string.h>

#define CONTROLLER 0x50110000u
#define ADDRESS CONTROLLER
#define MAIN_CTRL (CONTROLLER + 0x40u)
#define SIE_CTRL (CONTROLLER + 0x4cu)
#define SIE_STATUS (CONTROLLER + 0x50u)
#define BUFF_STATUS (CONTROLLER + 0x58u)
#define EP_ABORT (CONTROLLER + 0x60u)
#define EP_ABORT_DONE (CONTROLLER + 0x64u)
#define EP_STALL_ARM (CONTROLLER + 0x68u)
#define MUXING (CONTROLLER + 0x74u)
#define POWER (CONTROLLER + 0x78u)
#define INTERRUPTS (CONTROLLER + 0x90u)
#define PENDING (CONTROLLER + 0x98u)
#define MEMORY 0x50100000u
#define ENDPOINT_CTRL(n) (MEMORY + 4u * (n))
#define BUFFER_CTRL(n) (MEMORY + 0x80u + 4u * (n))
enum { FULL = 1 << 15, DATA1 = 1 << 13, STALL = 1 << 11, AVAILABLE = 1 << 10, LENGTH = 0x3ff };
enum { BULK = 2, INTERRUPT = 3, EACH_EP0_BUFFER = 1 << 29, PULL_UP = 1 << 16, BUS_RESET = 1 << 19, SETUP = 1 << 17 };
enum { ON_BUFFER = 1 << 4, ON_RESET = 1 << 12, ON_SETUP = 1 << 16 };
/* The endpoints of protocol/tables/usb.ts. */
enum { NOTIFICATION = 4, ENDPOINTS = 8 };
/* High while the socket has power. */
enum { CABLE = 24, LONGEST_PACKET_MICROSECONDS = 100 };

/* A bit each: where DATA1 is next, what the controller has a buffer of, what is halted. */
static uint32_t toggles, armed, halted;
static bool wanted, plugged;
static volatile bool was_reset;
/* The address that counts when the host has heard that it is taken. */
static volatile bool address_due;
static uint8_t new_address;

uint32_t usb_buffer(uint32_t n) { return MEMORY + 0x100u + (n > EP0_OUT ? USB_PACKET * n : 0); }
uint32_t usb_received(uint32_t n) { return REG(BUFFER_CTRL(n)) & LENGTH; }
bool usb_is_free(uint32_t n) { return ((armed | halted) & (1u << n)) == 0; }

void usb_arm(uint32_t n, uint32_t length) {
  const uint32_t value = length | ((n & 1) == 0 ? FULL : 0) | ((toggles & (1u << n)) != 0 ? DATA1 : 0);
  REG(BUFFER_CTRL(n)) = value;
  /* The controller's clock is slower: it must see the rest before it sees AVAILABLE (datasheet 4.1.2.5.1). */
  __asm__ volatile("b 1f\n1: b 1f\n1: b 1f\n1: b 1f\n1: b 1f\n1: b 1f\n1:");
  REG(BUFFER_CTRL(n)) = value | AVAILABLE;
  armed |= 1u << n;
}

static void serve_buffers(void);

/* Takes a buffer back. What is under way ends first; chips before B2 do not say when (erratum RP2040-E2). */
void usb_revoke(uint32_t n) {
  const uint32_t bit = 1u << n;
  if ((armed & bit) == 0) return;
  const uint32_t start = now_microseconds();
  REG_SET(EP_ABORT) = bit;
  while ((REG(EP_ABORT_DONE) & bit) == 0 && now_microseconds() - start < LONGEST_PACKET_MICROSECONDS) {}
  serve_buffers();
  REG(BUFFER_CTRL(n)) = 0;
  armed &= ~bit;
  REG(EP_ABORT_DONE) = bit;
  REG_CLEAR(EP_ABORT) = bit;
}

void usb_stall_control(void) {
  REG(BUFFER_CTRL(EP0_IN)) = STALL;
  REG(BUFFER_CTRL(EP0_OUT)) = STALL;
  REG(EP_STALL_ARM) = 3;
}

void usb_address(uint8_t address) {
  new_address = address;
  address_due = true;
}

static inline void take_address(void) {
  if (address_due) REG(ADDRESS) = new_address;
  address_due = false;
}

/* Interrupts are off, or this is one. */
static void serve_buffers(void) {
  uint32_t done;
  while ((done = REG(BUFF_STATUS)) != 0) {
    REG(BUFF_STATUS) = done;
    for (uint32_t n = 0; n < ENDPOINTS; n++) {
      if ((done & armed & (1u << n)) == 0) continue;
      armed &= ~(1u << n);
      toggles ^= 1u << n;
      if (n == EP0_IN) take_address();
      if (n <= EP0_OUT) usb_control_done(n);
      else usb_port_done(n);
    }
  }
}

static void reset(void) {
  REG(ADDRESS) = 0;
  address_due = false;
  usb_control_forget();
  for (uint32_t port = 0; port < USB_PORTS; port++) usb_port_close(port);
  for (uint32_t n = 0; n < ENDPOINTS; n++) {
    usb_revoke(n);
    REG(BUFFER_CTRL(n)) = 0;
  }
  toggles = halted = 0;
  was_reset = true;
}

static void take_setup(void) {
  address_due = false;
  usb_control_forget();
  usb_revoke(EP0_IN);
  usb_revoke(EP0_OUT);
  REG(BUFFER_CTRL(EP0_IN)) = REG(BUFFER_CTRL(EP0_OUT)) = 0;
  toggles |= 3;
  usb_control_setup((const uint8_t*)MEMORY);
}

void usb_interrupt(void) {
  const uint32_t why = REG(PENDING);
  if ((why & ON_RESET) != 0) {
    REG(SIE_STATUS) = BUS_RESET;
    reset();
  }
  if ((why & ON_BUFFER) != 0) serve_buffers();
  if ((why & ON_SETUP) != 0) {
    REG(SIE_STATUS) = SETUP;
    take_setup();
  }
}

/* A new address counts 2 ms after the host has heard that it is taken, none 10 ms after a reset (USB 2.0, 9.2.6); erasing
   takes longer than that. */
FROM_RAM void usb_meanwhile(void) {
  if ((REG(SIE_STATUS) & BUS_RESET) != 0) REG(ADDRESS) = 0;
  if (!address_due || (REG(BUFF_STATUS) & (1u << EP0_IN)) == 0) return;
  REG(ADDRESS) = new_address;
  address_due = false;
}

void usb_start(void) {
  unreset(RESET_USB);
  memset((void*)MEMORY, 0, 0x1000);
  REG(MUXING) = 9; /* to the pins of the socket, connected by software */
  REG(POWER) = 12; /* the controller need not look for power: this file does */
  REG(MAIN_CTRL) = 1;
  REG(SIE_CTRL) = EACH_EP0_BUFFER;
  for (uint32_t n = EP0_OUT + 1; n < ENDPOINTS; n++) {
    if (n == NOTIFICATION + 1) continue;
    const uint32_t kind = n == NOTIFICATION ? INTERRUPT : BULK;
    REG(ENDPOINT_CTRL(n)) = 1u << 31 | 1u << 29 | kind << 26 | (usb_buffer(n) & 0xfff);
  }
  REG(INTERRUPTS) = ON_BUFFER | ON_RESET | ON_SETUP;
  REG(NVIC_ENABLE) = 1u << IRQ_USB;
  REG(PIN_PAD(CABLE)) = PAD_PULL_DOWN;
  REG(PIN_CTRL(CABLE)) = FUNCTION_SIO;
}

void usb_attach(void) { wanted = true; }

void usb_leave(void) {
  wanted = false;
  REG_CLEAR(SIE_CTRL) = PULL_UP;
}

/* Nothing that is not powered by the host may hold the line up without the host's power (USB 2.0, 7.1.5). */
static void look_at_cable(void) {
  const bool cable = wanted && (REG(GPIO_IN) & (1u << CABLE)) != 0;
  if (cable == plugged) return;
  plugged = cable;
  if (cable) REG_SET(SIE_CTRL) = PULL_UP;
  else {
    REG_CLEAR(SIE_CTRL) = PULL_UP;
    interrupts_off();
    reset();
    interrupts_on();
  }
}

bool usb_waits(void) { return was_reset || usb_control_waits() || usb_port_waits(); }

void usb_news(void (*tell)(uint32_t event, uint32_t argument)) {
  look_at_cable();
  usb_port_closings(tell);
  if (was_reset) {
    was_reset = false;
    tell(Event_UsbReset, 0);
  }
  usb_port_news(tell);
  if (usb_control_waits()) tell(Event_UsbRequest, 0);
}

void usb_halt(uint32_t address, bool on) {
  const uint32_t n = 2 * (address & 15u) + ((address & 0x80) == 0 ? 1 : 0);
  const uint32_t bit = 1u << (n & 31u);
  if (n <= EP0_OUT || n >= ENDPOINTS || n == NOTIFICATION + 1) return;
  interrupts_off();
  usb_revoke(n);
  toggles &= ~bit;
  halted = on ? halted | bit : halted & ~bit;
  REG(BUFFER_CTRL(n)) = on ? STALL : 0;
  if (!on) usb_port_resume(n);
  interrupts_on();
}
