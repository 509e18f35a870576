// What a journal row says. journal.ts explains the whole; the table below is columns, order of hashing and limits at once.
import { createHash, randomBytes } from 'node:crypto';
import { SealError } from '../errors.ts';

/** What happened. `retention` and `checkpoint` are rows that the journal writes about itself. */
export const journalKinds = {
  seal: 'a document was sealed',
  approval: 'a clerk approved cases, or gave them back',
  login: 'somebody logged in, or tried to',
  logout: 'a session ended',
  ceremony: 'a key was introduced, or an envelope opened',
  revocation: 'a card or key was revoked',
  access: 'a role was granted or taken',
  transmission: 'a file was sent',
  received: 'a file was received',
  verification: 'a seal was verified',
  answer: 'a file was answered',
  retention: 'content was removed by authorisation',
  checkpoint: 'everything above was signed',
} as const;

export type JournalKind = keyof typeof journalKinds;

/** Where the key was that made a seal: `host-held` means that the server could have made it. */
export type Origin = 'card' | 'host-held';

/** What may be removed after its retention time: text, an object for JSON, or bytes such as a whole document. */
export type JournalContent = string | Uint8Array | { readonly [name: string]: unknown };

/** Everything but `kind` may be missing. Never put a key, a PIN, a token or a response that is still valid into it. */
export interface JournalEntry {
  kind: JournalKind;
  /** ISO 8601; default now. */
  time?: string | undefined;
  /** Who did it, as the user register names the person. */
  person?: string | undefined;
  /** The second person of a ceremony. */
  witness?: string | undefined;
  /** Serial number of the device. */
  device?: string | undefined;
  /** Customs id (tullid) of the case; one row for each case of a transmission. */
  customsId?: string | undefined;
  /** Reference of the file that carries the case: 0020 of UNB, or a message id. */
  transmission?: string | undefined;
  requestId?: string | undefined;
  profile?: string | undefined;
  method?: string | undefined;
  /** The evidence: SHA-256 of the sealed (or sent, or received) bytes, hexadecimal. */
  digest?: string | undefined;
  documentSeal?: string | undefined;
  issuerSeal?: string | undefined;
  issuer?: string | undefined;
  keyGeneration?: number | undefined;
  origin?: Origin | undefined;
  /** What came of it, in a word or a sentence; stays when the content goes. */
  outcome?: string | undefined;
  content?: JournalContent | undefined;
}

/** The text fields of an entry in the order in which they are hashed, with the longest value. */
export const textFields = {
  time: 24,
  kind: 20,
  person: 200,
  witness: 200,
  device: 200,
  customsId: 200,
  transmission: 200,
  requestId: 200,
  profile: 200,
  method: 200,
  digest: 128,
  documentSeal: 18,
  issuerSeal: 18,
  issuer: 200,
  origin: 9,
  outcome: 1000,
  signature: 200,
  contentType: 5,
  contentHash: 64,
} as const;

export const numberFields = ['keyGeneration', 'upTo'] as const;

export type TextField = keyof typeof textFields;
type NumberField = (typeof numberFields)[number];

/** The fixed fields of a row: what never goes. A missing one is null, so that "missing" and "empty" differ. */
export type FixedFields = Record<TextField, string | null> & Record<NumberField, number | null>;

export interface StoredContent {
  /** Sixteen random bytes that go with the content, so that a hash left behind tells nothing of short content. */
  salt: Uint8Array;
  bytes: Uint8Array;
}

export interface PreparedEntry {
  fields: FixedFields;
  content?: StoredContent;
}

/** What a caller may say; the other fields are the journal's own. */
const toldFields = new Set<string>([
  ...Object.keys(textFields).filter((name) => !['signature', 'contentType', 'contentHash'].includes(name)),
  'keyGeneration',
]);

const MOST_CONTENT_BYTES = 64 * 1024 * 1024;

/** Checks an entry and makes it ready to be chained. `more` are fields that only the journal itself writes. */
export function prepareEntry(
  entry: JournalEntry,
  now: Date,
  more: { signature?: string; upTo?: number } = {},
): PreparedEntry {
  const { content, ...told } = entry;
  for (const name of Object.keys(told))
    if (!toldFields.has(name))
      throw wrong(name, `no such field but ${[...toldFields].join(', ')}`, told[name as 'time']);
  const given: Record<string, unknown> = { ...told, ...more, time: timeOf(entry.time, now) };
  if (!Object.hasOwn(journalKinds, entry.kind))
    throw wrong('kind', `one of ${Object.keys(journalKinds).join(', ')}`, entry.kind);
  const fields: Record<string, string | number | null> = {};
  for (const [name, longest] of Object.entries(textFields)) fields[name] = requireText(name, given[name], longest);
  for (const name of numberFields) fields[name] = requireNumber(name, given[name]);
  const prepared: PreparedEntry = { fields: fields as FixedFields };
  if (content === undefined) return prepared;
  const bytes = bytesOf(content);
  if (bytes.length > MOST_CONTENT_BYTES)
    throw wrong('content', `at most ${MOST_CONTENT_BYTES} bytes`, `${bytes.length}`);
  prepared.content = { salt: randomBytes(16), bytes };
  prepared.fields.contentType = typeOf(content);
  prepared.fields.contentHash = contentHash(prepared.content);
  return prepared;
}

const wrong = (name: string, expected: string, got: unknown): SealError =>
  new SealError('entry-wrong', `Writing to the journal: ${name} expected ${expected}, got ${JSON.stringify(got)}.`);

function timeOf(time: string | undefined, now: Date): string {
  if (time === undefined) return now.toISOString();
  const parsed = new Date(time);
  if (typeof time !== 'string' || Number.isNaN(parsed.getTime()) || parsed.toISOString().length !== 24)
    throw wrong('time', 'a time such as 2026-01-31T12:00:00Z', time);
  return parsed.toISOString();
}

/** Only text that every database keeps as it is. */
function requireText(name: string, value: unknown, longest: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > longest || !value.isWellFormed() || value.includes('\0'))
    throw wrong(name, `text of at most ${longest} characters`, value);
  return value;
}

function requireNumber(name: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(name, 'a whole number', value);
  return value as number;
}

const typeOf = (content: JournalContent): 'text' | 'bytes' | 'json' => {
  if (typeof content === 'string') return 'text';
  return content instanceof Uint8Array ? 'bytes' : 'json';
};

function bytesOf(content: JournalContent): Uint8Array {
  if (content instanceof Uint8Array) return content;
  return new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);

export function contentOf(type: string | null, bytes: Uint8Array): JournalContent {
  if (type === 'bytes') return bytes;
  const text = decodeText(bytes);
  return type === 'json' ? JSON.parse(text) : text;
}

/** SHA-256 of salt and content. */
export const contentHash = ({ salt, bytes }: StoredContent): string =>
  createHash('sha256').update(salt).update(bytes).digest('hex');
