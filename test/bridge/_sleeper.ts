// Loaded before the program of the bridge (`node --import`): at SIGUSR2 its wall clock jumps eight hours on, and nothing else
// does, neither the clock that counts what a computer was awake nor any timer. office-wake.test.ts stops the program, sends
// this signal and lets the program go on: so a computer wakes.
let sleptMs = 0;
process.on('SIGUSR2', () => {
  sleptMs += 8 * 3_600_000;
});

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number]) {
    if (given.length === 0) super(RealDate.now() + sleptMs);
    else super(...given);
  }
  static override now(): number {
    return RealDate.now() + sleptMs;
  }
} as DateConstructor;
