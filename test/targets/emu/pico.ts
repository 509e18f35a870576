// An emulated Raspberry Pi Pico with display, keypad, clock and card contact, running the flash image that a real one would.
// Time is the emulator's; what the emulator grumbles about is an error. Used by emu.ts and the tests of the board.

import { Stopped } from '@sigillator/simulator/chip';
import { Flash } from '@sigillator/simulator/flash';
import { Random } from '@sigillator/simulator/random';
import { BasePeripheral, ConsoleLogger, LogLevel, RP2040 } from 'rp2040js';
import { boot2Checksum } from '../../../hw/boot2-checksum.ts';
import type { Image } from '../../../hw/build.ts';
import { putBootRom } from './boot-rom.ts';
import { Ds3231 } from './ds3231.ts';
import { wireI2c } from './i2c-bus.ts';
import { KeypadMatrix } from './keypad-matrix.ts';
import { FLASH_SECTORS, NorFlash } from './nor-flash.ts';
import { Ssd1306 } from './ssd1306.ts';
import { makeStrict } from './strict-core.ts';
import { UsbController } from './usb-controller.ts';

/** 125 MHz. */
const CYCLE_NANOS = 8;
const CARD_CONTACT = 22;
/** High while the USB socket has power. */
const SOCKET_POWER = 24;
/** Of the flash controller: the core reads flash as memory. */
const READ_MODE = 3;
const BOOT2_RUNS_AT = 0x20041f00;
/** Of the serial port: RTSEn of its control register, and bytes of its buffer of 32 at which RTS goes. */
const RTS_ENABLED = 0x4000;
const RTS_LEVEL = 16;
interface SerialInside {
  ctrlRegister: number;
  rxFIFO: { itemCount: number };
}

/** Registers of a peripheral that rp2040js lacks, by offset. */
class Registers extends BasePeripheral {
  readonly #read: (offset: number) => number;
  readonly #write: (offset: number, value: number) => void;

  constructor(
    rp: RP2040,
    name: string,
    read: (offset: number) => number,
    write: (offset: number, value: number) => void,
  ) {
    super(rp, name);
    this.#read = read;
    this.#write = write;
  }

  override readUint32(offset: number): number {
    return this.#read(offset);
  }

  override writeUint32(offset: number, value: number): void {
    this.#write(offset, value);
  }
}

/** The emulator's own clock, by what its types leave out. */
interface SteppedClock {
  readonly nanosToNextAlarm: number;
  tick(deltaNanos: number): void;
}

export interface PicoOptions {
  image: Image;
  seed?: number;
  /** Seconds since 1970 of the clock with a battery. */
  timeOfDay?: number;
  /** What nobody soldered in. */
  absent?: readonly ('display' | 'clock')[];
}

export class Pico {
  readonly image: Image;
  readonly flash: Flash;
  readonly rtc: Ds3231;
  display = new Ssd1306();
  rp!: RP2040;
  keypad!: KeypadMatrix;
  usb!: UsbController;
  on = false;
  /** The chip has become a USB drive that waits for an image. */
  usbDrive = false;
  /** Restarts by the watchdog, since power-on. */
  restarts = 0;
  instructions = 0;
  /** The flash chip, and what the flash controller has between it and the core. */
  nor!: NorFlash;
  readonly flashWires = { received: [] as number[], control: 0, mode: 0, enabled: 0, readable: false };
  /** What came out of the serial port goes here. */
  onSerial: (byte: number) => void = () => {};
  /** A chip begins to run, with all but what a test or another chip joins to it. */
  onStart: (rp: RP2040, complain: (text: string) => never) => void = () => {};
  /** The board holds the line of USB up, or lets it go; an endpoint would answer otherwise than before. */
  onPullUp: (on: boolean) => void = () => {};
  onEndpoint: () => void = () => {};
  #socket = true;
  readonly #random: Random;
  readonly #absent: readonly string[];
  readonly #closed = new Set<number>();
  #inserted = false;
  /** The world's time when the chip's clock was zero. */
  #beganNanos = 0;
  #restart = false;
  #sleptNanos = 0;

