// X25519, RFC 7748 section 5, a Montgomery ladder in steps; called by the Noise session. On the M0+ one step of the
// ladder takes about half a millisecond, so the caller chooses how many fit between two looks at the ports.
import { isZero, wipe } from './constant-time';
import {
  FIELD_BYTES, FIELD_COLUMNS, fieldAdd, fieldLoad, fieldMultiply, fieldMultiplyA24, fieldStore, fieldSubtract,
  fieldSwap,
} from './field-25519';

// Context, 8-aligned: scalar | x1 x2 z2 x3 z3 and four temporaries of 80 bytes | columns | steps left | last bit.
/** Size of a context in bytes; x25519Finish wipes it. */
export const X25519_CTX: u32 = 32 + 9 * 80 + 160 + 8;
const X1: usize = 32;
const X2: usize = X1 + FIELD_BYTES;
const Z2: usize = X2 + FIELD_BYTES;
const X3: usize = Z2 + FIELD_BYTES;
const Z3: usize = X3 + FIELD_BYTES;
const A: usize = Z3 + FIELD_BYTES;
const B: usize = A + FIELD_BYTES;
const C: usize = B + FIELD_BYTES;
const D: usize = C + FIELD_BYTES;
const COLUMNS: usize = D + FIELD_BYTES;
const LEFT: usize = COLUMNS + FIELD_COLUMNS;
const SWAP: usize = LEFT + 4;

/** 255 steps of the ladder, then 254 of the inversion. */
const LADDER: u32 = 255;
const INVERSION: u32 = 254;
export const X25519_STEPS: u32 = LADDER + INVERSION;

/** `scalar` and `point` are 32 bytes each. The base point is 9 followed by zeros: x25519Base. */
export function x25519Begin(ctx: usize, scalar: usize, point: usize): void {
  memory.fill(ctx, 0, X25519_CTX);
  memory.copy(ctx, scalar, 32);
  store<u8>(ctx, load<u8>(ctx) & 248); // decodeScalar25519
  store<u8>(ctx, (load<u8>(ctx, 31) & 127) | 64, 31);
  fieldLoad(ctx + X1, point);
  store<u32>(ctx, 1, X2);
  memory.copy(ctx + X3, ctx + X1, FIELD_BYTES);
  store<u32>(ctx, 1, Z3);
  store<u32>(ctx, X25519_STEPS, LEFT);
}

/** The public key of `scalar`. */
export function x25519BeginBase(ctx: usize, scalar: usize): void {
  x25519Begin(ctx, scalar, BASE);
}

const BASE: usize = memory.data<u8>([
  9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

/** Does at most `most` steps; returns how many are left. */
export function x25519Step(ctx: usize, most: u32): u32 {
  let left = load<u32>(ctx, LEFT);
  for (; most > 0 && left > 0; most--) {
    left--;
    if (left >= INVERSION) ladderStep(ctx, left - INVERSION);
    else inversionStep(ctx, left);
  }
  store<u32>(ctx, left, LEFT);
  return left;
}

/** Writes the shared secret to `out`, wipes the context, and returns 1 if it is all zero (a point of small order). */
export function x25519Finish(ctx: usize, out: usize): u32 {
  fieldMultiply(ctx + X2, ctx + X2, ctx + Z3, ctx + COLUMNS);
  fieldStore(out, ctx + X2);
  wipe(ctx, X25519_CTX);
  let seen: u32 = 0;
  for (let i: usize = 0; i < 32; i++) seen |= load<u8>(out + i);
  return isZero(seen);
}

/** One turn of the loop of RFC 7748 section 5, for bit `t` of the scalar; the names are those of the text. */
function ladderStep(ctx: usize, t: u32): void {
  const columns = ctx + COLUMNS;
  const x2 = ctx + X2, z2 = ctx + Z2, x3 = ctx + X3, z3 = ctx + Z3;
  const a = ctx + A, b = ctx + B, c = ctx + C, d = ctx + D;
  const bit: u32 = (<u32>load<u8>(ctx + (t >>> 3)) >>> (t & 7)) & 1;
  const swap = load<u32>(ctx, SWAP) ^ bit;
  fieldSwap(swap, x2, x3);
  fieldSwap(swap, z2, z3);
  store<u32>(ctx, bit, SWAP);
  fieldAdd(a, x2, z2); // A
  fieldSubtract(b, x2, z2); // B
  fieldAdd(c, x3, z3); // C
  fieldSubtract(d, x3, z3); // D
  fieldMultiply(d, d, a, columns); // DA
  fieldMultiply(c, c, b, columns); // CB
  fieldMultiply(a, a, a, columns); // AA
  fieldMultiply(b, b, b, columns); // BB
  fieldAdd(x3, d, c);
  fieldMultiply(x3, x3, x3, columns);
  fieldSubtract(z3, d, c);
  fieldMultiply(z3, z3, z3, columns);
  fieldMultiply(z3, z3, ctx + X1, columns);
  fieldMultiply(x2, a, b, columns);
  fieldSubtract(d, a, b); // E
  fieldMultiplyA24(c, d);
  fieldAdd(c, c, a); // AA + a24 * E
  fieldMultiply(z2, d, c, columns);
  if (t == 0) {
    // The last bit of a clamped scalar is zero, but the swap is done as the text has it.
    fieldSwap(bit, x2, x3);
    fieldSwap(bit, z2, z3);
    memory.copy(z3, z2, FIELD_BYTES);
  }
}

/** z2^(p - 2) into z3: the exponent 2^255 - 21 has every bit set but 2 and 4; bit 254 is z2 itself. */
function inversionStep(ctx: usize, bit: u32): void {
  const z3 = ctx + Z3;
  fieldMultiply(z3, z3, z3, ctx + COLUMNS);
  if (bit != 2 && bit != 4) fieldMultiply(z3, z3, ctx + Z2, ctx + COLUMNS);
}
