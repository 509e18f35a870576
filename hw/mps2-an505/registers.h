/* The MPS2 board with image AN505: a Cortex-M33 (QEMU's model). Secure addresses of what this folder uses. */
#ifndef REGISTERS_H_
#define REGISTERS_H_
#include <stdint.h>

#define REG(address) (*(volatile uint32_t*)(address))
/* CMSDK UARTs (Arm DDI 0479, 4.3): the port of the device, and the wires to what stands for keypad, display and slot. */
#define PORT_UART 0x50200000u
#define WIRES_UART 0x50201000u
#define UART_DATA(base) (base)
#define UART_STATE(base) ((base) + 0x04u)
#define UART_CONTROL(base) ((base) + 0x08u)
#define UART_INTERRUPTS(base) ((base) + 0x0cu)
#define UART_DIVIDER(base) ((base) + 0x10u)
enum { TX_FULL = 1, RX_FULL = 2, TX_ON = 1, RX_ON = 2, TX_INTERRUPT = 4, RX_INTERRUPT = 8 };
/* All interrupts of parts outside the core. */
#define NVIC_ENABLE 0xe000e104u
#define NVIC_CLEAR 0xe000e284u
#define RESET_REQUEST 0xe000ed0cu
#define RESET_NOW 0x05fa0004u
#endif