  constructor({ image, seed = 1, timeOfDay, absent = [] }: PicoOptions) {
    this.image = image;
    this.#absent = absent;
    this.flash = new Flash(FLASH_SECTORS, seed);
    this.flash.bytes.set(image.bin);
    this.#random = new Random(seed, 'ring oscillator');
    this.rtc = new Ds3231(() => this.nanos / 1e9, timeOfDay);
  }

  /** Time of the world. */
  get nanos(): number {
    return this.#beganNanos + (this.on ? this.rp.clock.nanos : 0);
  }

  /** Time in which the core worked, since the chip started. */
  get workedNanos(): number {
    return this.rp.clock.nanos - this.#sleptNanos;
  }

  power(on: boolean): void {
    if (on === this.on) return;
    if (on) {
      this.flash.powerOn();
      this.display = new Ssd1306();
      this.restarts = 0;
      this.usbDrive = false;
      this.#start(undefined);
    } else {
      this.#beganNanos = this.nanos;
      this.on = false;
      this.display.pages.fill(0);
      this.onPullUp(false);
    }
  }

  /** A card comes into the slot, or leaves it. */
  contact(inserted: boolean): void {
    this.#inserted = inserted;
    if (this.on) this.rp.gpio[CARD_CONTACT]!.setInputValue(!inserted);
  }

  /** The cable brings power to the USB socket, or none. */
  socket(powered: boolean): void {
    this.#socket = powered;
    if (this.on) this.rp.gpio[SOCKET_POWER]!.setInputValue(powered);
  }

  /** Does something at a later time of the chip's clock; never, if the chip starts anew before. */
  after(nanos: number, act: () => void): void {
    this.rp.clock.createAlarm(act).schedule(nanos);
  }

  /** Contents that came to the chip in another way than by its program. */
  writeFlash(address: number, bytes: Uint8Array): void {
    this.flash.bytes.set(bytes, address);
    if (this.on) this.rp.flash.set(bytes, address);
  }

  /** RTS of the serial port, as datasheet 4.2.4.1 has it: up at half a buffer, if the program wants it at all. */
  get serialReady(): boolean {
    const { ctrlRegister, rxFIFO } = this.rp.uart[0] as unknown as SerialInside;
    return (ctrlRegister & RTS_ENABLED) === 0 || rxFIFO.itemCount < RTS_LEVEL;
  }

  /** Runs until the moment or until `stop`, which is asked after each sleep and now and then. */
  runUntil(nanos: number, stop: () => boolean = () => false): void {
    if (!this.on) this.#beganNanos = Math.max(this.#beganNanos, nanos);
    try {
      while (this.on && this.nanos < nanos && !stop()) this.#slice(nanos);
    } catch (error) {
      if (!(error instanceof Stopped) || error.why !== 'power') throw error;
      this.power(false);
    }
  }

