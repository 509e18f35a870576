// Continuous health tests of the noise source, NIST SP 800-90B 4.4; called for every byte before it reaches the DRBG.
//
// A sample is one byte of the source. The source is credited with H = 1 bit a sample, one eighth of what a good one
// gives. A false alarm is allowed with a probability of 2^-30 a test.
//
// 4.4.1, repetition count: C = 1 + ceil(30 / H) = 31.
// 4.4.2, adaptive proportion: window W = 512 (more than two sample values), p = 2^-H = 1/2. The cutoff is
// 1 + CRITBINOM(512, 1/2, 1 - 2^-30) = 325: P(X <= 323) < 1 - 2^-30 <= P(X <= 324), computed with exact integers.

// Context, 4-aligned: repeated value | its count | window value | its count | place in the window | failed.
export const HEALTH_CTX: u32 = 24;
export const REPETITION_CUTOFF: u32 = 31;
export const PROPORTION_CUTOFF: u32 = 325;
export const PROPORTION_WINDOW: u32 = 512;

export const enum HealthError {
  None = 0,
  Repetition = 1,
  Proportion = 2,
}

export function healthInit(ctx: usize): void {
  memory.fill(ctx, 0, HEALTH_CTX);
}

/** Takes `n` samples in. An alarm stays until healthInit: output of a failed source is never used. */
export function healthTest(ctx: usize, p: usize, n: u32): HealthError {
  for (let i: u32 = 0; i < n; i++) {
    const sample: u32 = load<u8>(p + i);
    if (!repetition(ctx, sample)) store<u32>(ctx, HealthError.Repetition, 20);
    else if (!proportion(ctx, sample)) store<u32>(ctx, HealthError.Proportion, 20);
  }
  return <HealthError>load<u32>(ctx, 20);
}

/** 4.4.1. A count of zero means that no sample has been seen. */
function repetition(ctx: usize, sample: u32): bool {
  const count = load<u32>(ctx, 4);
  const same = count > 0 && sample == load<u32>(ctx);
  store<u32>(ctx, sample);
  store<u32>(ctx, same ? count + 1 : 1, 4);
  return load<u32>(ctx, 4) < REPETITION_CUTOFF;
}

/** 4.4.2. The first sample of a window is the one that is counted. */
function proportion(ctx: usize, sample: u32): bool {
  const place = load<u32>(ctx, 16);
  if (place == 0) {
    store<u32>(ctx, sample, 8);
    store<u32>(ctx, 0, 12);
  }
  if (sample == load<u32>(ctx, 8)) store<u32>(ctx, load<u32>(ctx, 12) + 1, 12);
  store<u32>(ctx, place + 1 == PROPORTION_WINDOW ? 0 : place + 1, 16);
  return load<u32>(ctx, 12) < PROPORTION_CUTOFF;
}
