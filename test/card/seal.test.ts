// Seals and responses of the card, against the published and computed vectors.
import { readFileSync } from 'node:fs';
import { oneTimeResponse } from '@sigillator/host';
import { delivery } from '@sigillator/host/card/personalise';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeCard,
  type CardHarness,
  type HarnessChannel,
  holderPin,
  issuedCard,
  issuerChannel,
  issuerKey,
  now,
  requestHash,
  responseDigits,
  sampleCard,
  sealData,
  sealDigits,
  serial,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';

const vectors = JSON.parse(readFileSync(new URL('../vectors/open-1.json', import.meta.url), 'utf8')).cases as {
  use: string;
  key: string;
  data?: string;
  digits18: string;
  digits6: string;
}[];
const ascii = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const sw = (name: keyof typeof statusWords): number => statusWords[name].value;

interface SealAnswer {
  sw: number;
  method: number;
  generation: number;
  validity: number;
  counter: number;
  digits18: string;
  digits6: string;
  issuerId: string;
}

function seal(channel: HarnessChannel, hash: number, digits: string, reference = 0x81): SealAnswer {
  const { sw: status, data } = channel.send('seal', { p2: reference, data: sealData(requestHash(hash), digits) });
  const text = Buffer.from(data);
  return {
    sw: status,
    method: data[0]!,
    generation: data[1]!,
    validity: data[2]!,
    counter: data.length > 0 ? text.readUInt32BE(3) : -1,
    digits18: ascii(data.slice(7, 25)),
    digits6: ascii(data.slice(25, 31)),
    issuerId: ascii(data.slice(32, 32 + (data[31] ?? 0))),
  };
}

function opened(harness: CardHarness, time = now): HarnessChannel {
  const channel = terminalChannel(harness, time);
  expect(verify(channel, holderPin)).toBe(0x9000);
  return channel;
}

describe('seals', () => {
  let card: CardHarness;
  beforeAll(async () => {
    card = await activeCard();
  });

  test('SE-2.5 SE-8.1 gives the issuer seal of the vectors, 18 and 6 digits, with the identity of the holder', () => {
    const channel = opened(card);
    const cases = vectors.filter(({ use, key }) => use === 'issuer' && key === sealDigits);
    expect(cases.length).toBeGreaterThan(3);
    for (const [i, vector] of cases.entries()) {
      const answer = seal(channel, 10 + i, vector.data!);
      expect(answer).toMatchObject({ sw: 0x9000, method: 1, generation: 1, validity: 0 });
      expect(answer).toMatchObject({ digits18: vector.digits18, digits6: vector.digits6 });
      // SE-2.B: who it is travels with the seal.
      expect(answer.issuerId).toBe('SE5566778899');
    }
  });

  test('the same request gets the same answer and counter, across a power cycle too, and no second seal', () => {
    const first = seal(opened(card), 77, '469935');
    card.powerOn();
    const channel = opened(card);
    expect(seal(channel, 77, '469935')).toEqual(first);
    expect(channel.status().sealCounter).toBe(first.counter);
    expect(seal(channel, 78, '469935')).toMatchObject({ digits6: first.digits6, counter: first.counter + 1 });
  });

  test('the same request hash with another document seal is refused, and the first answer stays', () => {
    const channel = opened(card.powerOn());
    const first = seal(channel, 90, '123456');
    expect(seal(channel, 90, '123457').sw).toBe(sw('requestReused'));
    expect(seal(channel, 90, '123456')).toEqual(first);
  });

  test('SE-8.2 both generations work in the overlap, each only in its time', () => {
    const early = opened(card.powerOn(), now + 10);
    expect(seal(early, 100, '000001', 0x81)).toMatchObject({ sw: 0x9000, generation: 1 });
    expect(seal(early, 101, '000001', 0x82).sw).toBe(sw('keyNotYetValid'));
    const overlap = opened(card.powerOn(), now + 6e5);
    expect(seal(overlap, 102, '000001', 0x81)).toMatchObject({ sw: 0x9000, generation: 1 });
    expect(seal(overlap, 103, '000001', 0x82)).toMatchObject({ sw: 0x9000, generation: 2 });
    const late = opened(card.powerOn(), now + 2e6);
    expect(seal(late, 104, '000001', 0x81).sw).toBe(sw('keyExpired'));
    expect(seal(late, 105, '000001', 0x82)).toMatchObject({ sw: 0x9000, generation: 2 });
  });

  test('SE-8.2 the latest time seen never goes back: a clock set back does not wake an expired key', () => {
    const back = opened(card.powerOn(), now);
    expect(seal(back, 106, '000001', 0x81).sw).toBe(sw('keyExpired'));
    const unknown = opened(card.powerOn(), 0);
    expect(seal(unknown, 107, '000001', 0x81).sw).toBe(sw('keyExpired'));
  });

  test('without a time the validity is said to be unknown', async () => {
    const fresh = await activeCard();
    // The card has seen a time at its first PIN change; the terminal of today has none.
    expect(seal(opened(fresh, 0), 1, '000001')).toMatchObject({ sw: 0x9000, validity: 1 });
  });

  test('a document seal that is not six digits is refused', () => {
    const channel = opened(card.powerOn(), now);
    for (const wrong of ['12345x', '      ', '12345\u0000']) expect(seal(channel, 1, wrong).sw).toBe(sw('wrongData'));
    for (const length of [37, 39])
      expect(channel.send('seal', { p2: 0x82, data: new Uint8Array(length).fill(0x30) }).sw).toBe(sw('wrongLength'));
  });
});

