/* Addresses of the RP2040 (datasheet chapters 2 and 4) that more than one driver of this folder uses. */
#ifndef REGISTERS_H_
#define REGISTERS_H_
#include <stdint.h>

#define REG(address) (*(volatile uint32_t*)(address))
/* Aliases of every peripheral register: set or clear the bits written (datasheet 2.1.2). */
#define REG_SET(address) REG((address) + 0x2000u)
#define REG_CLEAR(address) REG((address) + 0x3000u)

/* Where the flash chip can be read. */
#define XIP_BASE 0x10000000u
#define RESETS_BASE 0x4000c000u
#define CLOCKS_BASE 0x40008000u
#define TIMER_BASE 0x40054000u
#define WATCHDOG_BASE 0x40058000u
#define NVIC_ENABLE 0xe000e100u
/* Function and override bits of pin n; pad of pin n (datasheet 2.19.6). */
#define PIN_CTRL(n) (0x40014004u + 8u * (n))
#define PIN_PAD(n) (0x4001c004u + 4u * (n))
#define GPIO_IN 0xd0000004u
#define GPIO_OUT_SET 0xd0000014u
#define GPIO_OUT_CLEAR 0xd0000018u
#define GPIO_OE_SET 0xd0000024u
#define GPIO_OE_CLEAR 0xd0000028u

/* UARTs (PL011, datasheet 4.2.8). */
#define UART0_BASE 0x40034000u
#define UART1_BASE 0x40038000u
#define UART_DATA(base) (base)
#define UART_FLAGS(base) ((base) + 0x18u)
#define UART_BAUD_WHOLE(base) ((base) + 0x24u)
#define UART_BAUD_FRACTION(base) ((base) + 0x28u)
#define UART_LINE(base) ((base) + 0x2cu)
#define UART_CONTROL(base) ((base) + 0x30u)
#define UART_INTERRUPTS(base) ((base) + 0x38u)
#define UART_CLEAR(base) ((base) + 0x44u)
enum { UART_BUSY = 0x08, UART_RX_EMPTY = 0x10, UART_TX_FULL = 0x20 };
enum { UART_RX = 0x10, UART_TX = 0x20, UART_RX_TIMEOUT = 0x40 };

enum { FUNCTION_UART = 2, FUNCTION_I2C = 3, FUNCTION_PWM = 4, FUNCTION_SIO = 5, FUNCTION_CLOCK = 8, FUNCTION_NONE = 31 };
/* Input enabled, Schmitt trigger; with the pull. */
enum { PAD_PULL_UP = 0x4a, PAD_PULL_DOWN = 0x46, PAD_OUTPUT = 0x52 };
/* Bits of RESETS (datasheet 2.14.3). */
enum {
  RESET_I2C0 = 1 << 3, RESET_IO_BANK0 = 1 << 5, RESET_IO_QSPI = 1 << 6, RESET_PADS_BANK0 = 1 << 8,
  RESET_PADS_QSPI = 1 << 9, RESET_PLL_SYS = 1 << 12, RESET_PLL_USB = 1 << 13, RESET_PWM = 1 << 14,
  RESET_TIMER = 1 << 21, RESET_UART0 = 1 << 22, RESET_UART1 = 1 << 23, RESET_USB = 1 << 24
};
/* Interrupt numbers (datasheet 2.3.2). */
enum { IRQ_TIMER0 = 0, IRQ_USB = 5, IRQ_UART0 = 20, IRQ_UART1 = 21, IRQ_I2C0 = 23 };

static inline void unreset(uint32_t blocks) {
  REG_CLEAR(RESETS_BASE) = blocks;
  while ((REG(RESETS_BASE + 8) & blocks) != blocks) {}
}
static inline void interrupts_off(void) { __asm__ volatile("cpsid i" ::: "memory"); }
static inline void interrupts_on(void) { __asm__ volatile("cpsie i" ::: "memory"); }
#endif
