// ChaCha20, RFC 8439 2.1 to 2.4; called by the AEAD. Additions, rotations and exclusive or only.
import { wipe } from './constant-time';

// Context, 4-aligned: 16 words of input (constants, key, counter, nonce) | 16 words of key stream.
export const CHACHA20_CTX: u32 = 128;
const STREAM: usize = 64;

/** RFC 8439 2.3: 32 bytes of key, 12 of nonce, any alignment. */
export function chacha20Init(ctx: usize, key: usize, nonce: usize, counter: u32): void {
  store<u32>(ctx, 0x61707865); // "expand 32-byte k"
  store<u32>(ctx, 0x3320646e, 4);
  store<u32>(ctx, 0x79622d32, 8);
  store<u32>(ctx, 0x6b206574, 12);
  memory.copy(ctx + 16, key, 32);
  store<u32>(ctx, counter, 48);
  memory.copy(ctx + 52, nonce, 12);
}

/** Computes the next 64 bytes of key stream; returns their address and counts on. */
export function chacha20Block(ctx: usize): usize {
  const x = ctx + STREAM;
  memory.copy(x, ctx, 64);
  for (let i = 0; i < 10; i++) {
    quarter(x, 0, 16, 32, 48);
    quarter(x, 4, 20, 36, 52);
    quarter(x, 8, 24, 40, 56);
    quarter(x, 12, 28, 44, 60);
    quarter(x, 0, 20, 40, 60);
    quarter(x, 4, 24, 44, 48);
    quarter(x, 8, 28, 32, 52);
    quarter(x, 12, 16, 36, 56);
  }
  for (let i: usize = 0; i < 64; i += 4) store<u32>(x + i, load<u32>(x + i) + load<u32>(ctx + i));
  store<u32>(ctx, load<u32>(ctx, 48) + 1, 48);
  return x;
}

/** Encrypts or decrypts `n` bytes from `p` to `out` (may be the same) and wipes the context. */
export function chacha20Xor(ctx: usize, p: usize, n: u32, out: usize): void {
  while (n > 0) {
    const stream = chacha20Block(ctx);
    const part = min<u32>(64, n);
    for (let i: u32 = 0; i < part; i++) store<u8>(out + i, load<u8>(p + i) ^ load<u8>(stream + i));
    p += part;
    out += part;
    n -= part;
  }
  wipe(ctx, CHACHA20_CTX);
}

/** RFC 8439 2.1; aa to dd are the byte offsets of the four words. */
function quarter(x: usize, aa: usize, bb: usize, cc: usize, dd: usize): void {
  let a: u32 = load<u32>(x + aa), b: u32 = load<u32>(x + bb), c: u32 = load<u32>(x + cc), d: u32 = load<u32>(x + dd);
  a += b;
  d = rotl<u32>(d ^ a, 16);
  c += d;
  b = rotl<u32>(b ^ c, 12);
  a += b;
  d = rotl<u32>(d ^ a, 8);
  c += d;
  b = rotl<u32>(b ^ c, 7);
  store<u32>(x + aa, a);
  store<u32>(x + bb, b);
  store<u32>(x + cc, c);
  store<u32>(x + dd, d);
}
