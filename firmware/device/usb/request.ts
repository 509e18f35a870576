// The control request under work and where its answer lies. Used by the files of usb/. USB 2.0, 9.3.

/** Not a length: the request is refused. */
export const STALL: i32 = -1;

@unmanaged
export class Setup {
  type: u8;
  request: u8;
  value: u16;
  index: u16;
  length: u16;
  /** What the host sent, if the request sends something. */
  data: u64;
  data1: u64;
}

@unmanaged
export class Answer {
  pointer: usize;
}

export const setup: Setup = changetype<Setup>(memory.data(offsetof<Setup>(), 8));
export const answer: Answer = changetype<Answer>(memory.data(offsetof<Answer>(), 8));

/** Answers with bytes that stay where they are. */
export function give(pointer: usize, length: u32): i32 {
  answer.pointer = pointer;
  return <i32>length;
}

/** The bare status. */
export function done(): i32 {
  return 0;
}
