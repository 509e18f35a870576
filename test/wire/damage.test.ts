// Frames that are cut, flipped, repeated, out of order or mixed, against the real device: an error or silence, and
// nothing changes. The request under the hammer would change the language of the display.
import { createHash } from 'node:crypto';
import { encodeRequest } from '@sigillator/host/link/codec';
import { encodeFrame } from '@sigillator/host/link/frames';
import { frameKinds } from '@sigillator/protocol/tables/limits';
import { beforeAll, expect, test } from 'vitest';
import { runs, seed } from '../seed.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';
import { wired } from './wired.ts';

let rig: SimRig;
let host: RawHost;
let begin: () => void;
/** Changes the language to French. */
let change: Uint8Array;
/** Screen and flash: all that may not change. */
let still: string;

beforeAll(async () => {
  ({ rig, host } = await wired());
  rig.machine.settle();
  begin = host.moment();
  change = host.sealed(encodeRequest('language-set', 5, { language: 2 }));
  still = held();
});

function held(): string {
  const { bytes } = rig.machine.flash.snapshot() as { bytes: Uint8Array };
  return createHash('sha256').update(bytes).update(rig.machine.display.pages()).digest('hex');
}

/** The device lives, shows what it showed, remembers what it remembered, and answers a host that begins anew. */
function unharmed(what: string): void {
  host.bytes(Uint8Array.of(0));
  expect(rig.machine.haltCode, what).toBeUndefined();
  expect(held(), what).toBe(still);
  host.take();
  expect(said(host.hello()), what).toEqual(['hello']);
}

test('the whole frame does change the language', async () => {
  begin();
  host.bytes(change);
  expect(said(host.take())).toEqual(['language-set']);
  expect(held()).not.toBe(still);
});

test('every truncation of a session frame is silence', async () => {
  for (let length = 0; length < change.length - 1; length++) {
    begin();
    host.bytes(change.subarray(0, length));
    host.bytes(Uint8Array.of(0));
    expect(said(host.take()), `${length} bytes`).toEqual([]);
    unharmed(`${length} bytes`);
  }
});

test('every flipped bit of a session frame is silence or the end of the session', async () => {
  for (let bit = 0; bit < change.length * 8; bit++) {
    begin();
    const flipped = change.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    host.bytes(flipped);
    expect(said(host.take()), `bit ${bit}`).toEqual([]);
    unharmed(`bit ${bit}`);
  }
});

test('every flipped bit of an encrypted message under a right CRC ends the session', async () => {
  begin();
  const message = encodeRequest('language-set', 5, { language: 2 });
  for (let bit = 0; bit < (message.length + 16) * 8; bit++) {
    begin();
    const frame = host.sealed(message);
    const body = unstuffed(frame);
    body[1 + (bit >> 3)]! ^= 1 << (bit & 7);
    host.bytes(encodeFrame(frameKinds.session, body.subarray(1, -4)));
    expect(said(host.take()), `bit ${bit}`).toEqual(['no-session']);
    unharmed(`bit ${bit}`);
  }
});

/** The bytes of a frame without zero bytes inside: kind, message, CRC. */
function unstuffed(frame: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < frame.length - 1; ) {
    const code = frame[at]!;
    out.push(...frame.subarray(at + 1, at + code));
    at += code;
    if (code < 255 && at < frame.length - 1) out.push(0);
  }
  return Uint8Array.from(out);
}

test('a repeated frame, and one that comes before its turn, end the session', async () => {
  begin();
  const card = host.sealed(encodeRequest('card', 1, {}));
  host.bytes(card);
  expect(said(host.take())).toEqual(['card']);
  host.bytes(card);
  expect(said(host.take())).toEqual(['no-session']);
  unharmed('repeated');
  begin();
  host.sealed(encodeRequest('card', 1, {}));
  host.bytes(host.sealed(encodeRequest('language-set', 2, { language: 2 })));
  expect(said(host.take())).toEqual(['no-session']);
  unharmed('too early');
});

test('a frame from an earlier session, or of another host, does nothing', async () => {
  begin();
  host.hello();
  host.shake(keyOf(7), keyOf(9));
  host.bytes(change);
  expect(said(host.take())).toEqual(['no-session']);
  unharmed('earlier session');
});

test('every message of the handshake, cut or flipped, gives no session', async () => {
  const whole = handshakeBytes();
  const places = whole.flatMap((frame, index) =>
    Array.from({ length: frame.length * 8 }, (_, bit) => [index, bit] as const),
  );
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  const sample =
    runs(40, places.length) === places.length
      ? places
      : Array.from({ length: 40 }, () => places[next() % places.length]!);
  for (const [index, bit] of sample) {
    begin();
    host.hello();
    const frames = whole.map((frame) => frame.slice());
    frames[index]![bit >> 3]! ^= 1 << (bit & 7);
    for (const frame of frames) host.bytes(frame);
    host.handshakes = [];
    host.take();
    expect(
      said(host.message(encodeRequest('language-set', 1, { language: 2 }))),
      `message ${index} bit ${bit}`,
    ).not.toContain('language-set');
    expect(held()).toBe(still);
    expect(said(host.hello())).toEqual(['hello']);
  }
});

/** First and third message of a handshake at this moment; the second is always the same, for the machine is. */
function handshakeBytes(): Uint8Array[] {
  begin();
  host.hello();
  const sent: Uint8Array[] = [];
  const bytes = host.bytes.bind(host);
  host.bytes = (frame) => {
    sent.push(frame.slice());
    bytes(frame);
  };
  host.shake();
  host.bytes = bytes;
  return sent;
}

test('frames of two ports, mixed byte by byte, are both answered', () => {
  begin();
  const other = new RawHost(rig.machine, 1).open();
  const frame = encodeFrame(frameKinds.plain, encodeRequest('hello', 3, { oldest: 1, newest: 1 }));
  const card = host.sealed(encodeRequest('card', 4, {}));
  for (let at = 0; at < Math.max(frame.length, card.length); at++) {
    if (at < frame.length) rig.machine.offer(1, frame.subarray(at, at + 1));
    if (at < card.length) rig.machine.offer(0, card.subarray(at, at + 1));
  }
  rig.machine.settle();
  expect(said(host.take())).toEqual(['card']);
  expect(said(other.take())).toEqual(['hello']);
  other.leave();
});

test('noise is swallowed, and the session stands afterwards', async () => {
  begin();
  let state = seed | 1;
  const noise = new Uint8Array(65_536);
  for (let round = 0; round < runs(4, 160); round++) {
    for (let at = 0; at < noise.length; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      noise[at] = state >>> 24;
    }
    host.bytes(noise);
  }
  host.bytes(Uint8Array.of(0));
  expect(said(host.take())).toEqual([]);
  expect(held()).toBe(still);
  expect(said(host.request('card', {}))).toEqual(['card']);
}, 600_000);
