// Random command sequences on the card beside a naive model of it: same status words, same seals, same tries.
import { createHmac } from 'node:crypto';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import type { FlashSnapshot } from '@sigillator/simulator/flash';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { seeded } from '../seed.ts';
import {
  CardHarness,
  changePin,
  type HarnessChannel,
  issuedCard,
  issuerChannel,
  issuerPin,
  nextSealDigits,
  now,
  requestHash,
  sampleCard,
  sealData,
  sealDigits,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const pins = [issuerPin, '481516', '775533', '9999'];
const documents = ['000000', '469935'];
const times = [0, now, now + 6e5, now + 2e6];

type Step =
  | { kind: 'terminal'; time: number }
  | { kind: 'issuer' | 'deselect' | 'reset' | 'power' | 'break' | 'plainVerify' | 'status' }
  | { kind: 'verify'; pin: string }
  | { kind: 'change'; oldPin: string; newPin: string }
  | { kind: 'seal'; hash: number; document: string; reference: number }
  | { kind: 'response' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('terminal' as const), time: fc.constantFrom(...times) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('issuer', 'deselect', 'reset', 'power', 'break', 'plainVerify', 'status'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('verify' as const), pin: fc.constantFrom(...pins) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      oldPin: fc.constantFrom(...pins),
      newPin: fc.constantFrom(...pins),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('seal' as const),
      hash: fc.integer({ min: 1, max: 3 }),
      document: fc.constantFrom(...documents),
      reference: fc.constantFrom(0x81, 0x82),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'response' as const }) },
);

/** The seal as the design defines it, computed by node:crypto. */
function issuerSeal(key: string, document: string): string {
  const digest = createHmac('sha256', key).update(`issuer\0${document}`).digest('hex');
  return (BigInt(`0x${digest}`) % 10n ** 18n).toString().padStart(18, '0');
}

class Model {
  state: 'mustChangePin' | 'active' | 'blocked' = 'mustChangePin';
  pin = issuerPin;
  tries = 3;
  channel: 'none' | 'terminal' | 'issuer' = 'none';
  verified = false;
  time = 0;
  latest = 0;
  seals = 0;
  responses = 0;
  last: { hash: number; document: string; answer: string } | undefined;

  close(): void {
    this.channel = 'none';
    this.verified = false;
  }

  open(channel: 'terminal' | 'issuer', time: number): void {
    this.channel = channel;
    this.verified = false;
    this.time = channel === 'terminal' ? time : 0;
    this.latest = Math.max(this.latest, this.time);
  }

  /** Status word of a try; undefined when it was right. */
  try(pin: string): number | undefined {
    this.verified = false;
    if (pin === this.pin) {
      this.tries = 3;
      this.verified = true;
      return undefined;
    }
    this.tries--;
    if (this.tries === 0) this.state = 'blocked';
    return this.tries === 0 ? sw('pinBlocked') : 0x63c0 + this.tries;
  }

  /** What stands before the PIN commands. */
  pinGate(): number | undefined {
    if (this.channel === 'issuer') return sw('securityStatus');
    return this.state === 'blocked' ? sw('pinBlocked') : undefined;
  }

  keyGate(): number | undefined {
    if (this.channel === 'issuer') return sw('securityStatus');
    if (this.state === 'blocked') return sw('pinBlocked');
    if (this.state === 'mustChangePin') return sw('mustChangePin');
    return this.verified ? undefined : sw('securityStatus');
  }

  validity(reference: number): number | undefined {
    const key = sampleCard.keys[reference === 0x81 ? 0 : 1]!;
    const latest = Math.max(this.latest, this.time);
    if (latest > key.validTo) return sw('keyExpired');
    return this.time !== 0 && latest < key.validFrom ? sw('keyNotYetValid') : undefined;
  }

