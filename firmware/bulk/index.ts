import { SCANNER_SIZE, Scanner, endScan as end, scan as scanChunk, startScanner as start } from '../shared/edifact-scanner';
import { SCOPE_SIZE, Scope, startScope as startS, scopeTokens as scopeT, endScope as endS, heldBytes } from '../shared/scope';
export function scannerSize(): i32 { return SCANNER_SIZE; }
export function startScanner(s: usize, repetition: bool): void { start(changetype<Scanner>(s), repetition); }
export function scan(s: usize, input: usize, length: u32, tokens: usize, capacity: u32): u32 { return scanChunk(changetype<Scanner>(s), input, length, tokens, capacity); }
export function endScan(s: usize): i32 { return end(changetype<Scanner>(s)); }
export function consumed(s: usize): u32 { return changetype<Scanner>(s).consumed; }
export function startScope(s: usize, p: u32, every: bool): i32 { return startS(changetype<Scope>(s), p, every); }
export function scopeTokens(s: usize, input: usize, length: u32, tokens: usize, count: u32, pieces: usize): u32 { return scopeT(changetype<Scope>(s), input, length, tokens, count, pieces); }
export function endScope(s: usize): i32 { return endS(changetype<Scope>(s)); }
export function held(s: usize): usize { return heldBytes(changetype<Scope>(s)); }
