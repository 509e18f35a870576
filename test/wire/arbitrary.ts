// Random messages by the field table, for both directions.
import { type Shape, shapes } from '@sigillator/protocol/generate/_wire-shapes';
import type { Field } from '@sigillator/protocol/tables/messages';
import fc from 'fast-check';

const textOf = (max: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', maxLength: max })
    .filter((text) => text.isWellFormed() && new TextEncoder().encode(text).length <= max);

function fieldArbitrary({ type }: Field): fc.Arbitrary<unknown> {
  if (type.kind === 'bool') return fc.boolean();
  if (type.kind === 'text') return textOf(type.max);
  if (type.kind === 'bytes') return fc.uint8Array({ minLength: type.min, maxLength: type.max });
  return typeof type.max === 'bigint' ? fc.bigInt(0n, type.max) : fc.integer({ min: 0, max: type.max });
}

export interface RandomMessage {
  shape: Shape;
  tag: number;
  fields: Record<string, unknown>;
}

export const messageOf = (direction: 'request' | 'answer'): fc.Arbitrary<RandomMessage> =>
  fc.constantFrom(...shapes.filter((shape) => shape.direction === direction)).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      tag: fc.nat(0xffff),
      fields: fc.record(Object.fromEntries(shape.fields.map((field) => [field.name, fieldArbitrary(field)])), {
        requiredKeys: shape.fields.filter((field) => !field.optional).map((field) => field.name),
        noNullPrototype: true,
      }),
    }),
  );