  seal(hash: number, document: string, reference: number): number | string {
    const gate = this.keyGate();
    if (gate !== undefined) return gate;
    if (this.last?.hash === hash) return this.last.document === document ? this.last.answer : sw('requestReused');
    const validity = this.validity(reference);
    if (validity !== undefined) return validity;
    this.seals++;
    const digits = issuerSeal(reference === 0x81 ? sealDigits : nextSealDigits, document);
    const answer = `${this.seals} ${this.time === 0 ? 1 : 0} ${digits}`;
    this.last = { hash, document, answer };
    return answer;
  }
}

/** The card and the model take the same step; both answers side by side. */
class Pair {
  readonly model = new Model();
  readonly card: CardHarness;
  #channel: HarnessChannel | undefined;

  constructor(card: CardHarness) {
    this.card = card;
  }

  take(next: Step): void {
    const { model, card } = this;
    switch (next.kind) {
      case 'terminal':
        this.#channel = terminalChannel(card, next.time);
        model.open('terminal', next.time);
        return;
      case 'issuer':
        this.#channel = issuerChannel(card);
        model.open('issuer', 0);
        return;
      case 'deselect':
        card.plain('select', { data: Uint8Array.of(0xa0) });
        this.#close();
        return;
      case 'reset':
        card.warmReset();
        this.#close();
        return;
      case 'power':
        card.powerOn();
        this.#close();
        return;
      case 'break':
        expect(card.plain('envelope', { data: new Uint8Array(40) }).sw).toBe(
          sw(model.channel === 'none' ? 'conditions' : 'channelBroken'),
        );
        this.#close();
        return;
      case 'plainVerify':
        expect(card.plain('verify', { data: Buffer.from(model.pin) }).sw).toBe(sw('securityStatus'));
        return;
      case 'status':
        return;
      default:
        if (this.#channel !== undefined) this.#inChannel(next, this.#channel);
    }
  }

  #close(): void {
    this.#channel = undefined;
    this.model.close();
  }

  #inChannel(next: Step, channel: HarnessChannel): void {
    const { model } = this;
    if (next.kind === 'verify') {
      const expected = model.pinGate() ?? model.try(next.pin) ?? 0x9000;
      expect(verify(channel, next.pin)).toBe(expected);
    } else if (next.kind === 'change') {
      let expected = model.pinGate() ?? (next.oldPin === next.newPin ? sw('wrongData') : model.try(next.oldPin));
      if (expected === undefined) {
        model.pin = next.newPin;
        model.state = 'active';
        expected = 0x9000;
      }
      expect(changePin(channel, next.oldPin, next.newPin)).toBe(expected);
    } else if (next.kind === 'seal') {
      const expected = model.seal(next.hash, next.document, next.reference);
      const data = sealData(requestHash(next.hash), next.document);
      const answer = channel.send('seal', { p2: next.reference, data });
      const bytes = Buffer.from(answer.data);
      const text = (): string => `${bytes.readUInt32BE(3)} ${bytes[2]} ${bytes.subarray(7, 25).toString()}`;
      expect(answer.sw === 0x9000 ? text() : answer.sw).toBe(expected);
    } else if (next.kind === 'response') {
      const expected = model.keyGate();
      if (expected === undefined) model.responses++;
      expect(channel.send('response', { data: Buffer.from('123456') }).sw).toBe(expected ?? 0x9000);
    }
  }

  compare(): void {
    const { model } = this;
    expect(this.card.status()).toMatchObject({
      state: model.state,
      triesLeft: model.tries,
      interrupted: false,
      latestTime: model.latest,
      sealCounter: model.seals,
      responseCounter: model.responses,
    });
  }
}

let snapshot: FlashSnapshot;
beforeAll(async () => {
  const card = await issuedCard();
  card.status();
  snapshot = card.flash.snapshot();
});

test('any sequence of commands does to the card what it does to the model', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const pair = new Pair(new CardHarness().restore(snapshot).powerOn());
      // Most sequences begin with a card in use, since little else can be done before.
      pair.take({ kind: 'terminal', time: now });
      if (steps.length % 4 !== 0) pair.take({ kind: 'change', oldPin: issuerPin, newPin: '481516' });
      for (const next of steps) {
        pair.take(next);
        pair.compare();
      }
    }),
    seeded(60, 3000),
  );
});
