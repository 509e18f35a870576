// File seals of Bankgirot (HMAC-SHA256-128, "tamper protection", March 2014): full strength, for payment files.
import { engine } from '../edifact/engine.ts';
import { concatBytes } from '../edifact/writer.ts';
import { SealError } from '../errors.ts';
import { asciiBytes, asciiText, sameDigits } from './digits.ts';
import { hexOf } from './sha256.ts';

/** Swedish letters of ISO 8859-1 as the 7-bit set SEN 85 02 00 has them. */
const letters: Record<number, number> = {
  201: 0x40,
  196: 0x5b,
  214: 0x5c,
  197: 0x5d,
  220: 0x5e,
  233: 0x60,
  228: 0x7b,
  246: 0x7c,
  229: 0x7d,
  252: 0x7e,
};

/** What the seal is computed over: no line breaks, Swedish letters in 7 bits, everything else unknown as C3. */
export function normaliseBankgirot(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const kept = file.filter((byte) => byte !== 0x0d && byte !== 0x0a);
  return kept.map((byte) => (byte >= 0x20 && byte <= 0x7e ? byte : (letters[byte] ?? 0xc3)));
}

function requireKey(keyHex: string): Uint8Array {
  if (!/^[0-9A-Fa-f]{32}$/.test(keyHex)) {
    const message = `A Bankgirot seal key needs 32 hexadecimal characters, got ${keyHex.length} characters.`;
    throw new SealError('seal-key', message);
  }
  return Uint8Array.from(keyHex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
}

/** The 32 capital hexadecimal characters over a file, which is normalised first. */
export function bankgirotMac(file: Uint8Array, keyHex: string): string {
  const key = requireKey(keyHex);
  const data = normaliseBankgirot(file);
  const shared = engine();
  return shared.scratch(() => {
    const { exports } = shared;
    const context = shared.allocate(exports.BANKGIROT_CTX.value);
    const keyAt = shared.put(key);
    const out = shared.allocate(16);
    const from = shared.put(data);
    exports.bankgirotInit(context, keyAt, key.length);
    exports.bankgirotUpdate(context, from, data.length);
    exports.bankgirotFinal(context, out);
    shared.bytes(keyAt, key.length).fill(0);
    return hexOf(shared.bytes(out, 16)).toUpperCase();
  });
}

/** The key verification value: tells two people whether they hold the same key. */
export const bankgirotKvv = (keyHex: string): string => bankgirotMac(asciiBytes('00000000'), keyHex);

const recordLength = 80;
const record = (text: string): string => text.padEnd(recordLength);

/** A file between an opening record (TK00, sealed too) and a closing one (TK99). `date` is YYMMDD. */
export function sealBankgirotFile(file: Uint8Array, keyHex: string, date: string): Uint8Array<ArrayBuffer> {
  if (!/^\d{6}$/.test(date)) throw new SealError('usage', `A Bankgirot seal needs a date as YYMMDD, got "${date}".`);
  const body = asciiText(file.slice(-1)) === '\n' || file.length === 0 ? file : concatBytes([file, asciiBytes('\r\n')]);
  const sealed = concatBytes([asciiBytes(`${record(`00${date}HMAC`)}\r\n`), body]);
  const closing = record(`99${date}${bankgirotKvv(keyHex)}${bankgirotMac(sealed, keyHex)}`);
  return concatBytes([sealed, asciiBytes(`${closing}\r\n`)]);
}

export type BankgirotReason = 'sealed' | 'records-missing' | 'key-wrong' | 'seal-wrong';

/** Whether a sealed file is whole, and if not, whether the key or the file is wrong. */
export function verifyBankgirotFile(file: Uint8Array, keyHex: string): { ok: boolean; reason: BankgirotReason } {
  const lines = asciiLines(file);
  const last = lines.findLastIndex(({ text }) => text.startsWith('99'));
  const closing = lines[last];
  if (!closing || !/^00\d{6}HMAC/.test(lines[0]?.text ?? '')) return { ok: false, reason: 'records-missing' };
  const [kvv, mac] = [closing.text.slice(8, 40), closing.text.slice(40, 72)];
  if (!sameDigits(kvv.toUpperCase(), bankgirotKvv(keyHex))) return { ok: false, reason: 'key-wrong' };
  const ok = sameDigits(mac.toUpperCase(), bankgirotMac(file.subarray(0, closing.start), keyHex));
  return { ok, reason: ok ? 'sealed' : 'seal-wrong' };
}

function asciiLines(file: Uint8Array): { text: string; start: number }[] {
  const lines: { text: string; start: number }[] = [];
  for (let start = 0; start < file.length; ) {
    const found = file.indexOf(0x0a, start);
    const end = found < 0 ? file.length : found;
    lines.push({ text: asciiText(file.subarray(start, Math.min(end, start + 200))).replace(/\r$/, ''), start });
    start = end + 1;
  }
  return lines;
}
