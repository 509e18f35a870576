// What both bulk modules export: the scanner, the scope rules and document seals for the host
// (host/src/edifact/engine.ts); no board, no card. The host lays out memory above heap() and grows it; every pointer
// below is an address there, records 8-aligned.
import {
  endScan as endScannerScan, SCANNER_SIZE, Scanner, scan as scanChunk, startScanner as start,
} from '../shared/edifact-scanner';
import {
  agreePoints as agree, endScope as end, heldBytes, SCOPE_SIZE, Scope, scopeTokens as scopeChunk, startScope as begin,
} from '../shared/scope';

/** First free address. */
export function heap(): usize { return (__heap_base + 15) & ~15; }

// Scanner
export function scannerSize(): i32 { return SCANNER_SIZE; }
export function startScanner(scanner: usize, repetitionAllowed: bool): void {
  start(changetype<Scanner>(scanner), repetitionAllowed);
}
/** Answers the number of tokens; `consumed` says how many bytes were taken. */
export function scan(scanner: usize, input: usize, length: u32, tokens: usize, capacity: u32): u32 {
  return scanChunk(changetype<Scanner>(scanner), input, length, tokens, capacity);
}
export function consumed(scanner: usize): u32 { return changetype<Scanner>(scanner).consumed; }
export function endScan(scanner: usize): i32 { return endScannerScan(changetype<Scanner>(scanner)); }
/**
 * Address of the service characters in the order of UNA: component, element, decimal, release, repetition, terminator.
 */
export function serviceCharacters(scanner: usize): usize { return scanner + offsetof<Scanner>('componentSeparator'); }

// Scope
export function scopeSize(): i32 { return SCOPE_SIZE; }
export function startScope(scope: usize, profile: u32, every: bool): i32 {
  return begin(changetype<Scope>(scope), profile, every);
}
export function agreePoints(scope: usize, first: u32, stop: u32, stopIncluded: bool): void {
  agree(changetype<Scope>(scope), first, stop, stopIncluded);
}
/** Answers the number of pieces. */
export function scopeTokens(scope: usize, input: usize, length: u32, tokens: usize, count: u32, pieces: usize): u32 {
  return scopeChunk(changetype<Scope>(scope), input, length, tokens, count, pieces);
}
export function endScope(scope: usize): i32 { return end(changetype<Scope>(scope)); }
export function scopeErrorOffset(scope: usize): u32 { return changetype<Scope>(scope).errorOffset; }
export function held(scope: usize): usize { return heldBytes(changetype<Scope>(scope)); }

// Seals
export { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../shared/sha256';
export { BANKGIROT_CTX, bankgirotFinal, bankgirotInit, bankgirotUpdate } from '../shared/bankgirot';
export { OPEN1_CTX, open1Final, open1Init, open1Update } from '../shared/open-1';
export { OCRA_CTX } from '../shared/ocra';
export { ocraCompute, ocraParseSuite } from './ocra';
export { compress18to6 } from '../shared/compress';