  #slice(untilNanos: number): void {
    const { core } = this.rp;
    const clock = this.rp.clock as unknown as SteppedClock;
    for (let left = 256; left > 0 && !this.#restart; left--) {
      // A core does not fall asleep while an interrupt waits; rp2040js's does.
      if (core.waiting && (core.pendingInterrupts & core.enabledInterrupts) !== 0) core.waiting = false;
      if (core.waiting) {
        // Whole nanoseconds: a fraction could be too small to move the sum on.
        const nanos = Math.ceil(Math.min(clock.nanosToNextAlarm, untilNanos - this.nanos));
        this.#sleptNanos += nanos;
        clock.tick(nanos);
        break;
      }
      clock.tick(core.executeInstruction() * CYCLE_NANOS);
      this.instructions++;
    }
    if (this.#restart) {
      this.restarts++;
      this.#start(this.rp);
    }
  }

  /** The chip starts: after power-on, or by the watchdog with RAM and scratch registers of before. */
  #start(before: RP2040 | undefined): void {
    const rp = new RP2040();
    const complain = (text: string): never => {
      throw new Error(`The emulated Pico complains at ${rp.core.PC.toString(16)}: ${text}.`);
    };
    rp.logger = new ConsoleLogger(LogLevel.Error, false);
    rp.logger.warn = (component, text) => complain(`${component}: ${text}`);
    rp.logger.error = (component, text) => complain(`${component}: ${text}`);
    if (before !== undefined) {
      this.#beganNanos += before.clock.nanos;
      rp.sram.set(before.sram);
    }
    this.rp = rp;
    this.on = true;
    this.#restart = false;
    this.#sleptNanos = 0;
    makeStrict(rp, this.flashWires, complain);
    this.usb = new UsbController(rp, complain);
    rp.peripherals[0x50110] = this.usb;
    if (before !== undefined) this.onPullUp(false);
    this.usb.onPullUp = (on) => this.onPullUp(on);
    this.usb.onEndpoint = () => this.onEndpoint();
    this.#wireFlash(complain);
    this.#wireWatchdog(before);
    rp.peripherals[0x40060] = new Registers(
      rp,
      'ROSC',
      () => this.#random.next() >>> 31,
      () => {},
    );
    wireI2c(rp, [
      ...(this.#absent.includes('display') ? [] : [this.display]),
      ...(this.#absent.includes('clock') ? [] : [this.rtc]),
    ]);
    this.keypad = new KeypadMatrix(rp, this.#closed);
    this.contact(this.#inserted);
    this.socket(this.#socket);
    rp.uart[0]!.onByte = (byte) => this.onSerial(byte);
    putBootRom(
      rp,
      () => {
        this.usbDrive = true;
        this.power(false); // what it would do from here on is not the image's
      },
      complain,
    );
    this.onStart(rp, complain);
    this.#bootRom(complain);
  }

  #wireFlash(complain: (text: string) => void): void {
    const { rp } = this;
    const chip = new NorFlash(rp, this.flash, complain);
    this.nor = chip;
    const wires = this.flashWires;
    wires.received = [];
    wires.control = 0;
    const ssi = rp.peripherals[0x18000]!;
    const [read, write] = [ssi.readUint32.bind(ssi), ssi.writeUint32.bind(ssi)];
    Object.assign(wires, { mode: 0, enabled: 0, readable: false });
    ssi.writeUint32 = (offset, value) => {
      if (offset === 0) wires.mode = (value >> 8) & 3;
      if (offset === 8) wires.enabled = value & 1;
      wires.readable = wires.enabled === 1 && wires.mode === READ_MODE;
      if (offset === 0x60) wires.received.push(chip.exchange(value & 0xff));
      else if (offset === 0x10)
        return; // which chip: there is one
      else write(offset, value);
    };
    ssi.readUint32 = (offset) => {
      if (offset === 0x60) return wires.received.shift() ?? 0;
      return offset === 0x28 ? 6 | (wires.received.length > 0 ? 8 : 0) : read(offset);
    };
    rp.peripherals[0x40018] = new Registers(
      rp,
      'IO_QSPI',
      () => wires.control,
      (_, value) => {
        wires.control = value;
        chip.select(((value >> 8) & 3) === 2);
      },
    );
    rp.peripherals[0x14000] = new Registers(
      rp,
      'XIP',
      () => 0,
      () => {},
    );
  }

  #wireWatchdog(before: RP2040 | undefined): void {
    const watchdog = this.rp.peripherals[0x40058] as unknown as {
      scratchData: Uint32Array;
      reason: number;
      alarm: { enable: boolean };
      onWatchdogTrigger(): void;
    };
    const old = before?.peripherals[0x40058] as typeof watchdog | undefined;
    if (old !== undefined) {
      watchdog.scratchData.set(old.scratchData);
      watchdog.reason = old.reason;
    }
    watchdog.onWatchdogTrigger = () => {
      // Else it would fire again at the same moment, for ever.
      watchdog.alarm.enable = false;
      this.#restart = true;
    };
  }

  /** What the boot ROM does: checks the first 256 bytes, copies them to RAM and calls them. */
  #bootRom(complain: (text: string) => void): void {
    const { rp } = this;
    const first = rp.flash.subarray(0, 256);
    if (new DataView(first.buffer, first.byteOffset).getUint32(252, true) !== boot2Checksum(first))
      complain('the boot ROM would not start this flash');
    rp.sram.set(first, BOOT2_RUNS_AT - 0x20000000);
    rp.core.SP = BOOT2_RUNS_AT;
    rp.core.LR = 0;
    rp.core.PC = BOOT2_RUNS_AT;
  }
}
