// No answer and no memory holds a secret: every command in every state through every channel, allowed or not.
import { apdu } from '@sigillator/host/card/command-apdu';
import { commands } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import {
  activeCard,
  type CardHarness,
  type HarnessChannel,
  holderPin,
  issuerKey,
  nextSealDigits,
  requestHash,
  responseDigits,
  sealData,
  sealDigits,
  terminalChannel,
  terminalKey,
  verify,
} from '../targets/card-harness.ts';
import { cardIn, exampleData, firstPin, otherPin, ownPin, states, wayInto, ways } from '../targets/card-states.ts';

const secrets: [string, Buffer][] = [
  ['first PIN', Buffer.from(firstPin)],
  ['own PIN', Buffer.from(ownPin)],
  ['other PIN', Buffer.from(otherPin)],
  // Half a key is as bad as a whole one.
  ['seal key', Buffer.from(sealDigits.slice(8, 24))],
  ['next seal key', Buffer.from(nextSealDigits.slice(8, 24))],
  ['response key', Buffer.from(responseDigits.slice(8, 24))],
  ['terminal key', Buffer.from(terminalKey.slice(0, 16))],
  ['terminal key', Buffer.from(terminalKey.slice(16))],
  ['issuer key', Buffer.from(issuerKey.slice(0, 16))],
  ['issuer key', Buffer.from(issuerKey.slice(16))],
];

const found = (where: Uint8Array): string[] => {
  const bytes = Buffer.from(where.buffer, where.byteOffset, where.length);
  return secrets.filter(([, secret]) => bytes.includes(secret)).map(([name]) => name);
};

describe.each(states)('SE-4.2 a card that is %s', (state) => {
  test.each(ways)(
    'answers no key and no PIN to any command of the %s channel, and keeps none in memory',
    async (way) => {
      for (const verified of [false, true]) {
        const card = await cardIn(state);
        expect(found(card.memory()), 'after the preparation').toEqual([]);
        const send = wayInto(card, state, way);
        if (send === undefined) return;
        if (verified) send(apdu(0x20, 0, 0x80, Buffer.from(state === 'mustChangePin' ? firstPin : ownPin), false));
        for (const command of commands) {
          if (['select', 'envelope', 'mutual-authenticate'].includes(command.name) && way !== 'plain') continue;
          for (const p1 of command.p1 === 'any' ? [0] : command.p1)
            for (const p2 of command.p2 === 'any' ? [0, 1] : command.p2) {
              const answer = send(apdu(command.ins, p1, p2, exampleData(command), true));
              expect(found(answer.data), `answer of ${command.name}`).toEqual([]);
              expect(found(card.memory()), `memory after ${command.name} ${answer.sw.toString(16)}`).toEqual([]);
            }
        }
      }
    },
  );
});

/** The data key, told from the rest as what is in memory only while the PIN is verified. */
describe('SE-8.4 the one key slot', () => {
  const slotOf = async (card: CardHarness, channel: HarnessChannel): Promise<Buffer> => {
    const before = card.memory();
    verify(channel, holderPin);
    const after = card.memory();
    const runs: Buffer[] = [];
    for (let at = 0; at + 32 <= after.length; at += 16) {
      const [old, now] = [before.subarray(at, at + 32), after.subarray(at, at + 32)];
      if (old.every((byte) => byte === 0) && now.filter((byte) => byte !== 0).length > 24) runs.push(Buffer.from(now));
    }
    expect(runs.length, 'slots that were empty and hold 32 random bytes now').toBe(1);
    return runs[0]!;
  };

  test.each([
    ['a failed VERIFY', (_card: CardHarness, channel: HarnessChannel) => verify(channel, '0000')],
    ['deselection', (card: CardHarness) => card.plain('select', { data: Uint8Array.of(0xa0) })],
    ['a reset', (card: CardHarness) => card.warmReset()],
    ['a broken record', (card: CardHarness) => card.plain('envelope', { data: new Uint8Array(40) })],
    ['another terminal', (card: CardHarness) => terminalChannel(card)],
    ['a wrong proof', (card: CardHarness) => card.plain('mutual-authenticate', { data: new Uint8Array(52) })],
  ])('is empty after %s', async (_name, act) => {
    const card = await activeCard();
    const channel = terminalChannel(card);
    const key = await slotOf(card, channel);
    channel.send('seal', { data: sealData(requestHash(1), '000000') });
    expect(Buffer.from(card.memory()).includes(key), 'still verified').toBe(true);
    act(card, channel);
    expect(Buffer.from(card.memory()).includes(key)).toBe(false);
  });
});
