// Personalisation of a card: what is refused on the way, and that nothing can be done twice or too early.
import { personalisationCommands } from '@sigillator/host/card/personalise';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import {
  activeCard,
  CardHarness,
  type HarnessChannel,
  issuerChannel,
  issuerKey,
  sampleCard,
  serial,
  terminalKey,
} from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const steps = new Map(personalisationCommands(sampleCard, terminalKey));
const keySteps = personalisationCommands(sampleCard, terminalKey).filter(([name]) => name === 'put-key');

function begun(): { card: CardHarness; channel: HarnessChannel } {
  const card = new CardHarness().powerOn();
  expect(card.plain('put-issuer-key', { data: Uint8Array.from([...serial, ...issuerKey]) }).sw).toBe(0x9000);
  return { card, channel: issuerChannel(card) };
}
const put = (channel: HarnessChannel, name: string, data = steps.get(name)!): number =>
  channel.send(name, data.length > 0 ? { data } : {}).sw;

describe('personalisation', () => {
  test('the issuer key is taken once, with a serial that can be read', () => {
    const card = new CardHarness().powerOn();
    for (const wrong of [
      new Uint8Array(16),
      Uint8Array.from([65, 0, 65, ...new Uint8Array(13)]),
      new Uint8Array(16).fill(32),
    ])
      expect(card.plain('put-issuer-key', { data: Uint8Array.from([...wrong, ...issuerKey]) }).sw).toBe(
        sw('wrongData'),
      );
    const data = Uint8Array.from([...serial, ...issuerKey]);
    expect(card.plain('put-issuer-key', { data }).sw).toBe(0x9000);
    expect(card.plain('put-issuer-key', { data }).sw).toBe(sw('conditions'));
  });

  test('a key before the PIN, and activation without holder, PIN or terminal key, are refused', () => {
    const { channel } = begun();
    expect(put(channel, 'put-key', keySteps[0]![1])).toBe(sw('conditions'));
    for (const name of ['put-holder', 'put-pin', 'put-terminal-key']) {
      expect(put(channel, 'activate')).toBe(sw('conditions'));
      expect(put(channel, name)).toBe(0x9000);
    }
    expect(put(channel, 'activate')).toBe(0x9000);
    expect(put(channel, 'activate')).toBe(sw('conditions'));
  });

  test('setting the first PIN anew drops the keys that were loaded under the one before', () => {
    const { card, channel } = begun();
    put(channel, 'put-pin');
    for (const [, data] of keySteps) expect(put(channel, 'put-key', data)).toBe(0x9000);
    expect(card.status().keys.map(({ reference }) => reference)).toEqual(['81', '82', '91']);
    expect(put(channel, 'put-pin')).toBe(0x9000);
    expect(card.status().keys).toEqual([]);
  });

  test.each([
    ['2 tries', 1, 2],
    ['16 tries', 1, 16],
    ['an unknown flag', 0, 8],
    ['a PIN with a letter', 6, 0x41],
    ['a PIN of three digits', 9, 0xff],
  ])('a PIN record with %s is refused', (_name, at, value) => {
    const { channel } = begun();
    const data = steps.get('put-pin')!.slice();
    data[at] = value;
    expect(put(channel, 'put-pin', data)).toBe(sw('wrongData'));
  });

  test('a stretch count of zero or above ten million is refused', () => {
    const { channel } = begun();
    for (const count of [
      [0, 0, 0, 0],
      [0, 0x98, 0x96, 0x81],
      [255, 255, 255, 255],
    ]) {
      const data = steps.get('put-pin')!.slice();
      data.set(count, 2);
      expect(put(channel, 'put-pin', data)).toBe(sw('wrongData'));
    }
  });

  test('holder texts that are empty, too long, cut or hold control characters are refused', () => {
    const { channel } = begun();
    const text = (length: number, byte = 65): number[] => [length, ...new Array(length).fill(byte)];
    for (const wrong of [
      [...text(0), ...text(3), ...text(3)],
      [...text(3), ...text(0), ...text(3)],
      [...text(18), ...text(3), ...text(3)],
      [...text(3), ...text(41), ...text(3)],
      [...text(3), ...text(3), ...text(81)],
      [...text(3), ...text(3), 4, 65],
      [...text(3), ...text(3), ...text(3), 0],
      [...text(3), ...text(3, 7), ...text(3)],
      [...text(3), ...text(3, 0x85), ...text(3)],
    ])
      expect(put(channel, 'put-holder', Uint8Array.from(wrong))).toBe(sw('wrongData'));
    expect(put(channel, 'put-holder', Uint8Array.from([...text(17), ...text(40, 0xe5), ...text(0)]))).toBe(0x9000);
  });

  test('SE-8.1 a key with an unknown reference, method, generation 0 or an end before its start is refused', () => {
    const { channel } = begun();
    put(channel, 'put-pin');
    const right = keySteps[0]![1];
    for (const [at, value] of [
      [0, 0x83],
      [1, 0],
      [1, 3],
      [2, 0],
      [3, 0xff],
    ] as const) {
      const data = right.slice();
      data[at] = value;
      expect(put(channel, 'put-key', data)).toBe(sw('wrongData'));
    }
    expect(put(channel, 'put-key', right)).toBe(0x9000);
  });

  test('files for PC/SC software can be stored and read, and no others', () => {
    const { card, channel } = begun();
    const content = Uint8Array.from({ length: 500 }, (_, i) => i & 255);
    expect(put(channel, 'put-file', Uint8Array.from([0x50, 0x31, 0, ...content]))).toBe(0x9000);
    expect(put(channel, 'put-file', Uint8Array.from([0x2f, 0x02, 0, 1]))).toBe(sw('notFound'));
    expect(card.plain('select-file', { p1: 8, data: Uint8Array.from([0x50, 0x15, 0x50, 0x31]) }).sw).toBe(0x9000);
    expect(card.plain('read-binary').data).toEqual(content.slice(0, 256));
    expect(card.plain('read-binary', { p1: 1, p2: 0 }).data).toEqual(content.slice(256));
  });

  test('the contact text may be changed by the issuer in any state, the rest of the holder stays', async () => {
    const card = await activeCard();
    expect(put(issuerChannel(card), 'put-contact', Uint8Array.from([2, 0x4f, 0x4b]))).toBe(0x9000);
    expect(card.status()).toMatchObject({
      contact: 'OK',
      holderName: sampleCard.holderName,
      issuerId: sampleCard.issuerId,
    });
  });
});
