// The simulated sigillator: device.wasm on virtual parts, in a world whose only time is the virtual clock. Deterministic:
// the same seed and the same inputs at the same moments give the same events. Nothing here reads the wall clock.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { Beeper } from './beeper.ts';
import { CardSlot } from './card-slot.ts';
import { Chip, Stopped } from './chip.ts';
import { Clock } from './clock.ts';
import { deviceBoard } from './device-board.ts';
import { Display } from './display.ts';
import { Entropy } from './entropy.ts';
import type { FlashPart } from './flash-part.ts';
import type { Input, MachineEvent } from './input.ts';
import { Keypad } from './keypad.ts';
import { keyNames } from './keys.ts';
import type { Part } from './part.ts';
import { type PortHost, Ports } from './ports.ts';
import type { Program } from './program.ts';
import { Rtc } from './rtc.ts';
import type { SlotCard } from './slot-card.ts';
import { Updates } from './updates.ts';
import { Usb, type UsbAnswer } from './usb.ts';

/** Numbers of firmware/device/board.ts, `Event`. */
const Event = {
  keyDown: 1,
  keyUp: 2,
  alarm: 3,
  cardInserted: 4,
  cardRemoved: 5,
  cardByte: 6,
  portOpened: 7,
  portClosed: 8,
  portReadable: 9,
  portWritable: 10,
  usbReset: 11,
  usbRequest: 12,
} as const;

/** Virtual time that one round of `step` costs, device and card side by side. The contract allows 10 ms. */
const STEP_US = 1_000;

/** Halt code where no image can be started: a board would wait for one on its USB drive. */
const NOTHING_RUNS = 200;

/** Longer than a bouncing contact or a byte under way, shorter than a caret's blink. */
const SETTLED_US = 25_000;

export interface MachineOptions {
  seed: number;
  device: Program;
  /** Checks and installs updates; without it they are refused. */
  firstStage?: Program;
  flash: FlashPart;
  /** The cards on the desk, by name. */
  cards?: Iterable<readonly [string, SlotCard]>;
  /** Time of day at the start, seconds since 1970 UTC; without it the clock was never set. */
  timeOfDay?: number;
  stepUs?: number;
  /** Board constants `wideProducts` and `separateChip`; both default true. */
  wide?: boolean;
  separate?: boolean;
  /** Board constant `developmentKey`; default true, since the repository's key signed what runs. */
  developmentKey?: boolean;
}

/** The machine's own state in a snapshot. */
interface Own {
  on: boolean;
  onAtUs: number;
  haltCode: number | undefined;
  waiting: [kind: number, argument: number][];
}

/** What each part held, by name. */
export interface Snapshot {
  [part: string]: unknown;
}

type NewEvent = MachineEvent extends infer E ? (E extends { atMs: number } ? Omit<E, 'atMs'> : never) : never;

export class Machine {
  readonly clock = new Clock();
  readonly display = new Display();
  readonly beeper = new Beeper();
  readonly keypad: Keypad;
  readonly entropy: Entropy;
  readonly rtc: Rtc;
  readonly flash: FlashPart;
  readonly slot: CardSlot;
  readonly ports: Ports;
  readonly usb: Usb;
  readonly updates: Updates;
  readonly chip: Chip;
  readonly seed: number;
  readonly wide: boolean;
  readonly separate: boolean;
  readonly developmentKey: boolean;
  readonly stepUs: number;
  /** Hears every event as it happens. */
  readonly listeners = new Set<(event: MachineEvent) => void>();
  /** Hears every input with its moment, before it acts; recorder.ts listens. */
  readonly inputListeners = new Set<(atUs: number, input: Input) => void>();
  readonly #parts: Record<string, Part>;
  #waiting: [kind: number, argument: number][] = [];
  #running = false;
  #on = false;
  #onAtUs = 0;
  #haltCode: number | undefined;

