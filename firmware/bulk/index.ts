import { SCANNER_SIZE, Scanner, endScan as end, scan as scanChunk, startScanner as start } from '../shared/edifact-scanner';
export function scannerSize(): i32 { return SCANNER_SIZE; }
export function startScanner(s: usize, repetition: bool): void { start(changetype<Scanner>(s), repetition); }
export function scan(s: usize, input: usize, length: u32, tokens: usize, capacity: u32): u32 { return scanChunk(changetype<Scanner>(s), input, length, tokens, capacity); }
export function endScan(s: usize): i32 { return end(changetype<Scanner>(s)); }
export function consumed(s: usize): u32 { return changetype<Scanner>(s).consumed; }
