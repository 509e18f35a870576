// Frames on both sides: agreement, resynchronising, damage, noise.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { crc32 } from '@sigillator/host/link/crc32';
import { encodeFrame, FrameReader } from '@sigillator/host/link/frames';
import { limits } from '@sigillator/protocol/tables/limits';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { runs, seed, seeded } from '../seed.ts';
import { feedDevice, frameOnDevice, resetDeviceFrames } from './device-codec.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const onHost = (bytes: Uint8Array): { frames: string[]; damaged: number } => {
  const reader = new FrameReader();
  const frames = [...reader.feed(bytes)].map(({ kind, message }) => hex(Uint8Array.from([kind, ...message])));
  return { frames, damaged: reader.damaged };
};
const body = fc.uint8Array({ minLength: 1, maxLength: 700 });

beforeEach(() => resetDeviceFrames());

describe('frames', () => {
  it('are the bytes worked out by hand', () => {
    // Body 02 00 07: CRC-32 is that of zlib; COBS: one byte 02, zero stood there, then 07 and the CRC (no zero in it).
    const crc = zlibCrc32(Uint8Array.of(2, 0, 7));
    const tail = [crc & 255, (crc >>> 8) & 255, (crc >>> 16) & 255, crc >>> 24];
    expect(tail).not.toContain(0);
    expect(hex(encodeFrame(2, Uint8Array.of(0, 7)))).toBe(hex(Uint8Array.of(2, 2, 6, 7, ...tail, 0)));
  });

  it('carry the CRC-32 that zlib computes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      }),
      seeded(100, 10_000),
    );
  });

  it('are the same bytes from host and device, and come back whole on both', () => {
    const sparse = fc.uint8Array({ minLength: 1, maxLength: 1_200, max: 1 });
    const dense = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 250, maxLength: 780 });
    fc.assert(
      fc.property(
        fc.oneof(
          body,
          sparse,
          dense.map((values) => Uint8Array.from(values)),
        ),
        (bytes) => {
          const frame = encodeFrame(bytes[0]!, bytes.subarray(1));
          expect(hex(frameOnDevice(bytes))).toBe(hex(frame));
          expect(frame.indexOf(0)).toBe(frame.length - 1);
          expect(onHost(frame)).toEqual({ frames: [hex(bytes)], damaged: 0 });
          expect(feedDevice(frame).frames.map(hex)).toEqual([hex(bytes)]);
        },
      ),
      seeded(200, 20_000),
    );
  });

  it('come back whole at the greatest length and are refused above it', () => {
    const largest = new Uint8Array(limits.maxMessage + 20).fill(0xaa);
    expect(feedDevice(encodeFrame(2, largest)).frames).toHaveLength(1);
    expect(onHost(encodeFrame(2, largest)).frames).toHaveLength(1);
    const tooLarge = encodeFrame(2, new Uint8Array(limits.maxFrame + 100).fill(0xaa));
    expect(feedDevice(tooLarge)).toEqual({ frames: [], damaged: 1 });
    expect(onHost(tooLarge)).toEqual({ frames: [], damaged: 1 });
  });

  it('are found again after any damage: the frame behind always arrives', () => {
    const good = encodeFrame(2, Uint8Array.of(1, 2, 3));
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
        resetDeviceFrames();
        const damaged = encodeFrame(bytes[0]!, bytes.subarray(1)).slice();
        damaged[place % damaged.length]! ^= change;
        // A flipped terminator joins the next frame, so a second good one stands behind.
        const stream = Uint8Array.from([...damaged, ...good, ...good]);
        const last = hex(Uint8Array.of(2, 1, 2, 3));
        expect(onHost(stream).frames.at(-1)).toBe(last);
        expect(feedDevice(stream).frames.map(hex).at(-1)).toBe(last);
        expect(onHost(stream).frames).not.toContain(hex(bytes));
      }),
      seeded(300, 30_000),
    );
  });

  it('are cut anywhere without a frame coming of it', () => {
    const frame = encodeFrame(
      2,
      Uint8Array.from({ length: 600 }, (_, index) => index * 31),
    );
    for (let length = 0; length < frame.length - 1; length++) {
      resetDeviceFrames();
      expect(feedDevice(Uint8Array.from([...frame.subarray(0, length), 0])).frames).toHaveLength(0);
    }
  });

  it('do not appear in 10 MB of noise, which both sides swallow', () => {
    let state = seed | 1;
    const chunk = new Uint8Array(65_536);
    const reader = new FrameReader();
    let frames = 0;
    for (let round = 0; round < runs(16, 160); round++) {
      for (let index = 0; index < chunk.length; index++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
        chunk[index] = state >>> 24;
      }
      frames += [...reader.feed(chunk)].length + feedDevice(chunk).frames.length;
    }
    expect(frames).toBe(0);
    expect(reader.damaged).toBeGreaterThan(1_000);
    const good = encodeFrame(2, Uint8Array.of(9));
    expect([...reader.feed(Uint8Array.from([0, ...good]))]).toHaveLength(1);
    expect(feedDevice(Uint8Array.from([0, ...good])).frames).toHaveLength(1);
  });
});
