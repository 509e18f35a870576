// Board contract of the card: everything card.wasm asks of the hardware. The flash calls are in shared/flash.ts.
// Nothing here waits. Pointers are addresses in the module's own memory.

/** Queues `length` bytes (1 to 260) for the terminal; the board sends them at the pace of the line. */
@external("board", "transmit")
export declare function transmit(pointer: usize, length: u32): void;

/** Fills `pointer` with up to `length` raw bytes of the noise source (not yet conditioned); returns how many. */
@external("board", "entropy")
export declare function entropy(pointer: usize, length: u32): u32;

/** Milliseconds since power-on; wraps after 49 days. */
@external("board", "milliseconds")
export declare function milliseconds(): u32;

/** 1 where a 64-bit product takes the same time for all values (wide kernels allowed), else 0. Constant. */
@external("board", "wideProducts")
export declare function wideProducts(): u32;

/** 1 where the card has a chip of its own, 0 for a soft card on the device's chip. Constant. */
@external("board", "separateChip")
export declare function separateChip(): u32;

/**
 * The external seal method, in memory of its own: 18 ASCII digits to `out` and 0, or another number if it failed. Only
 * a card that was built with one asks for it (firmware/external.ts).
 */
@external("board", "externalSeal")
export declare function externalSeal(
  key: usize, keyLength: u32, data: usize, dataLength: u32, out: usize,
): i32;

/** A thing that cannot happen has happened: the board stops the card until the next reset. Does not return. */
@external("board", "halt")
export declare function halt(code: u32): void;

/** Events the board brings by calling `event(kind, argument)`. */
export const enum CardEvent {
  /** A byte came from the terminal; argument: the byte. */
  Byte = 1,
  /** The reset line went low and high again with power kept (warm reset); argument: 0. */
  Reset = 2,
}

// Exports (index.ts): start() after power-on, sends the answer to reset; event(kind, argument);
// step(): does at most 10 ms of work on a 125 MHz Cortex-M0+ and returns 1 while more work waits, else 0.
