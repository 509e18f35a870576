// The one random generator of a module: noise, health tests, HMAC_DRBG; called for keys, challenges and blinding.
// The board's noise comes in by randomSeed at start, and again whenever the module is idle.
import { wipe } from './constant-time';
import { HEALTH_CTX, healthInit, healthTest } from './entropy-health';
import { DRBG_CTX, drbgGenerate, drbgInstantiate, drbgReseed } from './hmac-drbg';

export const enum Random {
  OK = 0,
  /** Not enough noise has come yet. */
  UNSEEDED = 1,
  /** The noise source has failed its health test. Nothing is generated until the next power-on. */
  UNHEALTHY = 2,
  /** More than one request allows, or a new seed is overdue. */
  EXHAUSTED = 3,
}

/** SP 800-90B 4.3: the start-up test takes 1024 samples; at 1 bit each more than the 384 of SP 800-90A 8.6.7. */
const START_SAMPLES: u32 = 1024;

const drbg = memory.data(DRBG_CTX, 8);
const health = memory.data(HEALTH_CTX, 8);
let samples: u32 = 0;
let failed: u32 = 0;

/** Takes raw noise in, as much as there is; the first call starts afresh. Nothing is generated before 1024 samples. */
export function randomSeed(p: usize, n: u32): Random {
  if (samples == 0) healthInit(health);
  if (healthTest(health, p, n)) failed = 1;
  if (failed) return Random.UNHEALTHY;
  if (samples == 0) drbgInstantiate(drbg, p, n, 0, 0, 0, 0);
  else drbgReseed(drbg, p, n, 0, 0);
  samples = min<u32>(samples + n, START_SAMPLES);
  return randomReady();
}

/** OK if bytes may be asked for. */
export function randomReady(): Random {
  return failed ? Random.UNHEALTHY : samples < START_SAMPLES ? Random.UNSEEDED : Random.OK;
}

/** `n` random bytes to `out`, up to 65536. Anything but OK: `out` is unchanged and must not be used. */
export function randomBytes(out: usize, n: u32): Random {
  const ready = randomReady();
  if (ready != Random.OK) return ready;
  return drbgGenerate(drbg, out, n, 0, 0) ? Random.EXHAUSTED : Random.OK;
}

/** Forgets the state; noise must come in again. A failed health test stays. */
export function randomWipe(): void {
  wipe(drbg, DRBG_CTX);
  wipe(health, HEALTH_CTX);
  samples = 0;
}
