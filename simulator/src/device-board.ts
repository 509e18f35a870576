// The device's board contract (firmware/device/board.ts) on virtual parts; machine.ts plugs it into the device's chip.
import { updateSizes } from '@sigillator/protocol/tables/update';
import { type Board, Stopped } from './chip.ts';
import type { Machine } from './machine.ts';

/** Pages of the display are 128 bytes. */
const PAGE_BYTES = 128;

export function deviceBoard(machine: Machine): Board {
  const { clock, display, beeper, rtc, entropy, slot, ports, usb, flash, updates } = machine;
  const bytes = (pointer = 0, length = 0): Uint8Array => machine.chip.bytes(pointer, length);
  const nothing = (call: (...values: number[]) => void): Board[string] => {
    return (...values) => {
      call(...values);
      return undefined;
    };
  };
  return {
    display: nothing((pointer, firstPage, pageCount) =>
      display.show(bytes(pointer, pageCount! * PAGE_BYTES).slice(), firstPage!),
    ),
    beep: nothing((hertz, milliseconds) => beeper.sound(hertz!, milliseconds!)),
    milliseconds: () => Math.floor((clock.nowUs - machine.onAtUs) / 1000) | 0,
    alarm: nothing((milliseconds) => {
      clock.cancel('alarm');
      if (milliseconds !== 0) clock.after((milliseconds! >>> 0) * 1000, 'alarm');
    }),
    clockRead: () => rtc.read() | 0,
    clockWrite: nothing((seconds) => rtc.write(seconds! >>> 0)),
    entropy: (pointer, length) => entropy.fill(bytes(pointer, length)),
    cardPower: nothing((on) => slot.power(on !== 0)),
    cardTransmit: nothing((pointer, length) => slot.transmit(bytes(pointer, length).slice())),
    portSend: (port, pointer, length) => ports.send(port!, bytes(pointer, length)),
    portReceive: (port, pointer, capacity) => ports.receive(port!, bytes(pointer, capacity)),
    usbAttach: nothing(() => usb.attach()),
    usbRequest: (pointer, capacity) => usb.request(bytes(pointer, capacity)),
    usbAnswer: nothing((pointer, length) => usb.accept(bytes(pointer, length).slice())),
    usbStall: nothing(() => usb.refuse()),
    usbPort: (port, on) => usb.port(port!, on !== 0),
    usbHalt: nothing((address, on) => usb.halt(address!, on !== 0)),
    firmwareDigest: nothing((pointer) => bytes(pointer, 32).set(machine.chip.program.digest)),
    developmentKey: () => Number(machine.developmentKey),
    wideProducts: () => Number(machine.wide),
    separateChip: () => Number(machine.separate),
    flashRead: nothing((address, pointer, length) => flash.read(address! >>> 0, bytes(pointer, length))),
    flashProgram: nothing((address, pointer, length) => flash.program(address! >>> 0, bytes(pointer, length).slice())),
    flashErase: nothing((sector) => flash.erase(sector! >>> 0)),
    updateBegin: (pointer) => updates.begin(bytes(pointer, updateSizes.header)),
    updateStep: () => updates.step(),
    updateHave: () => updates.have(),
    updateTake: (offset, pointer, length) => updates.take(offset! >>> 0, bytes(pointer, length)),
    updateCheck: () => updates.check(),
    updateActivate: () => updates.activate(),
    // Here a trap ends the run loudly, so no device ever starts after one.
    stopCause: () => 0,
    restart: () => {
      throw new Stopped('restart');
    },
    halt: (code) => {
      throw new Stopped('halt', code);
    },
  };
}
