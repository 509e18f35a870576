// Ed25519 signatures checked, RFC 8032 5.1.7, in steps; called by the first stage for new firmware. All of it is
// public, so it may branch on what it reads. On the M0+ one step takes at most a millisecond.
import { lessMask, shiftInModulo } from './bignum';
import { equalBytes } from './constant-time';
import {
  FIELD_BYTES, FIELD_COLUMNS, fieldAdd, fieldLoad, fieldMultiply, fieldStore, fieldSubtract,
} from './field-25519';
import { SHA512_CTX, sha512Final, sha512Init, sha512Update } from './sha512';

// Context, 8-aligned. A point is X, Y, Z, T of RFC 8032 5.1.4.
const POINT: usize = 4 * FIELD_BYTES;
const SIGNATURE: usize = 0; // R and S
const K: usize = 64; // SHA-512 of R, A and the message; then that modulo L, in its place
const HASH: usize = K + 64;
const POINTS: usize = HASH + <usize>SHA512_CTX; // B, -A, B - A
const Q: usize = POINTS + 3 * POINT;
const TEMPORARY: usize = Q + POINT; // eight elements
const D2: usize = TEMPORARY + 8 * FIELD_BYTES; // 2 d
const COLUMNS: usize = D2 + FIELD_BYTES;
const LEFT: usize = COLUMNS + FIELD_COLUMNS;
const SIGN: usize = LEFT + 4;
/** Size of a context in bytes. */
export const ED25519_CTX: u32 = <u32>SIGN + 4;

/** 252 bits of the exponent of the square root, 256 of the two factors, 255 of the inversion. */
const ROOT: u32 = 252;
const LADDER: u32 = 256;
const INVERSION: u32 = 255;
const ENDED: u32 = 0xffffffff;

/** What a step answers. */
export const enum Ed25519 { GOOD = 0, WORKING = 1, BAD = 2 }

// RFC 8032 5.1: d, the base point, L; and 2^((p - 1) / 4), a root of -1.
const CURVE_D: usize = memory.data<u8>([
  0xa3, 0x78, 0x59, 0x13, 0xca, 0x4d, 0xeb, 0x75, 0xab, 0xd8, 0x41, 0x41, 0x4d, 0x0a, 0x70, 0x00,
  0x98, 0xe8, 0x79, 0x77, 0x79, 0x40, 0xc7, 0x8c, 0x73, 0xfe, 0x6f, 0x2b, 0xee, 0x6c, 0x03, 0x52,
]);
const ROOT_OF_MINUS_1: usize = memory.data<u8>([
  0xb0, 0xa0, 0x0e, 0x4a, 0x27, 0x1b, 0xee, 0xc4, 0x78, 0xe4, 0x2f, 0xad, 0x06, 0x18, 0x43, 0x2f,
  0xa7, 0xd7, 0xfb, 0x3d, 0x99, 0x00, 0x4d, 0x2b, 0x0b, 0xdf, 0xc1, 0x4f, 0x80, 0x24, 0x83, 0x2b,
]);
const BASE_X: usize = memory.data<u8>([
  0x1a, 0xd5, 0x25, 0x8f, 0x60, 0x2d, 0x56, 0xc9, 0xb2, 0xa7, 0x25, 0x95, 0x60, 0xc7, 0x2c, 0x69,
  0x5c, 0xdc, 0xd6, 0xfd, 0x31, 0xe2, 0xa4, 0xc0, 0xfe, 0x53, 0x6e, 0xcd, 0xd3, 0x36, 0x69, 0x21,
]);
const BASE_Y: usize = memory.data<u8>([
  0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
  0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
]);
const ORDER: usize = memory.data<u32>([
  0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0x00000000, 0x00000000, 0x00000000, 0x10000000,
]);
const ZERO: usize = memory.data(32, 4);

/** Begins the check of the 64 bytes `signature` over a short message under the 32 bytes `key`. */
export function ed25519Begin(ctx: usize, key: usize, signature: usize, message: usize, length: u32): void {
  memory.fill(ctx, 0, ED25519_CTX);
  memory.copy(ctx + SIGNATURE, signature, 64);
  const hash = ctx + HASH;
  sha512Init(hash);
  sha512Update(hash, signature, 32);
  sha512Update(hash, key, 32);
  sha512Update(hash, message, length);
  sha512Final(hash, ctx + K);
  shiftInModulo(hash, ORDER, 8, ctx + K, 512, 512);
  memory.copy(ctx + K, hash, 32);
  store<u32>(ctx, load<u8>(key, 31) >> 7, SIGN);
  store<u32>(ctx, ROOT + LADDER + INVERSION, LEFT);
  const d = ctx + D2;
  fieldLoad(d, CURVE_D);
  fieldAdd(d, d, d);
  affine(ctx, ctx + POINTS, BASE_X, BASE_Y);
  store<u32>(ctx + Q, 1, FIELD_BYTES);
  store<u32>(ctx + Q, 1, 2 * FIELD_BYTES);
  if (!rootBegin(ctx, key) || lessMask(ctx + SIGNATURE + 32, ORDER, 8) == 0) store<u32>(ctx, ENDED, LEFT);
}

