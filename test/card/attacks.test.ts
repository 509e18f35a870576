// Attacks on the card's line: records and challenges used twice, cut, mixed up or nested, and a source of noise that
// breaks while the card is in use.

import { proofCommand } from '@sigillator/host/card/card-channel';
import { commandApdu, parseAnswer } from '@sigillator/host/card/command-apdu';
import { delivery } from '@sigillator/host/card/personalise';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import {
  activeCard,
  type CardHarness,
  changePin,
  giveUp,
  type HarnessChannel,
  holderPin,
  issuerChannel,
  issuerKey,
  now,
  requestHash,
  sampleCard,
  sealData,
  serial,
  terminalChannel,
  terminalKey,
  verify,
} from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const statusApdu = Uint8Array.from([0, 0xca, 1, 1, 0]);
const sealApdu = commandApdu('seal', { data: sealData(requestHash(9), '469935') });

function verified(card: CardHarness): HarnessChannel {
  const channel = terminalChannel(card);
  expect(verify(channel, holderPin)).toBe(0x9000);
  return channel;
}

describe('records', () => {
  test('a record of an earlier channel opens in no later one, and closes it', async () => {
    const card = await activeCard();
    const old = verified(card);
    const kept = old.channel.wrap(sealApdu);
    const record = verified(card);
    expect(card.send(kept).sw).toBe(sw('channelBroken'));
    expect(card.send(record.channel.wrap(sealApdu)).sw).toBe(sw('conditions'));
    expect(card.status().sealCounter).toBe(0);
  });

  test('what the card has sent is no record for the card', async () => {
    const card = await activeCard();
    const channel = verified(card);
    const answer = card.send(channel.channel.wrap(statusApdu)).data;
    expect(card.plain('envelope', { data: answer }).sw).toBe(sw('channelBroken'));
  });

  test('a record of the issuer channel opens nothing as one of the terminal', async () => {
    const card = await activeCard();
    const issuer = issuerChannel(card);
    const kept = issuer.channel.wrap(commandApdu('put-contact', { data: Uint8Array.from([2, 0x4f, 0x4b]) }));
    verified(card);
    expect(card.send(kept).sw).toBe(sw('channelBroken'));
    expect(card.status().contact).toBe(sampleCard.contact);
  });

  test('a record that is cut anywhere does nothing and closes the channel', async () => {
    const card = await activeCard();
    const whole = verified(card).channel.wrap(sealApdu).slice(7, -2);
    for (let length = 1; length < whole.length; length++) {
      const channel = verified(card);
      const record = channel.channel.wrap(sealApdu).slice(7, 7 + length);
      const answer = card.plain('envelope', { data: record });
      // The shortest command has four bytes, so the shortest record 20: anything less is no record at all.
      expect([length, answer.sw]).toEqual([length, length < 20 ? sw('wrongLength') : sw('channelBroken')]);
    }
    expect(card.status().sealCounter).toBe(0);
  });

  test('inside a record there is no record, selection, challenge, proof, rest of an answer or first key', async () => {
    const card = await activeCard();
    const channel = verified(card);
    for (const inner of [
      channel.channel.wrap(sealApdu).slice(0, -2),
      commandApdu('select', { data: Uint8Array.of(0xf0) }),
      commandApdu('get-challenge'),
      commandApdu('mutual-authenticate', { p2: 1, data: new Uint8Array(52) }),
      commandApdu('get-response'),
      commandApdu('put-issuer-key', { data: new Uint8Array(48) }),
    ]) {
      // Wrapping the first of them used up a number of the channel.
      const fresh = inner[1] === 0xc2 ? verified(card) : channel;
      const use = inner[1] === 0xc2 ? fresh : verified(card);
      expect(use.raw(inner).sw).toBe(sw('securityStatus'));
    }
    expect(card.status().sealCounter).toBe(0);
  });

  test('a plain command between two records neither borrows the verified PIN nor disturbs the channel', async () => {
    const card = await activeCard({ allowReader: true });
    const channel = verified(card);
    expect(card.send(sealApdu).sw).toBe(sw('securityStatus'));
    expect(card.plain('compute-signature', { data: new Uint8Array(32) }).sw).toBe(sw('securityStatus'));
    expect(card.plain('decipher', { data: new Uint8Array(257) }).sw).toBe(sw('securityStatus'));
    expect(channel.raw(sealApdu).sw).toBe(0x9000);
    // And the other way round: a PIN given to a foreign reader closes the terminal's, it does not share it.
    expect(card.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(0x9000);
    expect(channel.raw(sealApdu).sw).toBe(sw('securityStatus'));
  });
});

describe('proofs', () => {
  test('a challenge serves the next command only, also when that one is refused', async () => {
    const card = await activeCard();
    for (const between of [
      Uint8Array.of(0),
      Uint8Array.of(0, 0x01, 0, 0),
      Uint8Array.of(0x80, 0xca, 1, 1, 0),
      Uint8Array.of(0, 0xca, 9, 9, 0),
      Uint8Array.of(0, 0xca, 1, 1, 1, 2),
      sealApdu,
    ]) {
      const cardRandom = card.plain('get-challenge').data;
      const proof = proofCommand({
        role: 'terminal',
        key: terminalKey,
        serial,
        time: now,
        cardRandom,
        terminalRandom: new Uint8Array(16),
      });
      card.send(between);
      expect([Buffer.from(between).toString('hex'), card.send(proof).sw]).toEqual([
        Buffer.from(between).toString('hex'),
        sw('conditions'),
      ]);
    }
  });

  test('the proof of one role is none of the other, even with the same key', async () => {
    const card = await activeCard();
    const channel = verified(card);
    // The terminal key becomes the same as the issuer key, the worst an office can do.
    const same = delivery(issuerKey, serial, 1, { terminalKey: issuerKey });
    expect(channel.send('put-delivery', { data: same }).sw).toBe(0x9000);
    card.powerOn();
    for (const [proved, sent] of [
      ['terminal', 2],
      ['issuer', 1],
    ] as const) {
      const cardRandom = card.plain('get-challenge').data;
      const command = proofCommand({
        role: proved,
        key: issuerKey,
        serial,
        time: 0,
        cardRandom,
        terminalRandom: new Uint8Array(16),
      });
      command[3] = sent;
      expect(card.send(command).sw).toBe(sw('authenticationFailed'));
    }
  });

  test('a proof with one wrong bit in any byte proves nothing', async () => {
    const card = await activeCard();
    for (let i = 0; i < 52; i++) {
      const cardRandom = card.plain('get-challenge').data;
      const command = proofCommand({
        role: 'terminal',
        key: terminalKey,
        serial,
        time: now,
        cardRandom,
        terminalRandom: new Uint8Array(16),
      });
      command[5 + i]! ^= 1;
      expect([i, card.send(command).sw]).toEqual([i, sw('authenticationFailed')]);
    }
  });

  test('the issuer cannot move the time of the card', async () => {
    const card = await activeCard();
    const before = card.status().latestTime;
    const cardRandom = card.plain('get-challenge').data;
    const command = proofCommand({
      role: 'issuer',
      key: issuerKey,
      serial,
      time: now + 1e8,
      cardRandom,
      terminalRandom: new Uint8Array(16),
    });
    expect(card.send(command).sw).toBe(0x9000);
    expect(card.status().latestTime).toBe(before);
  });
});

describe('SE-8.4 a command given up half-way', () => {
  test.each([
    ['VERIFY', (channel: HarnessChannel) => verify(channel, holderPin)],
    ['a PIN change', (channel: HarnessChannel) => changePin(channel, holderPin, '775533')],
  ])('%s: the key slot is empty, one try is used, the old PIN opens the card', async (_name, act) => {
    const card = await activeCard({ stretchCount: 400, tries: 15 });
    // The data key: the 32 bytes that are there only while the PIN is verified.
    const channel = terminalChannel(card);
    const before = card.memory();
    verify(channel, holderPin);
    const after = card.memory();
    const at = before.findIndex(
      (_, i) =>
        before.subarray(i, i + 32).every((byte) => byte === 0) &&
        i % 16 === 0 &&
        after.subarray(i, i + 32).filter((byte) => byte !== 0).length > 24,
    );
    const key = Buffer.from(after.subarray(at, at + 32));
    let cuts = 0;
    for (let steps = 1; steps < 40; steps++) {
      card.powerOn();
      const fresh = terminalChannel(card);
      if (!giveUp(card, steps, () => act(fresh))) break;
      const inMemory = Buffer.from(card.memory()).includes(key);
      card.powerOn();
      const left = card.status().triesLeft;
      expect([14, 15]).toContain(left);
      // All tries are back once the command was done, and then the card was rightly verified.
      if (left === 15) {
        if (cuts > 0) break;
        continue;
      }
      cuts++;
      expect([steps, inMemory]).toEqual([steps, false]);
      expect(verify(terminalChannel(card), holderPin)).toBe(0x9000);
    }
    expect(cuts).toBeGreaterThan(5);
  });
});

test('SE-8.4 a PIN that is asked for again and given up is no longer verified', async () => {
  const card = await activeCard({ stretchCount: 400 });
  const channel = verified(card);
  expect(giveUp(card, 3, () => verify(channel, holderPin))).toBe(true);
  // The card's end of the line goes on after the resynchronisation; a fresh terminal takes the line over.
  const record = channel.channel.wrap(sealApdu);
  card.forgetLine();
  expect(parseAnswer(card.exchange(record)).data.length).toBeGreaterThan(0);
  expect(card.status().sealCounter).toBe(0);
});

describe('a source of noise that breaks while the card is in use', () => {
  async function broken(): Promise<{ card: CardHarness; channel: HarnessChannel }> {
    const card = await activeCard({ allowReader: true });
    const channel = verified(card);
    expect(channel.send('generate-key-pair', { p2: 0xa1 }).sw).toBe(0x9000);
    card.card.entropy.fault = 'stuck';
    card.status(); // a little noise is taken after every command
    return { card, channel };
  }

  test('no key, signature, challenge or stored secret is made with it; seals, which need none, go on', async () => {
    const { card, channel } = await broken();
    const before = card.status();
    expect(channel.send('generate-key-pair', { p2: 0xa1 }).sw).toBe(sw('entropyFailure'));
    // A signature without fresh blinding would tell about the key.
    expect(channel.send('compute-signature', { data: new Uint8Array(32) }).sw).toBe(sw('entropyFailure'));
    const keys = [{ ...sampleCard.keys[1]!, generation: 3 }];
    expect(channel.send('put-delivery', { data: delivery(issuerKey, serial, 1, { keys }) }).sw).toBe(
      sw('entropyFailure'),
    );
    expect(card.plain('get-challenge').sw).toBe(sw('entropyFailure'));
    expect(card.status()).toEqual(before);
    expect(channel.raw(sealApdu).sw).toBe(0x9000);
  });

  test('a warm reset does not heal it', async () => {
    const { card } = await broken();
    card.card.entropy.fault = 'none';
    card.warmReset();
    expect(card.plain('get-challenge').sw).toBe(sw('entropyFailure'));
  });

  test('a PIN change is refused before the try is counted: nobody is blocked by a broken source', async () => {
    const { card, channel } = await broken();
    for (let i = 0; i < 4; i++) expect(changePin(channel, holderPin, '775533')).toBe(sw('entropyFailure'));
    expect(card.status()).toMatchObject({ triesLeft: 3, state: 'active', interrupted: false });
    expect(verify(channel, holderPin)).toBe(0x9000);
  });
});
