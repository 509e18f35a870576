/* The board contract of the device (firmware/device/board.ts) on this board's drivers, and the device's turn in the loop. */
#include "drivers.h"
#include "contract.h"
#include "device.h"
#include "image.h"
#include "pointer.h"
#include <string.h>

enum { UART_PORT = Port_Uart, PAGE_BYTES = 128, LONGEST_IDLE = 1000000 };

extern uint8_t device_memory[WASM_MEMORY_BYTES];
static w2c_device device;
static bool more_work;
static bool alarm_set;
static uint32_t alarm_at;

static uint8_t* at(uint32_t pointer, uint32_t length) { return memory_at(device_memory, pointer, length); }

bool flash_may_change(uint32_t address, uint32_t length) {
  const bool card = address >= FlashMap_Card && address + length <= FlashMap_Card + FlashMap_CardBytes;
  const bool device = address >= FlashMap_Device && address + length <= FlashMap_Device + FlashMap_DeviceBytes;
  return card || device;
}

static uint32_t in_flash(uint32_t address, uint32_t length) {
  if (address > FlashMap_DeviceBytes || length > FlashMap_DeviceBytes - address) stop_with(STOP_FLASH);
  return FlashMap_Device + address;
}

void device_board_display(struct device_board* b, u32 pointer, u32 first, u32 pages) {
  (void)b;
  display_pages(at(pointer, pages * PAGE_BYTES), first, pages);
}
void device_board_beep(struct device_board* b, u32 hertz, u32 milliseconds) {
  (void)b;
  beeper_sound(hertz, milliseconds);
}
u32 device_board_milliseconds(struct device_board* b) {
  (void)b;
  return now_milliseconds();
}
void device_board_alarm(struct device_board* b, u32 milliseconds) {
  (void)b;
  alarm_set = milliseconds != 0;
  alarm_at = now_milliseconds() + milliseconds;
}
u32 device_board_clockRead(struct device_board* b) {
  (void)b;
  return rtc_read();
}
void device_board_clockWrite(struct device_board* b, u32 seconds) {
  (void)b;
  rtc_write(seconds);
}
u32 device_board_entropy(struct device_board* b, u32 pointer, u32 length) {
  (void)b;
  entropy_read(at(pointer, length), length);
  return length;
}
void device_board_cardPower(struct device_board* b, u32 on) {
  (void)b;
  slot_power(on != 0);
}
void device_board_cardTransmit(struct device_board* b, u32 pointer, u32 length) {
  (void)b;
  slot_send(at(pointer, length), length);
}
u32 device_board_portSend(struct device_board* b, u32 port, u32 pointer, u32 length) {
  (void)b;
  if (port == UART_PORT) return uart_send(at(pointer, length), length);
  return port < UART_PORT ? usb_send(port, at(pointer, length), length) : 0;
}
u32 device_board_portReceive(struct device_board* b, u32 port, u32 pointer, u32 capacity) {
  (void)b;
  if (port == UART_PORT) return uart_receive(at(pointer, capacity), capacity);
  return port < UART_PORT ? usb_receive(port, at(pointer, capacity), capacity) : 0;
}
void device_board_usbAttach(struct device_board* b) {
  (void)b;
  usb_attach();
}
u32 device_board_usbRequest(struct device_board* b, u32 pointer, u32 capacity) {
  (void)b;
  return usb_request(at(pointer, capacity), capacity);
}
void device_board_usbAnswer(struct device_board* b, u32 pointer, u32 length) {
  (void)b;
  usb_answer(at(pointer, length), length);
}
void device_board_usbStall(struct device_board* b) {
  (void)b;
  usb_stall();
}
u32 device_board_usbPort(struct device_board* b, u32 port, u32 open) {
  (void)b;
  return usb_port(port, open != 0);
}
void device_board_usbHalt(struct device_board* b, u32 address, u32 on) {
  (void)b;
  usb_halt(address, on != 0);
}
void device_board_firmwareDigest(struct device_board* b, u32 pointer) {
  (void)b;
  memcpy(at(pointer, sizeof firmware_digest), firmware_digest, sizeof firmware_digest);
}
u32 device_board_wideProducts(struct device_board* b) {
  (void)b;
  return WIDE_PRODUCTS;
}
u32 device_board_separateChip(struct device_board* b) {
  (void)b;
  return slot_separate();
}
u32 device_board_stopCause(struct device_board* b) {
  (void)b;
  return stop_cause();
}
void device_board_restart(struct device_board* b) {
  (void)b;
  stop_with(0);
}
void device_board_halt(struct device_board* b, u32 code) {
  (void)b;
  (void)code;
  usb_leave();
  for (;;) {
    watchdog_feed();
    beeper_tick();
    rest(LONGEST_IDLE);
  }
}
void device_board_flashRead(struct device_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_read(in_flash(address, length), at(pointer, length), length);
}
void device_board_flashProgram(struct device_board* b, u32 address, u32 pointer, u32 length) {
  (void)b;
  flash_program(in_flash(address, length), at(pointer, length), length);
}
void device_board_flashErase(struct device_board* b, u32 sector) {
  (void)b;
  if (sector >= FlashMap_DeviceBytes / FlashMap_Sector) stop_with(STOP_FLASH);
  flash_erase(in_flash(sector * FlashMap_Sector, FlashMap_Sector));
}

static void bring(uint32_t kind, uint32_t argument) {
  w2c_device_event(&device, kind, argument);
  more_work = true;
}

static void key_edge(uint32_t key, bool down) { bring(down ? Event_KeyDown : Event_KeyUp, key); }

void device_card_byte(uint8_t byte) { bring(Event_CardByte, byte); }

void device_start(void) {
  wasm2c_device_instantiate(&device, 0);
  w2c_device_start(&device);
  bring(Event_PortOpened, UART_PORT);
}

bool device_run(void) {
  bool inserted;
  keypad_scan(key_edge);
  if (slot_changed(&inserted)) bring(inserted ? Event_CardInserted : Event_CardRemoved, 0);
  usb_news(bring);
  if (uart_news()) bring(Event_PortReadable, UART_PORT);
  if (uart_room()) bring(Event_PortWritable, UART_PORT);
  if (alarm_set && (int32_t)(now_milliseconds() - alarm_at) >= 0) {
    alarm_set = false;
    bring(Event_Alarm, 0);
  }
  if (more_work) more_work = w2c_device_step(&device) != 0;
  return more_work;
}

uint32_t device_idle(void) {
  if (usb_waits()) return 0;
  if (!alarm_set) return LONGEST_IDLE;
  const int32_t left = (int32_t)(alarm_at - now_milliseconds());
  if (left <= 0) return 0;
  return left > LONGEST_IDLE / 1000 ? LONGEST_IDLE : (uint32_t)left * 1000;
}
