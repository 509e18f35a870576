// What external.ts and its worker say to each other: a message there, shared memory back, because the caller waits.

export interface ExternalRequest {
  key: Uint8Array;
  data: Uint8Array;
  /** State, length of the text, and from `textOffset` on the text: 18 digits or what went wrong. */
  answer: SharedArrayBuffer;
}

export const answerState = { waiting: 0, done: 1, failed: 2 } as const;
export const textOffset = 8;
export const maxText = 500;
