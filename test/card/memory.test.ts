// Whatever form a secret takes in memory (stretched, unwrapped, as limbs, half computed), it must be gone after the command.
// Two cards with other secrets and the same noise do the same: what then differs in their memories comes from a secret,
// and must be something that anybody may see: bytes of the flash (wrapped) or of the line.

import { commandApdu } from '@sigillator/host/card/command-apdu';
import { delivery } from '@sigillator/host/card/personalise';
import { beforeAll, expect, test } from 'vitest';
import {
  activeCard,
  type CardHarness,
  changePin,
  giveUp,
  type HarnessChannel,
  holderPin,
  issuerKey,
  nextSealDigits,
  requestHash,
  responseDigits,
  sampleCard,
  sealData,
  serial,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';

/** Pieces of this length are looked for outside. */
const WINDOW = 8;
/** So many bytes are lengths, places in the log and checksums of what is public; a key has 16 and more. */
const SMALL = 15;
/** The key slot and the two keys of the channel. */
const KEYS = 32 + 64;

class Witness {
  readonly card: CardHarness;
  pin = holderPin;
  channel!: HarnessChannel;
  readonly seen: Uint8Array[] = [];

  constructor(card: CardHarness) {
    this.card = card;
    const exchange = card.exchange.bind(card);
    card.exchange = (command) => {
      const answer = exchange(command);
      this.seen.push(command, answer);
      return answer;
    };
    const [receive, transmit] = [card.card.receive.bind(card.card), card.card.onTransmit];
    const line: number[] = [];
    this.line = line;
    card.card.receive = (byte) => {
      line.push(byte);
      receive(byte);
    };
    card.card.onTransmit = (bytes) => {
      line.push(...bytes);
      transmit(bytes);
    };
  }

  line: number[];

  /** True if anybody could have read these bytes outside the card. */
  isPublic(bytes: Uint8Array): boolean {
    const wanted = Buffer.from(bytes);
    const places = [this.card.flash.bytes, Uint8Array.from(this.line), ...this.seen];
    return places.some((place) => Buffer.from(place.buffer, place.byteOffset, place.length).includes(wanted));
  }
}

let pair: [Witness, Witness];
let keys: Set<number>;
let generator: Set<number>;
const both = (act: (witness: Witness) => void): void => pair.forEach(act);

/** Addresses that differ between the two cards, in runs; short gaps are bytes that are equal by chance. */
function runs(skip: Set<number>): { at: number; length: number }[] {
  const [a, b] = pair.map(({ card }) => card.memory()) as [Uint8Array, Uint8Array];
  const found: { at: number; length: number }[] = [];
  for (let at = 0; at < a.length; at++) {
    if (a[at] === b[at] || skip.has(at)) continue;
    const last = found.at(-1);
    if (last !== undefined && at - last.at - last.length <= 2) last.length = at - last.at + 1;
    else found.push({ at, length: 1 });
  }
  return found.filter(({ length }) => length >= WINDOW);
}

/** Places that hold what differs and is nowhere outside: every byte must lie in a piece that is public. */
function hidden(skip: Set<number>): string[] {
  const [a] = pair;
  const memory = a.card.memory();
  const places: string[] = [];
  for (const { at, length } of runs(skip)) {
    const known = new Uint8Array(length);
    for (let from = 0; from + WINDOW <= length; from++)
      if (a.isPublic(memory.subarray(at + from, at + from + WINDOW))) known.fill(1, from, from + WINDOW);
    if (known.filter((bit) => bit === 0).length > SMALL) places.push(`${at}+${length}`);
  }
  return places;
}

/** Addresses of `after` that are not as in `before`, widened to 16 bytes. */
function changed(before: Uint8Array, after: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at < after.length; at++)
    if (before[at] !== after[at]) for (let i = at & ~15; i < (at | 15) + 1; i++) found.add(i);
  return found;
}

beforeAll(async () => {
  const other = (digits: string): string => [...digits].map((digit) => 9 - Number(digit)).join('');
  const cards = [
    await activeCard({ stretchCount: 100 }, { entropySeed: 11 }),
    await activeCard(
      { stretchCount: 100, keys: sampleCard.keys.map((key) => ({ ...key, digits: other(key.digits) })) },
      { entropySeed: 12 },
    ),
  ];
  pair = cards.map((card) => new Witness(card)) as typeof pair;
  // Both change it, so that the records of both stores lie in the same places.
  [pair[0].pin, pair[1].pin] = ['48151623', '90210777'];
  both(({ card, pin }) => expect(changePin(terminalChannel(card), holderPin, pin)).toBe(0x9000));
  both(({ card, pin }) => {
    const channel = terminalChannel(card);
    expect(verify(channel, pin)).toBe(0x9000);
    for (const p2 of [0xa1, 0xa2]) expect(channel.send('generate-key-pair', { p2 }).sw).toBe(0x9000);
  });
  // From here on both have the same noise.
  const noise = pair[0].card.card.entropy.snapshot();
  both((witness) => {
    witness.card.powerOff();
    witness.card.card.entropy.restore(noise);
    witness.card.powerOn().status();
    const before = witness.card.memory();
    witness.channel = terminalChannel(witness.card);
    expect(verify(witness.channel, witness.pin)).toBe(0x9000);
    const open = witness.card.memory();
    if (witness !== pair[0]) return;
    // The keys that may live: those the deselection empties, of what the channel and the PIN have filled.
    witness.card.plain('select', { data: Uint8Array.of(0xa0) });
    const closed = witness.card.memory();
    keys = new Set([...changed(before, open)].filter((at) => open[at] !== 0 && closed[at] === 0));
    const places = [...keys].sort((x, y) => x - y);
    keys = new Set([...keys].filter((at) => places.filter((place) => Math.abs(place - at) < KEYS).length > KEYS / 2));
    const first = witness.card.memory();
    witness.card.plain('get-challenge');
    generator = new Set([...changed(first, witness.card.memory())]);
    witness.channel = terminalChannel(witness.card);
    expect(verify(witness.channel, witness.pin)).toBe(0x9000);
  });
  both((witness) => {
    witness.card.powerOff();
    witness.card.card.entropy.restore(noise);
    witness.card.powerOn();
    witness.channel = terminalChannel(witness.card);
  });
});