describe('responses', () => {
  test('the response of the default method is that of OCRA-1:HOTP-SHA256-6:QA06', async () => {
    const key = '12345678901234567890123456789012345';
    const keys = [{ ...sampleCard.keys[2]!, digits: key }];
    const channel = opened(await activeCard({ keys }));
    // Computed for this key with another implementation (domain notes, 2.3).
    const expected = { '000000': '483735', '123456': '504136', '999999': '812558' };
    for (const [i, [challenge, digits]] of Object.entries(expected).entries()) {
      const answer = channel.send('response', { data: Buffer.from(challenge) });
      expect(answer.sw).toBe(0x9000);
      expect([...answer.data.slice(0, 3)]).toEqual([2, 1, 0]);
      expect(Buffer.from(answer.data).readUInt32BE(3)).toBe(i + 1);
      expect(ascii(answer.data.slice(7))).toBe(digits);
    }
    expect(channel.send('response', { data: Buffer.from('12345a') }).sw).toBe(sw('wrongData'));
  });

  test('a response by open-1 is that of the vectors, not the seal of the same digits', async () => {
    const keys = [{ ...sampleCard.keys[2]!, method: 'open-1' as const, digits: sealDigits }];
    const channel = opened(await activeCard({ keys }));
    for (const vector of vectors.filter(({ use, key }) => use === 'response' && key === sealDigits))
      expect(ascii(channel.send('response', { data: Buffer.from(vector.data!) }).data.slice(7))).toBe(vector.digits6);
  });

  test('a seal by ocra has six digits and no stage of 18', async () => {
    const keys = [{ ...sampleCard.keys[0]!, method: 'ocra' as const, digits: '12345678901234567890123456789012345' }];
    const answer = seal(opened(await activeCard({ keys })), 1, '123456');
    expect(answer).toMatchObject({ sw: 0x9000, method: 2, digits18: ' '.repeat(18), digits6: '504136' });
  });
});

