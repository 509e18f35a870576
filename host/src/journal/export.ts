// A row as one line of JSON with everything that its hash covers, and back; for `export` and for verifying offline.
import { fieldNames } from './chain.ts';
import { decodeText, numberFields, type StoredContent, textFields } from './entry.ts';
import type { StoredRow } from './store.ts';

export function exportLine({ content, ...row }: StoredRow): string {
  const told = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  if (!content) return `${JSON.stringify(told)}\n`;
  const text = row.contentType === 'bytes' ? Buffer.from(content.bytes).toString('base64') : decodeText(content.bytes);
  return `${JSON.stringify({ ...told, salt: Buffer.from(content.salt).toString('hex'), content: text })}\n`;
}

/** Undefined where the line is not one of an export; whether it is true, the chain decides. */
export function parseLine(line: string): StoredRow | undefined {
  let told: Record<string, unknown> | null;
  try {
    told = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { number, previous, hash, salt, content, ...fields } = told ?? {};
  if (typeof number !== 'number' || typeof previous !== 'string' || typeof hash !== 'string') return undefined;
  const areFields = Object.entries(fields).every(
    ([name, value]) =>
      (name in textFields && typeof value === 'string') ||
      ((numberFields as readonly string[]).includes(name) && typeof value === 'number'),
  );
  if (!areFields) return undefined;
  const all = Object.fromEntries(fieldNames.map((name) => [name, fields[name] ?? null]));
  const row = { number, previous, ...all, hash, content: parseContent(fields.contentType, salt, content) } as StoredRow;
  // One row has one line: no blanks, other order, field given twice or other spelling of the same bytes.
  return exportLine(row) === `${line}\n` ? row : undefined;
}

function parseContent(type: unknown, salt: unknown, content: unknown): StoredContent | null {
  if (typeof salt !== 'string' || typeof content !== 'string') return null;
  return { salt: Buffer.from(salt, 'hex'), bytes: Buffer.from(content, type === 'bytes' ? 'base64' : 'utf8') };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The lines of an export in any pieces; a line that is no UTF-8 comes as one that no row has. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    rest = Buffer.concat([rest, typeof piece === 'string' ? Buffer.from(piece) : piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield decodeLine(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield decodeLine(rest);
}

function decodeLine(line: Uint8Array): string {
  try {
    return strict.decode(line);
  } catch {
    return '\0';
  }
}
