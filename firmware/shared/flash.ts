// The flash calls that the store makes. Each program's board supplies them (import module "board").
// NOR flash: an erase sets every bit of a 4096-byte sector, a program only clears bits and stays inside one 256-byte
// page.

/** Copies `length` bytes from flash `address` (bytes from the start of the flash region) to memory. */
// @ts-ignore: decorator
@external("board", "flashRead")
export declare function flashRead(address: u32, pointer: usize, length: u32): void;

/** Clears in flash every bit that is 0 in memory; returns when done. 1 to 256 bytes, all in one 256-byte page. */
// @ts-ignore: decorator
@external("board", "flashProgram")
export declare function flashProgram(address: u32, pointer: usize, length: u32): void;

/** Sets all bits of a sector (number from the start of the flash region); returns when done, typically after 45 ms. */
// @ts-ignore: decorator
@external("board", "flashErase")
export declare function flashErase(sector: u32): void;
