// Messages to bytes and back by the field table of protocol/. Host side; firmware/shared/wire-codec.ts is the other.
import type { Answers, ErrorNotice, Progress, Requests } from '@sigillator/protocol/generated/messages';
import { type Field, messages, notices } from '@sigillator/protocol/tables/messages';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';

/** What a device can send: the answer to a request, an error in its place, or news about a wait. */
export type FromDevice =
  | { kind: 'answer'; name: keyof Answers; tag: number; fields: Answers[keyof Answers] }
  | { kind: 'error'; tag: number; fields: ErrorNotice }
  | { kind: 'progress'; tag: number; fields: Progress };

export class CodecError extends Error {
  override name = 'CodecError';
}

const byName = new Map(messages.map((message) => [message.name, message]));
const byNumber = new Map(messages.map((message) => [message.number, message]));
const noticeByNumber = new Map(notices.map((notice) => [notice.number, notice]));

/** The bytes of a request. */
export function encodeRequest<Name extends keyof Requests>(
  name: Name,
  tag: number,
  fields: Requests[Name],
): Uint8Array {
  const message = byName.get(name)!;
  return encodeFields(message.number, tag, message.request, fields as Record<string, unknown>);
}

/** Bytes of any message by its fields: tests and the simulator of a device use it too. */
export function encodeFields(
  number: number,
  tag: number,
  table: readonly Field[],
  fields: Record<string, unknown>,
): Uint8Array {
  const map = new Map<number, unknown>([
    [0, number],
    [1, tag],
  ]);
  for (const field of table) {
    const value = fields[field.name];
    if (value === undefined) {
      if (!field.optional) throw new CodecError(`field "${field.name}" is missing`);
      continue;
    }
    checkField(field, value);
    map.set(field.key, value);
  }
  return encode(map, rfc8949EncodeOptions);
}

/** Reads what a device sent; throws CodecError on anything that the table does not allow. */
export function decodeFromDevice(bytes: Uint8Array): FromDevice {
  const { number, tag, map } = decodeEnvelope(bytes);
  const notice = noticeByNumber.get(number);
  if (notice) {
    const fields = readFields(notice.fields, map);
    return notice.name === 'error'
      ? { kind: 'error', tag, fields: fields as unknown as ErrorNotice }
      : { kind: 'progress', tag, fields: fields as unknown as Progress };
  }
  const message = byNumber.get(number);
  if (!message) throw new CodecError(`message number expected one of the table, got ${number}`);
  const fields = readFields(message.answer, map) as unknown as Answers[keyof Answers];
  return { kind: 'answer', name: message.name as keyof Answers, tag, fields };
}

/** Reads a request, as a device would: for tests, recordings and the dissector's check. */
export function decodeRequest(bytes: Uint8Array): {
  name: keyof Requests;
  tag: number;
  fields: Requests[keyof Requests];
} {
  const { number, tag, map } = decodeEnvelope(bytes);
  const message = byNumber.get(number);
  if (!message) throw new CodecError(`message number expected one of the table, got ${number}`);
  const fields = readFields(message.request, map) as unknown as Requests[keyof Requests];
  return { name: message.name as keyof Requests, tag, fields };
}

function decodeEnvelope(bytes: Uint8Array): { number: number; tag: number; map: Map<unknown, unknown> } {
  let value: unknown;
  try {
    value = decode(bytes, {
      useMaps: true,
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      rejectDuplicateMapKeys: true,
    });
  } catch (cause) {
    throw new CodecError('message expected deterministic CBOR, got something else', { cause });
  }
  if (!(value instanceof Map)) throw new CodecError('message expected a CBOR map');
  if (value.size > 64 || !isPlain([...value.values()], 0))
    throw new CodecError('message holds a value the wire does not use');
  // Deterministic means that writing it again gives the same bytes; this also refuses floats and unsorted keys.
  const again = encode(value, rfc8949EncodeOptions);
  if (again.length !== bytes.length || again.some((byte, index) => byte !== bytes[index]))
    throw new CodecError('message expected deterministic CBOR, got another encoding of it');
  const keys = [...value.keys()];
  if (keys[0] !== 0 || keys[1] !== 1 || keys.some((key) => !isUint(key)))
    throw new CodecError('message expected number and tag under keys 0 and 1');
  const number = value.get(0);
  const tag = value.get(1);
  if (typeof number !== 'number' || typeof tag !== 'number' || tag > 0xffff || number < 0 || tag < 0)
    throw new CodecError('message number or tag out of range');
  return { number, tag, map: value };
}

const isUint = (value: unknown): boolean =>
  (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) ||
  (typeof value === 'bigint' && value >= 0n);

/** Numbers, strings, bool, null and arrays of these, four deep: what unknown keys may carry. */
function isPlain(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return depth <= 4 && value.every((item) => isPlain(item, depth + 1));
  // Whole numbers above 2^53 come as bigint; one that comes as number was a float, and so was -0.
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return (
    value === null ||
    typeof value === 'bigint' ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof Uint8Array
  );
}

function readFields(table: readonly Field[], map: Map<unknown, unknown>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const field of table) {
    const value = map.get(field.key);
    if (value === undefined) {
      if (!field.optional) throw new CodecError(`field "${field.name}" is missing`);
      continue;
    }
    // cborg gives small numbers as number even where the field is wide.
    const typed =
      field.type.kind === 'uint' && typeof field.type.max === 'bigint' && typeof value === 'number'
        ? BigInt(value)
        : value;
    checkField(field, typed);
    fields[field.name] = typed;
  }
  return fields;
}

function checkField(field: Field, value: unknown): void {
  const { type } = field;
  const wanted = (text: string): never => {
    throw new CodecError(`field "${field.name}" expected ${text}, got ${describe(value)}`);
  };
  if (type.kind === 'bool') {
    if (typeof value !== 'boolean') wanted('true or false');
  } else if (type.kind === 'bytes') {
    if (!(value instanceof Uint8Array) || value.length < type.min || value.length > type.max)
      wanted(`${type.min} to ${type.max} bytes`);
  } else if (type.kind === 'text') {
    if (typeof value !== 'string' || new TextEncoder().encode(value).length > type.max)
      wanted(`text of at most ${type.max} bytes`);
  } else {
    const isWide = typeof type.max === 'bigint';
    if (typeof value !== (isWide ? 'bigint' : 'number') || !isUint(value) || (value as number | bigint) > type.max)
      wanted(`a whole number up to ${type.max}`);
  }
}

const describe = (value: unknown): string =>
  value instanceof Uint8Array ? `${value.length} bytes` : typeof value === 'string' ? `"${value}"` : String(value);
