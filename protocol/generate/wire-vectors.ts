// Writes byte vectors: each message at its smallest and its largest, and bytes that must be refused, with the reason.
import type { Field } from '../tables/messages.ts';
import { type Shape, shapes } from './_wire-shapes.ts';

// A plain CBOR writer of its own, so that the vectors do not come from the codec they judge.
function head(major: number, value: bigint): number[] {
  const high = major << 5;
  if (value < 24n) return [high | Number(value)];
  const width = value < 0x100n ? 1 : value < 0x10000n ? 2 : value < 0x1_0000_0000n ? 4 : 8;
  const out = [high | (24 + Math.log2(width))];
  for (let i = width - 1; i >= 0; i--) out.push(Number((value >> BigInt(8 * i)) & 0xffn));
  return out;
}
const uint = (value: number | bigint): number[] => head(0, BigInt(value));

type Size = 'smallest' | 'largest';

function fieldValue(field: Field, size: Size): { cbor: number[]; json: unknown } {
  const { type } = field;
  if (type.kind === 'bool') return { cbor: [size === 'largest' ? 0xf5 : 0xf4], json: size === 'largest' };
  if (type.kind === 'uint') {
    const value = size === 'largest' ? BigInt(type.max) : 0n;
    return { cbor: uint(value), json: typeof type.max === 'bigint' ? String(value) : Number(value) };
  }
  const length = size === 'largest' ? type.max : type.kind === 'bytes' ? type.min : 0;
  if (type.kind === 'text') {
    const text = 'x'.repeat(length);
    return { cbor: [...head(3, BigInt(length)), ...Buffer.from(text)], json: text };
  }
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + 1) & 0xff);
  return { cbor: [...head(2, BigInt(length)), ...bytes], json: Buffer.from(bytes).toString('hex') };
}

interface Positive {
  message: string;
  direction: string;
  tag: number;
  fields: Record<string, unknown>;
  hex: string;
}

function positive(shape: Shape, size: Size): Positive {
  const tag = size === 'largest' ? 0xffff : 0;
  // Large data fields are cut to 64 bytes, so that the file stays readable.
  const cut = shape.fields.map(
    (field) =>
      (field.type.kind === 'bytes' && field.type.max > 64 && field.type.min < 64
        ? { ...field, type: { ...field.type, max: 64 } }
        : field) as Field,
  );
  const kept = cut.filter((field) => size === 'largest' || !field.optional);
  const values = kept.map((field) => ({ field, ...fieldValue(field, size) }));
  const bytes = [
    ...head(5, BigInt(2 + values.length)),
    ...uint(0),
    ...uint(shape.number),
    ...uint(1),
    ...uint(tag),
    ...values.flatMap(({ field, cbor }) => [...uint(field.key), ...cbor]),
  ];
  return {
    message: shape.name,
    direction: shape.direction,
    tag,
    fields: Object.fromEntries(values.map(({ field, json }) => [field.name, json])),
    hex: Buffer.from(bytes).toString('hex'),
  };
}

// Worked out by hand from RFC 8949; each is a request as the device sees it.
const negative: [reason: string, error: string, hex: string][] = [
  ['no bytes', 'bad-message', ''],
  ['an array, not a map', 'bad-message', '820001'],
  ['a map without tag', 'bad-message', 'a10001'],
  ['keys 1 and 0 in the wrong order', 'bad-message', 'a201000002'],
  ['number twice', 'bad-message', 'a3000200020100'],
  ['number 2 in two bytes', 'bad-message', 'a2001802 0100'],
  ['tag in four bytes', 'bad-message', 'a20002011a00000001'],
  ['tag above 65535', 'bad-message', 'a20002011a00010000'],
  ['negative number', 'bad-message', 'a200200100'],
  ['map of indefinite length', 'bad-message', 'bf00020100ff'],
  ['bytes behind the map', 'bad-message', 'a20002010000'],
  ['map that ends early', 'bad-message', 'a3000201 00'],
  ['key as text', 'bad-message', 'a30002010061 6100'],
  ['float under an unknown key', 'bad-message', 'a300020100 1820 f93c00'],
  ['tag under an unknown key', 'bad-message', 'a300020100 1820 c100'],
  ['undefined under an unknown key', 'bad-message', 'a300020100 1820 f7'],
  ['map under an unknown key', 'bad-message', 'a300020100 1820 a0'],
  ['broken UTF-8 under an unknown key', 'bad-message', 'a300020100 1820 61ff'],
  ['overlong UTF-8 under an unknown key', 'bad-message', 'a300020100 1820 62c080'],
  ['surrogate in UTF-8 under an unknown key', 'bad-message', 'a300020100 1820 63eda080'],
  ['string longer than the message', 'bad-message', 'a300020100 1820 43 0102'],
  ['string of 2^63 bytes', 'bad-message', 'a300020100 1820 5b8000000000000000'],
  ['array of 2^32 entries', 'bad-message', 'a300020100 1820 9b0000000100000000'],
  ['array six deep', 'bad-message', 'a300020100 1820 818181818180'],
  ['unknown message 99', 'unknown-message', 'a200186301 00'],
  ['unknown message 2^32 + 2', 'unknown-message', 'a2001b0000000100000002 0100'],
  ['hello without its fields', 'bad-field', 'a200010100'],
  ['hello with a version of 256', 'bad-field', 'a4000101000219010003 01'],
  ['hello with a version as text', 'bad-field', 'a400010100026131 0301'],
  ['seal-result with a negative sequence', 'bad-field', 'a3000801000220'],
  ['language-set with an array', 'bad-field', 'a30011010002 80'],
  ['pair-reveal with 15 bytes', 'bad-field', 'a3000b0100024f000000000000000000000000000000'],
];

// Unknown keys that must be ignored.
const ignored: [string, string][] = [
  ['info with an unknown number', 'a300020100182005'],
  ['info with an unknown nested array', 'a3000201001820828101f6'],
  ['info with an unknown text of two bytes a letter', 'a3000201001820 62c3a5'],
];

export function generate(): { path: string; text: string }[] {
  const vectors = {
    about:
      'Generated from protocol/tables by `npm run generate`; do not edit. Messages as bytes; bytes that must be refused; unknown keys that must be ignored.',
    positive: shapes.flatMap((shape) => [positive(shape, 'smallest'), positive(shape, 'largest')]),
    negative: negative.map(([reason, error, hex]) => ({ reason, error, hex: hex.replaceAll(' ', '') })),
    ignored: ignored.map(([reason, hex]) => ({ reason, hex: hex.replaceAll(' ', '') })),
  };
  return [{ path: 'protocol/generated/vectors.json', text: `${JSON.stringify(vectors, null, 1)}\n` }];
}
