/* What usb.c, usb-control.c and usb-port.c have of each other. Called with interrupts off. Endpoints have a number here: twice that
   of their address, and one more for those to the device, as in the controller's own registers. */
#ifndef USB_H_
#define USB_H_
#include "pico.h"
#include "contract.h"

enum { USB_PACKET = 64, USB_PORTS = 2, EP0_IN = 0, EP0_OUT = 1 };

/* Endpoint `n`: its buffer, the length of what came, whether it may be armed. */
uint32_t usb_buffer(uint32_t n);
uint32_t usb_received(uint32_t n);
bool usb_is_free(uint32_t n);
/* Lets the host have `length` bytes of the buffer, or fill it. */
void usb_arm(uint32_t n, uint32_t length);
/* Takes a buffer back. */
void usb_revoke(uint32_t n);
/* The host hears that its request is refused. */
void usb_stall_control(void);
/* The device's address as soon as the host has taken the next packet of the control endpoint. */
void usb_address(uint8_t address);

/* The host asks something else, or nothing any more. */
void usb_control_forget(void);
/* It asks: eight bytes. */
void usb_control_setup(const uint8_t* setup);
/* It has taken or filled a buffer of the control endpoint. */
void usb_control_done(uint32_t n);
/* A request waits for the firmware. */
bool usb_control_waits(void);

/* The host has taken or filled the buffer of a port's endpoint. */
void usb_port_done(uint32_t n);
/* The endpoint is free again. */
void usb_port_resume(uint32_t n);
void usb_port_close(uint32_t port);
bool usb_port_waits(void);
void usb_port_closings(void (*tell)(uint32_t event, uint32_t argument));
void usb_port_news(void (*tell)(uint32_t event, uint32_t argument));
#endif
