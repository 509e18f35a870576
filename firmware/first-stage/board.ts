// Board contract of the first stage: the flash calls of shared/flash.ts over the addresses of layout.ts, and these.

/** Writes the 16 bytes of the board's name, filled with zeros. */
@external("board", "boardName")
export declare function boardName(pointer: usize): void;

/** Writes a public key, 32 bytes: 0 is the release key, 1 the recovery key. */
@external("board", "publicKey")
export declare function publicKey(index: u32, pointer: usize): void;

// Exports (index.ts): boot() once after reset; the others serve an update while the device runs.
