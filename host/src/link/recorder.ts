// Records what host and device say to each other, in clear but with what is secret cut out, one line of JSON a message.
// Handed to a Link as `onMessage`; replay.ts plays such a record back as a device.
import { messages } from '@sigillator/protocol/tables/messages';
import { decodeFromDevice, decodeRequest } from './codec.ts';
import type { LinkOptions } from './link.ts';

/** Fields that no record holds: contents of documents, keys, deciphered text. Their length stays. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  'seal-document': ['data'],
  'seal-data': ['data'],
  'read-blob': ['data'],
  'pair-reveal': ['random'],
  decipher: ['ciphertext', 'plaintext'],
  'key-package': ['package'],
  'update-data': ['data'],
};

export interface RecordedMessage {
  from: 'host' | 'device';
  /** Name of the message; `error` and `progress` are the device's. */
  name: string;
  tag: number;
  /** Bytes as hexadecimal, wide numbers as decimal text; zeros stand for what was cut. */
  fields: Record<string, number | string | boolean>;
}

/** A listener for LinkOptions.onMessage that hands each message to `write`. */
export function recorder(write: (message: RecordedMessage) => void): NonNullable<LinkOptions['onMessage']> {
  return (direction, bytes) => write(direction === 'request' ? fromHost(bytes) : fromDevice(bytes));
}

function fromHost(bytes: Uint8Array): RecordedMessage {
  const { name, tag, fields } = decodeRequest(bytes);
  return { from: 'host', name, tag, fields: redacted(name, fields as unknown as Record<string, unknown>) };
}

function fromDevice(bytes: Uint8Array): RecordedMessage {
  const news = decodeFromDevice(bytes);
  const name = news.kind === 'answer' ? news.name : news.kind;
  return { from: 'device', name, tag: news.tag, fields: redacted(name, { ...news.fields }) };
}

function redacted(name: string, fields: Record<string, unknown>): RecordedMessage['fields'] {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (value instanceof Uint8Array) {
        const cut = secrets[name]?.includes(field) ?? false;
        return [field, Buffer.from(cut ? new Uint8Array(value.length) : value).toString('hex')];
      }
      return [field, typeof value === 'bigint' ? String(value) : (value as number | string | boolean)];
    }),
  );
}

/** The fields as the codec takes them. */
export function fieldsOf(recorded: RecordedMessage, direction: 'request' | 'answer'): Record<string, unknown> {
  const table = messages.find(({ name }) => name === recorded.name)?.[direction] ?? [];
  const typed = { ...recorded.fields } as Record<string, unknown>;
  for (const { name, type } of table) {
    const value = typed[name];
    if (value === undefined) continue;
    if (type.kind === 'bytes') typed[name] = Uint8Array.from(Buffer.from(value as string, 'hex'));
    if (type.kind === 'uint' && typeof type.max === 'bigint') typed[name] = BigInt(value as string);
  }
  return typed;
}