/** Does at most `most` steps. */
export function ed25519Step(ctx: usize, most: u32): Ed25519 {
  for (; most > 0; most--) {
    const left = load<u32>(ctx, LEFT);
    if (left == ENDED) return Ed25519.BAD;
    if (left == 0) return same(ctx);
    store<u32>(ctx, left - 1, LEFT);
    if (left > LADDER + INVERSION) rootStep(ctx, left - 1 - LADDER - INVERSION);
    else if (left > INVERSION) ladderStep(ctx, left - 1 - INVERSION);
    else inversionStep(ctx, left - 1);
    if (left == LADDER + INVERSION + 1 && !rootEnd(ctx)) store<u32>(ctx, ENDED, LEFT);
  }
  return Ed25519.WORKING;
}

@inline function temporary(ctx: usize, index: usize): usize { return ctx + TEMPORARY + index * FIELD_BYTES; }

function product(ctx: usize, out: usize, a: usize, b: usize): void {
  fieldMultiply(out, a, b, ctx + COLUMNS);
}

/** The element as bytes; it stays. */
function bytesOf(out: usize, element: usize, spare: usize): void {
  memory.copy(spare, element, FIELD_BYTES);
  fieldStore(out, spare);
}

function isZero(ctx: usize, element: usize): bool {
  bytesOf(ctx + HASH, element, ctx + COLUMNS);
  return equalBytes(ctx + HASH, ZERO, 32) == 1;
}

/** A point from its two coordinates as bytes. */
function affine(ctx: usize, point: usize, x: usize, y: usize): void {
  fieldLoad(point, x);
  fieldLoad(point + FIELD_BYTES, y);
  store<u32>(point, 1, 2 * FIELD_BYTES);
  product(ctx, point + 3 * FIELD_BYTES, point, point + FIELD_BYTES);
}

/** RFC 8032 5.1.3, 1 to 3: u = y^2 - 1, v = d y^2 + 1, and u v^7, which is to be raised. */
function rootBegin(ctx: usize, key: usize): bool {
  const y = ctx + POINTS + POINT + FIELD_BYTES;
  const one = ctx + Q + FIELD_BYTES; // Y of the neutral point
  const u = temporary(ctx, 0), v = temporary(ctx, 1), power = temporary(ctx, 2), base = temporary(ctx, 3);
  fieldLoad(y, key);
  // A y that is not below p is refused.
  bytesOf(ctx + HASH, y, ctx + COLUMNS);
  memory.copy(ctx + HASH + 32, key, 32);
  store<u8>(ctx + HASH + 63, load<u8>(key, 31) & 0x7f);
  if (equalBytes(ctx + HASH, ctx + HASH + 32, 32) == 0) return false;
  fieldLoad(v, CURVE_D);
  product(ctx, u, y, y);
  product(ctx, v, v, u);
  fieldSubtract(u, u, one);
  fieldAdd(v, v, one);
  product(ctx, base, v, v);
  product(ctx, base, base, v); // v^3
  product(ctx, temporary(ctx, 4), base, u); // u v^3
  product(ctx, base, base, base);
  product(ctx, base, base, v); // v^7
  product(ctx, base, base, u);
  memory.copy(power, one, FIELD_BYTES);
  return true;
}

/** One bit of the exponent (p - 5) / 8 = 2^252 - 3: all but bit 1 are set. */
function rootStep(ctx: usize, bit: u32): void {
  const power = temporary(ctx, 2);
  product(ctx, power, power, power);
  if (bit != 1) product(ctx, power, power, temporary(ctx, 3));
}

