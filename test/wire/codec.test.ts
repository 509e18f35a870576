// Both codecs against the generated vectors, an independent CBOR library, random messages and damage.
import { decodeFromDevice, decodeRequest, encodeFields, encodeRequest } from '@sigillator/host/link/codec';
import { shapes } from '@sigillator/protocol/generate/_wire-shapes';
import type { Requests } from '@sigillator/protocol/generated/messages';
import vectors from '@sigillator/protocol/generated/vectors.json' with { type: 'json' };
import { decode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../seed.ts';
import { messageOf } from './arbitrary.ts';
import { decodeOnDevice, encodeOnDevice } from './device-codec.ts';

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Fields of a vector as the codecs want them: hexadecimal to bytes, wide numbers to bigint. */
function typed(vector: (typeof vectors.positive)[number]): Record<string, unknown> {
  const shape = shapes.find((one) => one.name === vector.message && one.direction === vector.direction)!;
  return Object.fromEntries(
    Object.entries(vector.fields).map(([name, value]) => {
      const { type } = shape.fields.find((field) => field.name === name)!;
      if (type.kind === 'bytes') return [name, bytesOf(value as string)];
      return [name, type.kind === 'uint' && typeof type.max === 'bigint' ? BigInt(value as string) : value];
    }),
  );
}

const keysAsObject = (bytes: Uint8Array): unknown => decode(bytes, { useMaps: true, strict: true });

describe('vectors of the wire protocol', () => {
  it.each(vectors.positive)('$message $direction is these bytes on both sides and to a CBOR library', (vector) => {
    const fields = typed(vector);
    const bytes = bytesOf(vector.hex);
    const shape = shapes.find((one) => one.name === vector.message && one.direction === vector.direction)!;
    const map = keysAsObject(bytes) as Map<number, unknown>;
    expect(map.get(0)).toBe(shape.number);
    expect(map.size).toBe(2 + Object.keys(fields).length);
    if (vector.direction === 'request') {
      expect(hexOf(encodeRequest(vector.message as keyof Requests, vector.tag, fields as never))).toBe(vector.hex);
      expect(decodeRequest(bytes)).toEqual({ name: vector.message, tag: vector.tag, fields });
      expect(decodeOnDevice(bytes)).toEqual({ ok: true, name: vector.message, tag: vector.tag, fields });
    } else {
      expect(hexOf(encodeOnDevice(vector.message, vector.tag, fields))).toBe(vector.hex);
      expect(decodeFromDevice(bytes)).toMatchObject({ tag: vector.tag, fields });
    }
  });

  it.each(vectors.negative)('refuses $reason with $error', ({ hex, error }) => {
    expect(decodeOnDevice(bytesOf(hex))).toEqual({ ok: false, error });
    expect(() => decodeRequest(bytesOf(hex))).toThrow();
  });

  it.each(vectors.ignored)('ignores $reason', ({ hex }) => {
    expect(decodeOnDevice(bytesOf(hex))).toMatchObject({ ok: true, name: 'info' });
    expect(decodeRequest(bytesOf(hex))).toMatchObject({ name: 'info' });
  });
});

describe('random messages', () => {
  it('agree between host and device as requests', () => {
    fc.assert(
      fc.property(messageOf('request'), ({ shape, tag, fields }) => {
        const bytes = encodeRequest(shape.name as keyof Requests, tag, fields as never);
        expect(decodeOnDevice(bytes)).toEqual({ ok: true, name: shape.name, tag, fields });
      }),
      seeded(300, 30_000),
    );
  });

  it('agree between device and host as answers', () => {
    fc.assert(
      fc.property(messageOf('answer'), ({ shape, tag, fields }) => {
        const bytes = encodeOnDevice(shape.name, tag, fields);
        expect(hexOf(bytes)).toBe(hexOf(encodeFields(shape.number, tag, shape.fields, fields)));
        expect(decodeFromDevice(bytes)).toMatchObject({ tag, fields });
      }),
      seeded(300, 30_000),
    );
  });

  it('are refused by both or taken alike by both after any damage', () => {
    const verdict = (bytes: Uint8Array): unknown => {
      try {
        return { ok: true, ...decodeRequest(bytes) };
      } catch {
        return 'refused';
      }
    };
    const check = (bytes: Uint8Array): void => {
      const device = decodeOnDevice(bytes);
      expect(device.ok ? device : 'refused', hexOf(bytes)).toEqual(verdict(bytes));
    };
    fc.assert(
      fc.property(
        messageOf('request').map(({ shape, tag, fields }) =>
          encodeRequest(shape.name as keyof Requests, tag, fields as never).subarray(0, 120),
        ),
        (bytes) => {
          for (let length = 0; length <= bytes.length; length++) check(bytes.slice(0, length));
          for (let bit = 0; bit < bytes.length * 8; bit++) {
            const flipped = bytes.slice();
            flipped[bit >> 3]! ^= 1 << (bit & 7);
            check(flipped);
          }
        },
      ),
      seeded(25, 3_000),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (tail) => check(Uint8Array.from([0xa3, 0, 2, 1, 0, ...tail]))),
      seeded(2_000, 500_000),
    );
  });
});
