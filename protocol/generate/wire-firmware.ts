// Writes the AssemblyScript side of the wire: the field table that the codec walks, and names for all numbers.
import { errors } from '../tables/errors.ts';
import { frameKinds, limits } from '../tables/limits.ts';
import { type Allowed, type Field, messages, waits } from '../tables/messages.ts';
import { pascal, type Shape, shapes } from './_wire-shapes.ts';

const kindByte = { uint: 0, bool: 1, bytes: 2, text: 3 } as const;

/** Six bytes a field: kind | optional << 7, two of minimum, two of maximum, or of width in bits for numbers, one spare. */
function fieldBytes(field: Field): number[] {
  const { type } = field;
  const kind = kindByte[type.kind] | (field.optional ? 0x80 : 0);
  if (type.kind === 'uint') return [kind, 0, 0, type.max.toString(2).length, 0, 0];
  if (type.kind === 'bool') return [kind, 0, 0, 0, 0, 0];
  const min = type.kind === 'bytes' ? type.min : 0;
  return [kind, min & 0xff, min >> 8, type.max & 0xff, type.max >> 8, 0];
}

/** One row a shape: number, 1 for an answer, field count, then the fields. Ends with 255. */
const tableBytes = (): number[] => [
  ...shapes.flatMap((shape) => [
    shape.number,
    shape.direction === 'answer' ? 1 : 0,
    shape.fields.length,
    ...shape.fields.flatMap(fieldBytes),
  ]),
  255,
];

const allowed: readonly Allowed[] = ['always', 'session', 'paired', 'pairing', 'collecting', 'granted'];

/** For each message number: when it is taken, 255 where there is no such request. */
const allowedBytes = (): number[] => byNumber(({ allowed: when }) => allowed.indexOf(when), 255);

const byNumber = (of: (message: (typeof messages)[number]) => number, none: number): number[] =>
  Array.from({ length: Math.max(...messages.map(({ number }) => number)) + 1 }, (_, number) => {
    const message = messages.find((one) => one.number === number);
    return message ? of(message) : none;
  });

function rows(bytes: number[]): string {
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += 24) lines.push(`  ${bytes.slice(i, i + 24).join(', ')},`);
  return lines.join('\n');
}

const constants = (name: string, entries: [string, number][]): string =>
  `export const enum ${name} {\n${entries.map(([key, value]) => `  ${key} = ${value},`).join('\n')}\n}\n`;

const fieldEnum = (shape: Shape): string =>
  constants(
    shape.typeName,
    shape.fields.map((field, index) => [field.name[0]!.toUpperCase() + field.name.slice(1), index]),
  );

export function generate(): { path: string; text: string }[] {
  const text = [
    '// Generated from protocol/tables by `npm run generate`; do not edit.\n',
    '/** Numbers of the messages. */',
    constants(
      'Message',
      shapes
        .filter((shape) => shape.direction === 'request' || !shape.typeName.endsWith('Answer'))
        .map((shape) => [pascal(shape.name), shape.number]),
    ),
    '/** Numbers of the errors. */',
    constants(
      'WireError',
      errors.map((error) => [pascal(error.name), error.number]),
    ),
    '/** Values of Progress.Reason. */',
    constants(
      'Wait',
      Object.entries(waits).map(([name, value]) => [pascal(name), value]),
    ),
    '/** When the device takes a request. */',
    constants(
      'Allowed',
      allowed.map((name, value) => [pascal(name), value]),
    ),
    '/** First byte of a frame. */',
    constants(
      'FrameKind',
      Object.entries(frameKinds).map(([name, value]) => [pascal(name), value]),
    ),
    ...Object.entries(limits).map(
      ([name, value]) =>
        `export const ${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}: u32 = ${value};`,
    ),
    '',
    '// Places of the fields in each message, for the codec.',
    ...shapes.filter((shape) => shape.fields.length > 0).map(fieldEnum),
    '/** The field table; see wire-firmware.ts in protocol/generate for its layout. */',
    `export const WIRE_TABLE: usize = memory.data<u8>([\n${rows(tableBytes())}\n]);\n`,
    '/** By message number: Allowed, or 255 where there is no such request. */',
    `export const MESSAGE_ALLOWED: usize = memory.data<u8>([\n${rows(allowedBytes())}\n]);`,
    `export const MESSAGE_NUMBERS: u32 = ${allowedBytes().length};\n`,
    '/** By message number: milliseconds it may take. */',
    `export const MESSAGE_BUDGET: usize = memory.data<u32>([\n${rows(byNumber(({ budgetMs }) => budgetMs, 0))}\n]);`,
    '',
  ].join('\n');
  return [{ path: 'protocol/generated/firmware/wire.ts', text }];
}
