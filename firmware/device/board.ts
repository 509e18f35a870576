// Board contract of the device: everything device.wasm asks of the hardware. The flash calls are in shared/flash.ts.
// Nothing here waits. Pointers are addresses in the module's own memory.

/** Shows `pageCount` pages (128 bytes each, 8 rows of pixels, lowest bit on top) from page `firstPage` (0 to 7) on. */
@external("board", "display")
export declare function display(pointer: usize, firstPage: u32, pageCount: u32): void;

/** Sounds the beeper. */
@external("board", "beep")
export declare function beep(hertz: u32, milliseconds: u32): void;

/** Milliseconds since power-on; wraps after 49 days. */
@external("board", "milliseconds")
export declare function milliseconds(): u32;

/** Asks for one Event.Alarm after so many milliseconds; replaces the alarm set before; 0 cancels. */
@external("board", "alarm")
export declare function alarm(milliseconds: u32): void;

/** Seconds since 1970-01-01 UTC, or 0 when the clock was never set or lost its battery. */
@external("board", "clockRead")
export declare function clockRead(): u32;

/** Sets the clock, seconds since 1970-01-01 UTC. */
@external("board", "clockWrite")
export declare function clockWrite(seconds: u32): void;

/** Fills `pointer` with up to `length` raw bytes of the noise source (not yet conditioned); returns how many. */
@external("board", "entropy")
export declare function entropy(pointer: usize, length: u32): u32;

/** Switches the card's power; off at start. On brings the answer to reset as Event.CardByte. */
@external("board", "cardPower")
export declare function cardPower(on: u32): void;

/** Queues `length` bytes (1 to 260) for the card. */
@external("board", "cardTransmit")
export declare function cardTransmit(pointer: usize, length: u32): void;

/** Takes up to `length` bytes for the host on `port`; returns how many. Event.PortWritable follows a short count. */
@external("board", "portSend")
export declare function portSend(port: u32, pointer: usize, length: u32): u32;

/** Hands over up to `capacity` bytes that came on `port`; returns how many. */
@external("board", "portReceive")
export declare function portReceive(port: u32, pointer: usize, capacity: u32): u32;

/** Writes the 32 bytes of SHA-256 over the running firmware, as the maker publishes it. */
@external("board", "firmwareDigest")
export declare function firmwareDigest(pointer: usize): void;

/** 1 where a 64-bit product takes the same time for all values (wide kernels allowed), else 0. Constant. */
@external("board", "wideProducts")
export declare function wideProducts(): u32;

/** 1 where the card has a chip of its own, 0 for a soft card on the device's chip. Constant. */
@external("board", "separateChip")
export declare function separateChip(): u32;

/** 1 where the first stage trusts the development key of the repository: the device shows DEVELOPMENT. Constant. */
@external("board", "developmentKey")
export declare function developmentKey(): u32;

/** Starts the device anew, as after power-on. */
@external("board", "restart")
export declare function restart(): void;

/** A thing that cannot happen has happened: the board stops after the stop screen is drawn. Does not return. */
@external("board", "halt")
export declare function halt(code: u32): void;

/** Events the board brings by calling `event(kind, argument)`. */
export const enum Event {
  /** A key went down, not yet debounced; argument: Key. */
  KeyDown = 1,
  /** A key came up; argument: Key. */
  KeyUp = 2,
  /** The alarm that was asked for; argument: 0. */
  Alarm = 3,
  /** A card came into the slot; argument: 0. */
  CardInserted = 4,
  /** The card left the slot; argument: 0. */
  CardRemoved = 5,
  /** A byte came from the card; argument: the byte. */
  CardByte = 6,
  /** A host opened a port (USB configured, DTR raised, connection made); argument: Port. */
  PortOpened = 7,
  /** A host left a port; argument: Port. */
  PortClosed = 8,
  /** Bytes wait on a port; argument: Port. */
  PortReadable = 9,
  /** A port takes bytes again; argument: Port. */
  PortWritable = 10,
}

/** The keys of the keypad. Digit keys are their own value, 0 to 9. */
export const enum Key {
  Digit0 = 0,
  Digit9 = 9,
  Ok = 10,
  Cancel = 11,
  Back = 12,
  Up = 13,
  Down = 14,
  Menu = 15,
}

/** The ports a host may use. */
export const enum Port {
  UsbBulk = 0,
  UsbSerial = 1,
  Uart = 2,
}

// Exports (index.ts): start() after power-on; event(kind, argument); step(): does at most 10 ms of work on a
// 125 MHz Cortex-M0+ and returns 1 while more work waits, else 0.
