// The one interface between bytes and everything above: whatever carries bytes to a device and back.

export interface Transport {
  /** For lists and logs: `usb`, `serial`, `tcp`, `memory`, … */
  readonly kind: string;
  /** Sends all bytes or rejects; calls may not overlap. */
  write(bytes: Uint8Array): Promise<void>;
  /** The next bytes that came, at least one; `undefined` once the other side is gone. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the connection; a waiting read answers `undefined`. */
  close(): Promise<void>;
}
