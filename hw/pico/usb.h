/* What usb.c and usb-port.c have of each other. Called with interrupts off. */
#ifndef USB_H_
#define USB_H_
#include "pico.h"
#include "contract.h"

enum { USB_PACKET = 64, USB_PORTS = 2 };

/* Endpoint `n`: its buffer, the length of what came, whether it may be armed. */
uint32_t usb_buffer(uint32_t n);
uint32_t usb_received(uint32_t n);
bool usb_is_free(uint32_t n);
/* Lets the host have `length` bytes of the buffer, or fill it. */
void usb_arm(uint32_t n, uint32_t length);
void usb_revoke(uint32_t n);

/* The host has taken or filled the buffer of a port's endpoint. */
void usb_port_done(uint32_t n);
/* The endpoint is free again. */
void usb_port_resume(uint32_t n);
void usb_port_close(uint32_t port);
bool usb_port_waits(void);
void usb_port_closings(void (*tell)(uint32_t event, uint32_t argument));
void usb_port_news(void (*tell)(uint32_t event, uint32_t argument));
#endif
