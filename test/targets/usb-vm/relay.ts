// What test process and guest say to each other over a virtual serial port: packets of length, kind, channel, bytes.
// Used by vm.ts outside and guest.ts inside.

/** From the test: open a device by name, or wait for it; give it bytes, close it, run a program, kill it, end. */
export const Order = { open: 1, write: 2, close: 3, run: 4, kill: 5, end: 6, await: 7 } as const;
/** From the guest: it is up; a device is open, gave bytes, is gone; a program ended; what was ordered failed. */
export const News = { ready: 1, opened: 2, bytes: 3, gone: 4, ran: 5, failed: 6, said: 7 } as const;

export interface Packet {
  kind: number;
  channel: number;
  body: Buffer;
}

export interface Run {
  /** Program and words. */
  words: string[];
  /** User to run it as. */
  uid?: number;
}

export interface Ran {
  code: number | null;
  output: string;
  errors: string;
}

export function packet(kind: number, channel: number, body: Uint8Array | string = ''): Buffer {
  const bytes = Buffer.from(body as Uint8Array);
  const head = Buffer.alloc(6);
  head.writeUInt32LE(bytes.length + 6, 0);
  head.set([kind, channel], 4);
  return Buffer.concat([head, bytes]);
}

export const packetLength = (bytes: Buffer): number | undefined =>
  bytes.length < 6 ? undefined : bytes.readUInt32LE(0);

export const unpacked = (bytes: Buffer): Packet => ({
  kind: bytes[4]!,
  channel: bytes[5]!,
  body: Buffer.from(bytes.subarray(6)),
});