const commands: [string, (witness: Witness) => number][] = [
  ['a wrong PIN', ({ channel }) => verify(channel, '0000')],
  ['VERIFY', ({ channel, pin }) => verify(channel, pin)],
  ['a seal', ({ channel }) => channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw],
  ['the same seal again', ({ channel }) => channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw],
  ['a response', ({ channel }) => channel.send('response', { data: Buffer.from('123456') }).sw],
  ['a signature', ({ channel }) => channel.send('compute-signature', { data: new Uint8Array(32).fill(7) }).sw],
  [
    'deciphering',
    ({ channel }) => channel.send('decipher', { data: Uint8Array.from([0, ...new Array(256).fill(8)]) }).sw,
  ],
  [
    'a delivery',
    (witness) => {
      const { channel } = witness;
      const digits = witness === pair[0] ? nextSealDigits : responseDigits;
      const key = { ...sampleCard.keys[1]!, generation: 3, digits: digits.replaceAll('1', '2') };
      return channel.send('put-delivery', { data: delivery(issuerKey, serial, 1, { keys: [key] }) }).sw;
    },
  ],
  [
    'a PIN change',
    (witness) => {
      const next = witness.pin.replaceAll('1', '3').replaceAll('7', '4');
      const result = changePin(witness.channel, witness.pin, next);
      witness.pin = next;
      return result;
    },
  ],
  ['a refused PIN change', ({ channel, pin }) => changePin(channel, pin, '12')],
  ['a PIN that a foreign reader may not send', ({ card, pin }) => card.plain('verify', { data: Buffer.from(pin) }).sw],
  [
    'a cut record',
    ({ card, channel, pin }) => {
      const whole = channel.channel.wrap(commandApdu('verify', { data: Buffer.from(pin) }));
      return card.send(Uint8Array.from([0, 0xc2, 0, 0, 22, ...whole.slice(7, 29)])).sw;
    },
  ],
];

test('SE-4.2 SE-8.4 no form of a secret is in memory after the command that needed it', () => {
  expect(keys.size).toBeGreaterThan(KEYS - 16);
  expect(keys.size).toBeLessThanOrEqual(KEYS + 16);
  for (const [name, act] of commands) {
    const [one, two] = pair.map(act);
    expect([name, one]).toEqual([name, two]);
    expect([name, hidden(keys)]).toEqual([name, []]);
  }
  // The cut record has closed the channel, and with it the last keys have gone.
  expect(hidden(new Set())).toEqual([]);
});

test.each([1, 2, 3, 4])('SE-8.4 a PIN change given up after %i steps leaves nothing of either PIN', (steps) => {
  const noise = pair[0].card.card.entropy.snapshot();
  both((witness) => {
    witness.card.card.entropy.restore(noise);
    witness.card.powerOn();
    witness.channel = terminalChannel(witness.card);
    const { channel, pin } = witness;
    // The stretching alone takes four steps, two for each PIN.
    expect(giveUp(witness.card, steps, () => changePin(channel, pin, '5550000'))).toBe(true);
  });
  expect(hidden(keys)).toEqual([]);
  both(({ card }) => {
    card.powerOn();
    expect(card.status().triesLeft).toBe(2);
    expect(verify(terminalChannel(card), pair.find((witness) => witness.card === card)!.pin)).toBe(0x9000);
  });
});

test('SE-8.4 a new RSA pair leaves nothing of its primes', () => {
  both((witness) => {
    witness.channel = terminalChannel(witness.card);
    expect(verify(witness.channel, witness.pin)).toBe(0x9000);
    // Another noise, another key; the generator's state differs from here on.
    witness.card.card.entropy.restore(pair[0].card.card.entropy.snapshot());
    expect(witness.channel.send('generate-key-pair', { p2: 0xa1 }).sw).toBe(0x9000);
  });
  const again = hidden(new Set([...keys, ...generator]));
  expect(again).toEqual([]);
});