/** RFC 8032 5.1.3, 3 and 4; then -A and B - A. */
function rootEnd(ctx: usize): bool {
  const u = temporary(ctx, 0), v = temporary(ctx, 1), x = temporary(ctx, 2), check = temporary(ctx, 3);
  product(ctx, x, x, temporary(ctx, 4));
  product(ctx, check, x, x);
  product(ctx, check, check, v);
  fieldSubtract(v, check, u);
  if (!isZero(ctx, v)) {
    fieldAdd(v, check, u);
    if (!isZero(ctx, v)) return false;
    fieldLoad(v, ROOT_OF_MINUS_1);
    product(ctx, x, x, v);
  }
  memory.fill(u, 0, FIELD_BYTES);
  const point = ctx + POINTS + POINT;
  const sign = load<u32>(ctx, SIGN);
  if (isZero(ctx, x) && sign == 1) return false;
  bytesOf(ctx + HASH, x, ctx + COLUMNS);
  // Of the two roots the one with the other sign: -A is wanted.
  if ((load<u8>(ctx + HASH) & 1) == sign) fieldSubtract(point, u, x);
  else memory.copy(point, x, FIELD_BYTES);
  store<u32>(point, 1, 2 * FIELD_BYTES);
  product(ctx, point + 3 * FIELD_BYTES, point, point + FIELD_BYTES);
  memory.copy(point + POINT, point, POINT);
  addTo(ctx, point + POINT, ctx + POINTS);
  return true;
}

/** p = p + q, RFC 8032 5.1.4; the formula is complete, so it doubles too. The names are those of the text. */
function addTo(ctx: usize, p: usize, q: usize): void {
  const a = temporary(ctx, 0), b = temporary(ctx, 1), c = temporary(ctx, 2), d = temporary(ctx, 3);
  const e = temporary(ctx, 4), f = temporary(ctx, 5), g = temporary(ctx, 6), h = temporary(ctx, 7);
  const y1 = p + FIELD_BYTES, z1 = p + 2 * FIELD_BYTES, t1 = p + 3 * FIELD_BYTES;
  const y2 = q + FIELD_BYTES, z2 = q + 2 * FIELD_BYTES, t2 = q + 3 * FIELD_BYTES;
  fieldSubtract(a, y1, p);
  fieldSubtract(b, y2, q);
  product(ctx, a, a, b);
  fieldAdd(b, y1, p);
  fieldAdd(c, y2, q);
  product(ctx, b, b, c);
  product(ctx, c, t1, t2);
  product(ctx, c, c, ctx + D2);
  product(ctx, d, z1, z2);
  fieldAdd(d, d, d);
  fieldSubtract(e, b, a);
  fieldSubtract(f, d, c);
  fieldAdd(g, d, c);
  fieldAdd(h, b, a);
  product(ctx, p, e, f);
  product(ctx, y1, g, h);
  product(ctx, t1, e, h);
  product(ctx, z1, f, g);
}

function bitOf(number: usize, bit: u32): u32 {
  return (<u32>load<u8>(number + (bit >>> 3)) >>> (bit & 7)) & 1;
}

/** One bit of S B + k (-A). */
function ladderStep(ctx: usize, bit: u32): void {
  const q = ctx + Q;
  addTo(ctx, q, q);
  const which = bitOf(ctx + SIGNATURE + 32, bit) | (bitOf(ctx + K, bit) << 1);
  if (which != 0) addTo(ctx, q, ctx + POINTS + <usize>(which - 1) * POINT);
  if (bit != 0) return;
  memory.copy(temporary(ctx, 0), q + 2 * FIELD_BYTES, FIELD_BYTES);
  memory.fill(temporary(ctx, 1), 0, FIELD_BYTES);
  store<u32>(temporary(ctx, 1), 1);
}

/** 1 / Z = Z^(p - 2): the exponent 2^255 - 21 has every bit set but 2 and 4. */
function inversionStep(ctx: usize, bit: u32): void {
  const inverse = temporary(ctx, 1);
  product(ctx, inverse, inverse, inverse);
  if (bit != 2 && bit != 4) product(ctx, inverse, inverse, temporary(ctx, 0));
}

/** Encodes the sum (RFC 8032 5.1.2) and compares it with R. */
function same(ctx: usize): Ed25519 {
  const q = ctx + Q;
  product(ctx, q, q, temporary(ctx, 1));
  product(ctx, q + FIELD_BYTES, q + FIELD_BYTES, temporary(ctx, 1));
  fieldStore(ctx + HASH, q);
  const sign = load<u8>(ctx + HASH) << 7;
  fieldStore(ctx + HASH, q + FIELD_BYTES);
  store<u8>(ctx + HASH + 31, load<u8>(ctx + HASH + 31) | sign);
  return equalBytes(ctx + HASH, ctx + SIGNATURE, 32) ? Ed25519.GOOD : Ed25519.BAD;
}
