/* Second stage of the RP2040's boot (datasheet 2.8.1.3): the boot ROM copies these 256 bytes to the end of SRAM and calls
   them. They set the flash controller up for plain reads (03h), which every flash chip knows, then start the program.
   Called with a return address they return there: that is how flash.c gets back from programming. */
.syntax unified
.cpu cortex-m0plus
.thumb
.section .boot2, "ax"
.global boot2
.thumb_func
boot2:
  push {lr}
  ldr r3, =0x18000000                           @ SSI
  movs r1, #0
  str r1, [r3, #0x08]                           @ SSIENR: off
  movs r1, #4
  str r1, [r3, #0x14]                           @ BAUDR: clk_sys / 4
  ldr r1, =((31 << 16) | (3 << 8))              @ CTRLR0: 32-bit frames, read mode
  str r1, [r3, #0x00]
  ldr r1, =((0x03 << 24) | (2 << 8) | (6 << 2)) @ SPI_CTRLR0: command 03h, 8 bits of it, 24 bits of address
  ldr r0, =0x180000f4
  str r1, [r0]
  movs r1, #0
  str r1, [r3, #0x04]                           @ CTRLR1: one frame
  movs r1, #1
  str r1, [r3, #0x10]                           @ SER
  str r1, [r3, #0x08]                           @ SSIENR: on
  pop {r0}
  cmp r0, #0
  beq 1f
  bx r0
1:
  ldr r0, =0x10000100                           @ the vectors
  ldr r1, =0xe000ed08                           @ VTOR
  str r0, [r1]
  ldmia r0!, {r1, r2}
  msr msp, r1
  bx r2
.ltorg