describe('keys', () => {
  test('equal seal and response keys are refused at personalisation, except on a classic card', async () => {
    const keys = [sampleCard.keys[0]!, { ...sampleCard.keys[2]!, digits: sealDigits }];
    await expect(issuedCard({ keys })).rejects.toThrow('seal key and response key must differ');
    await expect(issuedCard({ keys: [...keys].reverse() })).rejects.toThrow('seal key and response key must differ');
    const classic = await activeCard({ keys, classic: true });
    expect(classic.status().classic).toBe(true);
    expect(seal(opened(classic), 1, '000000').sw).toBe(0x9000);
  });

  test.each(['open-1', 'ocra'] as const)(
    'on a classic card the %s response is the issuer seal of the same digits',
    async (method) => {
      const [first, , last] = sampleCard.keys;
      const digits = first!.digits;
      const keys = [
        { ...first!, method },
        { ...last!, method, digits },
      ];
      const channel = opened(await activeCard({ keys, classic: true }));
      for (const [i, six] of ['000000', '469935', '999999'].entries()) {
        const answer = channel.send('response', { data: Buffer.from(six) });
        expect(ascii(answer.data.slice(7))).toBe(seal(channel, i, six).digits6);
        expect(oneTimeResponse(six, { key: digits, method, classic: true })).toBe(ascii(answer.data.slice(7)));
      }
    },
  );

  test.each([
    ['34 digits', sealDigits.slice(1)],
    ['36 digits', `${sealDigits}0`],
    ['a letter', `${sealDigits.slice(1)}x`],
    ['a space', `${sealDigits.slice(1)} `],
  ])('SE-8.1 a key with %s is refused as no key of 35 digits', async (_name, digits) => {
    const card = await issuedCard({ keys: [] });
    // A card that waits for its PIN change takes no keys over the issuer channel; one in personalisation says what is wrong.
    const header = [0x81, 1, 1, 0, 0, 0, 1, 0, 0, 0, 2];
    expect(issuerChannel(card).send('put-key', { data: Uint8Array.from([...header, ...Buffer.from(digits)]) }).sw).toBe(
      sw('conditions'),
    );
    expect(await personalisedSoFar(Uint8Array.from([...header, ...Buffer.from(digits)]))).toBe(sw('keyNotDigits'));
  });

  test('SE-8.2 a delivery brings the next generation; what waited becomes current; the same one twice is refused', async () => {
    const card = await activeCard();
    const channel = opened(card, now + 6e5);
    const key = {
      reference: 'sealNext',
      method: 'open-1',
      generation: 3,
      validFrom: now,
      validTo: now + 9e6,
      digits: '11111111112222222222333333333344444',
    } as const;
    const first = delivery(issuerKey, serial, 5, { keys: [key], contact: 'Ring 08-999' });
    expect(channel.send('put-delivery', { data: first }).sw).toBe(0x9000);
    expect(seal(channel, 1, '000000', 0x81)).toMatchObject({ generation: 2 });
    expect(seal(channel, 2, '000000', 0x82)).toMatchObject({ generation: 3 });
    expect(channel.status()).toMatchObject({ deliveryCounter: 5, contact: 'Ring 08-999' });
    for (const counter of [5, 4, 0])
      expect(channel.send('put-delivery', { data: delivery(issuerKey, serial, counter, { keys: [key] }) }).sw).toBe(
        sw('packageStale'),
      );
  });

  test('a delivery that is spoilt, for another card, or breaks a rule changes nothing', async () => {
    const card = await activeCard();
    const channel = opened(card);
    const key = { ...sampleCard.keys[1]!, generation: 3, digits: '11111111112222222222333333333344444' };
    const send = (data: Uint8Array): number => channel.send('put-delivery', { data }).sw;
    const good = delivery(issuerKey, serial, 9, { keys: [key] });
    const before = { ...channel.status() };
    for (let i = 4; i < good.length; i += 7) {
      const spoilt = good.slice();
      spoilt[i]! ^= 4;
      expect(send(spoilt)).toBe(sw('authenticationFailed'));
    }
    const other = Uint8Array.from(serial, (byte, i) => (i === 3 ? byte ^ 1 : byte));
    expect(send(delivery(issuerKey, other, 9, { keys: [key] }))).toBe(sw('authenticationFailed'));
    const equal = { ...key, digits: responseDigits };
    expect(send(delivery(issuerKey, serial, 9, { keys: [equal] }))).toBe(sw('keysEqual'));
    const both = [key, { ...sampleCard.keys[2]!, digits: key.digits }];
    expect(send(delivery(issuerKey, serial, 9, { keys: both }))).toBe(sw('keysEqual'));
    expect(send(delivery(issuerKey, serial, 9, { keys: [{ ...key, reference: 'sealCurrent' }] }))).toBe(
      sw('wrongData'),
    );
    expect(send(delivery(issuerKey, serial, 9, { keys: [key, key] }))).toBe(sw('wrongData'));
    expect(send(delivery(issuerKey, serial, 9, {}))).toBe(sw('wrongLength'));
    expect(channel.status()).toEqual(before);
    expect(send(good)).toBe(0x9000);
  });

  test('a response key can be replaced in the field, and the terminal key too', async () => {
    const card = await activeCard();
    const key = { ...sampleCard.keys[2]!, generation: 2, digits: '12345678901234567890123456789012345' };
    const channel = opened(card);
    const data = delivery(issuerKey, serial, 1, { keys: [key], terminalKey: new Uint8Array(32).fill(9) });
    expect(channel.send('put-delivery', { data }).sw).toBe(0x9000);
    const answer = channel.send('response', { data: Buffer.from('123456') });
    expect([answer.data[1], ascii(answer.data.slice(7))]).toEqual([2, '504136']);
    expect(() => terminalChannel(card.powerOn())).toThrow('6300');
  });
});

/** The answer to PUT DATA of a key on a card whose PIN is set and which is not yet activated. */
async function personalisedSoFar(data: Uint8Array): Promise<number> {
  const { CardHarness } = await import('../targets/card-harness.ts');
  const { personalisationCommands } = await import('@sigillator/host/card/personalise');
  const card = new CardHarness().powerOn();
  card.plain('put-issuer-key', { data: Uint8Array.from([...serial, ...issuerKey]) });
  const channel = issuerChannel(card);
  for (const [name, part] of personalisationCommands({ ...sampleCard, keys: [] }, new Uint8Array(32)).slice(0, 3))
    expect(channel.send(name, { data: part }).sw).toBe(0x9000);
  return channel.send('put-key', { data }).sw;
}
