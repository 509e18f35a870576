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

/**
 * Shows the device on the bus: pulls the data line up. From the end of the self test on, when there is a
 * serial number to give; called again, it does nothing.
 */
@external("board", "usbAttach")
export declare function usbAttach(): void;

/**
 * Hands over the control request that waits on endpoint 0: 8 bytes of setup and what the host sent; returns how many.
 */
@external("board", "usbRequest")
export declare function usbRequest(pointer: usize, capacity: u32): u32;

/** Answers it with `length` bytes, at most as many as the setup asks for; 0 is the bare status. */
@external("board", "usbAnswer")
export declare function usbAnswer(pointer: usize, length: u32): void;

/** Refuses it. */
@external("board", "usbStall")
export declare function usbStall(): void;

/** Opens (1) or closes (0) a USB port, empty both ways; toggles stay. PortOpened or PortClosed follows. 1 if done. */
@external("board", "usbPort")
export declare function usbPort(port: u32, open: u32): u32;

/** Halts (1) an endpoint, or frees it (0), from DATA0 on. `address` as in its descriptor. */
@external("board", "usbHalt")
export declare function usbHalt(address: u32, on: u32): void;

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

/**
 * Begins an update: 256 bytes of header lie at `pointer`. Returns Working, or why not (`Update` in
 * protocol/generated/firmware/update.ts; so do the calls below). Nothing is written before updateStep has found the
 * signature good.
 */
@external("board", "updateBegin")
export declare function updateBegin(pointer: usize): u32;

/** Goes on with the check that was begun; 10 ms at most, but for erasing when a new file begins. */
@external("board", "updateStep")
export declare function updateStep(): u32;

/** Bytes of the file that are in flash. */
@external("board", "updateHave")
export declare function updateHave(): u32;

/** Stores up to 2048 bytes of the file; State if they are not those that come next. */
@external("board", "updateTake")
export declare function updateTake(offset: u32, pointer: usize, length: u32): u32;

/** Begins the check of the whole file in flash. */
@external("board", "updateCheck")
export declare function updateCheck(): u32;

/** Notes the file that was found good as the one to run from the next start on; Good once that is kept. */
@external("board", "updateActivate")
export declare function updateActivate(): u32;

/** Why the board had to start anew, a number for the stop screen; 0 after power-on and `restart`. */
@external("board", "stopCause")
export declare function stopCause(): u32;

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
  /** A port is open (usbPort did it, or a host came on the UART); argument: Port. */
  PortOpened = 7,
  /** A port is closed (usbPort did it, the cable went, or a host left the UART); argument: Port. */
  PortClosed = 8,
  /** Bytes wait on a port; argument: Port. */
  PortReadable = 9,
  /** A port takes bytes again; argument: Port. */
  PortWritable = 10,
  /**
   * The bus was reset, or the cable went; the USB ports are closed already. The board takes SET_ADDRESS. Argument 0.
   */
  UsbReset = 11,
  /** A control request came, with all that the host sends (16 bytes at most, else the board refuses); argument: 0. */
  UsbRequest = 12,
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
