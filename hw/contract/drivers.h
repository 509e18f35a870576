/* What the board of a device offers the files of this folder, beside chip.h, and what they offer its loop. Nothing waits unless it
   says so. */
#ifndef DRIVERS_H_
#define DRIVERS_H_
#include "chip.h"

/* Takes a copy of `pages` pages of 128 bytes from page `first` on, and shows it. */
void display_pages(const uint8_t* bytes, uint32_t first, uint32_t pages);

/* Looks at all keys when it is time to; calls back for each that went down or up. */
void keypad_scan(void (*edge)(uint32_t key, bool down));

void beeper_sound(uint32_t hertz, uint32_t milliseconds);
/* Ends a tone that has lasted long enough. */
void beeper_tick(void);

/* Seconds since 1970; 0 if the clock is absent, was never set or lost its battery. */
uint32_t rtc_read(void);
void rtc_write(uint32_t seconds);

uint32_t uart_send(const uint8_t* from, uint32_t length);
uint32_t uart_receive(uint8_t* to, uint32_t capacity);
/* True once for bytes that came since it was asked last. */
bool uart_news(void);
/* True once when there is room again after uart_send took less than it was given. */
bool uart_room(void);

/* USB: the calls of the board contract; ports are 0 (bulk) and 1 (serial). */
void usb_attach(void);
/* Off the bus, for good. */
void usb_leave(void);
uint32_t usb_request(uint8_t* to, uint32_t capacity);
void usb_answer(const uint8_t* bytes, uint32_t length);
void usb_stall(void);
bool usb_port(uint32_t port, bool open);
void usb_halt(uint32_t address, bool on);
uint32_t usb_send(uint32_t port, const uint8_t* from, uint32_t length);
uint32_t usb_receive(uint32_t port, uint8_t* to, uint32_t capacity);
/* Tells the events since the last call; whether there are any. */
void usb_news(void (*tell)(uint32_t event, uint32_t argument));
bool usb_waits(void);

/* The card: soft-card.c, or a driver of the board's slot. */
void slot_start(void);
/* Power off wipes all that the card has in memory, before this returns. */
void slot_power(bool on);
/* Bytes for the card. */
void slot_send(const uint8_t* bytes, uint32_t length);
/* Brings the card's bytes to the device; true while the card works on the device's own chip. */
bool slot_run(void);
/* True once when the card has come or gone; `inserted` tells which. */
bool slot_changed(bool* inserted);
/* Whether the card has a chip of its own. */
bool slot_separate(void);

/* The contact that says whether a card is in: asked by soft-card.c, and by a slot with a driver of its own. */
void contact_start(void);
bool contact_closed(void);

/* The device's firmware (device-board.c). */
void device_start(void);
/* Brings what has happened to the device and does a piece of its work; true while more waits. */
bool device_run(void);
/* Microseconds until the device asked to be woken; 0 if something has happened since it ran. Call with interrupts off. */
uint32_t device_idle(void);
void device_card_byte(uint8_t byte);
#endif
