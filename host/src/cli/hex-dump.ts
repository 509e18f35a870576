// Bytes with their offsets, sixteen a line, for `edifact scope --explain`.

export function hexDump(bytes: Uint8Array, offset: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = Array.from(bytes.subarray(at, at + 16));
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${String(offset + at).padStart(8)}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines;
}