  constructor(options: MachineOptions) {
    const { seed, flash, device, wide = true, separate = true, developmentKey = true, stepUs = STEP_US } = options;
    this.seed = seed;
    this.wide = wide;
    this.separate = separate;
    this.developmentKey = developmentKey;
    this.stepUs = stepUs;
    this.flash = flash;
    this.keypad = new Keypad(this.clock, seed);
    this.entropy = new Entropy(seed, 'device');
    this.rtc = new Rtc(this.clock, options.timeOfDay);
    this.slot = new CardSlot(this.clock);
    this.ports = new Ports(this.clock);
    this.usb = new Usb(this.ports);
    this.updates = new Updates(options.firstStage, device, seed);
    this.chip = new Chip(device, deviceBoard(this));
    for (const [name, card] of options.cards ?? []) this.slot.add(name, card);
    // In the order in which they are restored: the clock first, so that all others know the time.
    this.#parts = {
      clock: this.clock,
      keypad: this.keypad,
      display: this.display,
      entropy: this.entropy,
      rtc: this.rtc,
      flash: this.flash,
      slot: this.slot,
      ports: this.ports,
      usb: this.usb,
      updates: this.updates,
      chip: this.chip,
    };
    this.#connect();
  }

  #connect(): void {
    this.clock.handle('alarm', () => this.#event(Event.alarm, 0));
    this.keypad.onEdge = (key, down) => {
      this.#emit({ kind: 'key', key: keyNames[key]!, down });
      this.#event(down ? Event.keyDown : Event.keyUp, key);
    };
    this.display.onChange = () => this.#emit({ kind: 'screen', pages: this.display.pages() });
    this.beeper.onTone = (hertz, milliseconds) => this.#emit({ kind: 'beep', hertz, milliseconds });
    this.slot.onInserted = () => {
      this.#emit({ kind: 'card', inserted: this.slot.inserted! });
      this.#event(Event.cardInserted, 0);
    };
    this.slot.onRemoved = () => {
      this.#emit({ kind: 'card', inserted: null });
      this.#event(Event.cardRemoved, 0);
    };
    this.slot.onByte = (byte) => this.#event(Event.cardByte, byte);
    this.ports.onOpened = (port) => this.#event(Event.portOpened, port);
    this.ports.onClosed = (port) => this.#event(Event.portClosed, port);
    this.ports.onReadable = (port) => this.#event(Event.portReadable, port);
    this.ports.onWritable = (port) => this.#event(Event.portWritable, port);
    this.usb.onReset = () => this.#event(Event.usbReset, 0);
    this.usb.onRequest = () => this.#event(Event.usbRequest, 0);
    this.ports.onSent = (port, bytes) => this.#emit({ kind: 'sent', port, bytes });
  }

  get on(): boolean {
    return this.#on;
  }

  /** Virtual moment of the last power-on. */
  get onAtUs(): number {
    return this.#onAtUs;
  }

  get nowMs(): number {
    return Math.floor(this.clock.nowUs / 1000);
  }

  /** Number of the stop screen, once the firmware halted. */
  get haltCode(): number | undefined {
    return this.#haltCode;
  }

  /** True while firmware has work, in the device or in the card. */
  get busy(): boolean {
    return this.chip.busy || this.slot.busy || this.#waiting.length > 0;
  }

  /**
   * Does something to the machine, at this moment. Returns the virtual time in µs until the act itself is over (a key
   * press). Only between runs: a listener that wants to act must wait until the run is over.
   */
  input(input: Input): number {
    this.#record(input);
    const us = this.#act(input);
    this.#deliver();
    return us;
  }

  /** A host opens a port. */
  open(port: number, host: PortHost): void {
    if (!this.#on) throw new Error('Opening a port: the device has no power; switch it on first.');
    this.#record({ kind: 'port-open', port });
    this.#open(port, host);
    this.#deliver();
  }

  /** A USB host makes a control request: 8 bytes of setup and what it sends. */
  usbControl(request: Uint8Array): UsbAnswer {
    this.input({ kind: 'usb-control', hex: bytesToHex(request) });
    return this.usb.answer;
  }

  /** A host gives bytes to an open port; returns how many found room. */
  offer(port: number, bytes: Uint8Array): number {
    this.#record({ kind: 'port-bytes', port, hex: bytesToHex(bytes) });
    return this.ports.offer(port, bytes);
  }

  #record(input: Input): void {
    if (this.#running) throw new Error(`Doing "${input.kind}" to the machine: it is running; do it after the run.`);
    for (const listener of this.inputListeners) listener(this.clock.nowUs, input);
  }

  #act(input: Input): number {
    switch (input.kind) {
      case 'press':
        return this.keypad.press(input.keys);
      case 'hold':
        return this.keypad.hold(input.key);
      case 'release':
        return this.keypad.release(input.key);
      case 'insert':
        this.slot.insert(input.card);
        return 0;
      case 'remove':
        this.slot.remove();
        return 0;
      case 'remove-after-bytes':
        this.slot.removeAfterBytes(input.count);
        return 0;
      case 'power':
        this.#power(input.on);
        return 0;
      case 'battery-out':
        this.rtc.loseBattery();
        return 0;
      case 'port-open':
        this.#open(input.port, { receive: () => {}, writable: () => {}, gone: () => {} });
        return 0;
      case 'port-close':
        this.ports.close(input.port);
        this.#emit({ kind: 'port', port: input.port, open: false });
        return 0;
      case 'port-bytes':
        this.ports.offer(input.port, hexToBytes(input.hex));
        return 0;
      case 'usb-control':
        this.usb.control(hexToBytes(input.hex));
        return 0;
      case 'usb-reset':
        this.usb.reset();
        return 0;
    }
  }

  #open(port: number, host: PortHost): void {
    this.ports.open(port, host);
    this.#emit({ kind: 'port', port, open: true });
  }

  /** Runs until the moment, or until `stop` says so; jumps over time in which nothing happens. */
  runUntil(atUs: number, stop: () => boolean = () => false): void {
    while (this.clock.nowUs < atUs && !stop()) this.#round(atUs);
  }

  /** Runs for so long. */
  run(deltaMs: number): void {
    this.runUntil(this.clock.nowUs + deltaMs * 1000);
  }

  /** Runs until nobody has work left and no contact or byte is under way: only alarms may lie ahead. */
  settle(budgetMs = 600_000): void {
    const endUs = this.clock.nowUs + budgetMs * 1000;
    while (this.busy || this.clock.nextUs - this.clock.nowUs <= SETTLED_US) {
      if (this.clock.nowUs >= endUs)
        throw new Error(`Letting the machine settle: it still works after ${budgetMs} ms.`);
      this.#round(endUs);
    }
  }

  /** One round of work or one jump in time, with what is due before and after it. */
  #round(untilUs: number): void {
    this.#running = true;
    try {
      this.#fireDue();
      if (this.busy) {
        if (this.chip.busy) this.#guarded(() => this.chip.step());
        if (this.slot.busy) this.slot.step();
        this.clock.advance(this.stepUs);
      } else this.clock.advanceTo(Math.min(this.clock.nextUs, untilUs));
      this.#fireDue();
    } finally {
      this.#running = false;
    }
  }

  #fireDue(): void {
    this.clock.fireDue();
    this.#deliver();
  }

  /** Events wait here while the firmware runs, as interrupts do. */
  #event(kind: number, argument: number): void {
    if (this.#on) this.#waiting.push([kind, argument]);
  }

  #deliver(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const [kind, argument] = next;
      if (this.chip.on) this.#guarded(() => this.chip.event(kind, argument));
    }
  }

  /** Calls into the firmware, which may end in a stop. */
  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      if (error.why === 'power') this.#power(false);
      else if (error.why === 'halt') {
        this.#haltCode = error.code;
        this.#stopChip();
        this.#emit({ kind: 'halt', code: error.code });
      } else {
        this.#emit({ kind: 'restart' });
        this.#stopChip();
        this.#startChip();
      }
    }
  }

  #power(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    this.#emit({ kind: 'power', on });
    if (on) {
      this.flash.powerOn();
      this.updates.powerOn();
      this.#startChip();
    } else {
      this.#stopChip();
      this.display.clear();
    }
  }

  #startChip(): void {
    this.#onAtUs = this.clock.nowUs;
    this.#haltCode = undefined;
    this.#guarded(() => this.#boot());
    if (this.slot.inserted !== undefined) this.#event(Event.cardInserted, 0);
  }

  #boot(): void {
    if (!this.updates.boot()) throw new Stopped('halt', NOTHING_RUNS);
    this.chip.load(this.updates.program(this.chip.program));
    this.chip.powerOn();
  }

  #stopChip(): void {
    this.chip.powerOff();
    this.#waiting = [];
    this.clock.cancel('alarm');
    this.slot.power(false);
    this.usb.vanish();
    this.ports.vanish();
  }

  #emit(event: NewEvent): void {
    const stamped = { atMs: this.nowMs, ...event } as MachineEvent;
    for (const listener of this.listeners) listener(stamped);
  }

  snapshot(): Snapshot {
    const own: Own = { on: this.#on, onAtUs: this.#onAtUs, haltCode: this.#haltCode, waiting: [...this.#waiting] };
    const state: Snapshot = { machine: own };
    for (const [name, part] of Object.entries(this.#parts)) state[name] = part.snapshot();
    return state;
  }

  restore(snapshot: Snapshot): void {
    const machine = snapshot.machine as Own;
    this.#on = machine.on;
    this.#onAtUs = machine.onAtUs;
    this.#haltCode = machine.haltCode;
    this.#waiting = [...machine.waiting];
    for (const [name, part] of Object.entries(this.#parts)) {
      if (part === this.chip) this.chip.load(this.updates.program(this.chip.program));
      part.restore(snapshot[name]);
    }
  }
}
