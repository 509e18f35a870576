// What carries whole APDUs to a card and back: a PC/SC reader, the simulator, a test. Whoever supplies it implements this.

export interface CardTransport {
  /** Sends one command APDU and answers with data and status word. */
  exchange(command: Uint8Array): Promise<Uint8Array>;
}
