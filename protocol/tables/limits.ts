// Numbers that both ends of the wire rely on. The only place they are written; generate/ carries them to firmware and SPEC.

export const limits = {
  /** The protocol version this table describes. */
  protocolVersion: 1,
  /** The oldest version this side still speaks. */
  protocolOldest: 1,
  /** Bytes of one encoded message (CBOR), before encryption. */
  maxMessage: 2304,
  /** Bytes of one frame between two zero bytes, after COBS: kind, message, tag, CRC-32 and one code byte in 254. */
  maxFrame: 2336,
  /** Milliseconds after which half a frame on one port no longer keeps the bytes of another one waiting. */
  halfFrameMs: 500,
  /** Requests a host may have open at once. */
  window: 8,
  /** Documents in one approval. */
  batchMaximum: 64,
  /** Bytes of one document. */
  maxDocument: 4_194_304,
  /** Rows of the device journal: so many seals may wait for an export, and so many results are remembered. */
  resultsKept: 512,
  /** Hosts that may be paired at once. */
  pairedHosts: 8,
  /** Characters of a paired host's name. */
  hostName: 20,
  /** Deciphering operations in one grant, at most, and minutes it lasts, at most. */
  grantOperations: 100,
  grantMinutes: 30,
} as const;

/** First byte of each frame. */
export const frameKinds = {
  /** A message in clear: hello, and errors before a session stands. */
  plain: 0,
  /** A message of the Noise handshake. */
  handshake: 1,
  /** A message encrypted in the session. */
  session: 2,
} as const;
