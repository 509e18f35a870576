// Feeds the sealed bytes of a document into its document seal (open-1) and its evidence (SHA-256 of exactly these
// bytes). Called by the device behind every scopeTokens.
//
//   startDigest(digest, key);                                  // 35 ASCII digits, which must stay where they are
//   feedPieces(digest, scope, input, chunk, pieces, count);    // chunk: offset in the stream of the byte at `input`
//   endDigest(digest, digits18, evidence);                     // at MessageEnd or the end of the document
import { OPEN1_CTX, SealLabel, open1Final, open1Init, open1Update } from './open-1';
import { heldBytes, Piece, PIECE_SIZE, Scope } from './scope';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from './sha256';

// Record, 8-aligned: open-1 context | SHA-256 context | address of the key.
const EVIDENCE: usize = OPEN1_CTX;
const KEY: usize = OPEN1_CTX + SHA256_CTX;
/** Bytes of a digest record. */
export const DIGEST_SIZE: i32 = i32(KEY) + 8;

// What an empty seal field is sealed as: SEAL_DIGITS zeros.
const ZEROS: usize = memory.data<u8>([48, 48, 48, 48, 48, 48]);

export function startDigest(digest: usize, key: usize): void {
  store<usize>(digest, key, KEY);
  open1Init(digest, key, SealLabel.Document);
  sha256Init(digest + EVIDENCE);
}

export function feedPieces(digest: usize, scope: Scope, input: usize, chunk: u32, pieces: usize, count: u32): void {
  for (const end = pieces + usize(count * PIECE_SIZE); pieces < end; pieces += PIECE_SIZE) {
    const kind: u32 = load<u32>(pieces, 8) & 0xff;
    if (kind == Piece.Sealed) feed(digest, input + (load<u32>(pieces) - chunk), load<u32>(pieces, 4));
    else if (kind == Piece.Held) feed(digest, heldBytes(scope), load<u32>(pieces, 4));
    else if (kind == Piece.Zero) feed(digest, ZEROS, 6);
    else if (kind == Piece.MessageStart || kind == Piece.Restart) startDigest(digest, load<usize>(digest, KEY));
  }
}

function feed(digest: usize, from: usize, length: u32): void {
  open1Update(digest, from, length);
  sha256Update(digest + EVIDENCE, from, length);
}

/** Writes the 18 digits of the document seal and the 32 bytes of evidence. */
export function endDigest(digest: usize, digits18: usize, evidence: usize): void {
  open1Final(digest, digits18);
  sha256Final(digest + EVIDENCE, evidence);
}
