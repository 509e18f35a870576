// The PIN of the card: counting, blocking, the forced change, and what stays closed without it.
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import {
  activeCard,
  CardHarness,
  changePin,
  type HarnessChannel,
  holderPin,
  issuedCard,
  issuerChannel,
  issuerKey,
  issuerPin,
  now,
  requestHash,
  sealData,
  serial,
  terminalChannel,
  terminalKey,
  tryOpen,
  verify,
} from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const sealSw = (channel: HarnessChannel): number =>
  channel.send('seal', { data: sealData(requestHash(3), '469935') }).sw;

/** VERIFY of six digits: 11 bytes, 16 of tag, 9 of ENVELOPE, 4 of block. What crosses next is the card's request for time. */
const VERIFY_BYTES = 40;

describe('the PIN', () => {
  test('SE-8.4 PK-5.2 no seal, response, signature or deciphering without the PIN, and all after it', async () => {
    const card = await activeCard();
    const channel = terminalChannel(card);
    const closed = (): number[] => [
      sealSw(channel),
      channel.send('response', { data: Buffer.from('123456') }).sw,
      channel.send('generate-key-pair').sw,
      channel.send('compute-signature', { data: new Uint8Array(32) }).sw,
      channel.send('decipher', { data: new Uint8Array(257) }).sw,
      channel.send('put-delivery', { data: new Uint8Array(30) }).sw,
    ];
    expect(closed()).toEqual(new Array(6).fill(sw('securityStatus')));
    expect(verify(channel, holderPin)).toBe(0x9000);
    expect(sealSw(channel)).toBe(0x9000);
    expect(channel.status().verified).toBe(true);
    expect(verify(channel, '0000')).toBe(0x63c2);
    expect(closed()).toEqual(new Array(6).fill(sw('securityStatus')));
  });

  test.each([3, 4, 15])(
    'SE-8.5 %i wrong PINs in a row block the card for ever, and it says whom to ask',
    async (tries) => {
      const card = await activeCard({ tries });
      const channel = terminalChannel(card);
      for (let left = tries - 1; left > 0; left--) {
        expect(verify(channel, '9999')).toBe(0x63c0 + left);
        expect(channel.status()).toMatchObject({ triesLeft: left, state: 'active', interrupted: false });
      }
      expect(verify(channel, '9999')).toBe(sw('pinBlocked'));
      for (const reset of [false, true]) {
        const again = reset ? terminalChannel(card.powerOn()) : channel;
        expect(verify(again, holderPin)).toBe(sw('pinBlocked'));
        expect(changePin(again, holderPin, '775533')).toBe(sw('pinBlocked'));
        expect(sealSw(again)).toBe(sw('pinBlocked'));
      }
      expect(card.status()).toMatchObject({
        state: 'blocked',
        triesLeft: 0,
        blockReason: 1,
        contact: 'Security office, 08-123 45',
      });
      // The issuer cannot give tries back either.
      const issuer = issuerChannel(card.powerOn());
      for (const name of ['put-pin', 'activate', 'put-key', 'put-holder'])
        expect(issuer.send(name, { data: new Uint8Array(name === 'activate' ? 0 : 14) }).sw).not.toBe(0x9000);
      expect(card.status().state).toBe('blocked');
    },
  );

  test('the right PIN on the last try works and gives all tries back', async () => {
    const card = await activeCard();
    const channel = terminalChannel(card);
    expect([verify(channel, '9999'), verify(channel, '8888')]).toEqual([0x63c2, 0x63c1]);
    card.powerOn();
    expect(card.status().triesLeft).toBe(1);
    expect(verify(terminalChannel(card), holderPin)).toBe(0x9000);
    expect(card.status().triesLeft).toBe(3);
  });

  test('asking for the tries left costs none', async () => {
    const channel = terminalChannel(await activeCard());
    for (let i = 0; i < 5; i++) expect(channel.send('verify').sw).toBe(0x63c3);
    verify(channel, holderPin);
    expect(channel.send('verify').sw).toBe(0x9000);
  });

  test('a PIN of a wrong form is refused and costs no try', async () => {
    const channel = terminalChannel(await activeCard());
    for (const wrong of ['123', '12a4', '1234\u0000', '    ']) expect(verify(channel, wrong)).toBe(sw('wrongData'));
    expect(verify(channel, '123456789')).toBe(sw('wrongLength'));
    for (const [old, fresh] of [
      [holderPin, '123'],
      [holderPin, holderPin],
      ['', '12345'],
    ] as const)
      expect(changePin(channel, old, fresh)).toBe(sw('wrongData'));
    expect(channel.status().triesLeft).toBe(3);
  });

  test('SE-8.7 a card pulled in the middle of a try has used it, says so, and says so until a try is finished', async () => {
    const card = await activeCard({ stretchCount: 50_000 });
    const channel = terminalChannel(card);
    card.pullAfter = card.bytesOnLine + VERIFY_BYTES;
    expect(() => verify(channel, holderPin)).toThrow();
    card.powerOn();
    const after = card.status();
    expect([after.triesLeft, after.interrupted]).toEqual([2, true]);
    expect(card.powerOn().status().interrupted).toBe(true);
    expect(verify(terminalChannel(card), holderPin)).toBe(0x9000);
    expect(card.status()).toMatchObject({ triesLeft: 3, interrupted: false });
  });

  test('SE-8.7 an interrupted last try blocks, and the reason is told', async () => {
    const card = await activeCard({ stretchCount: 50_000 });
    verify(terminalChannel(card), '9999');
    verify(terminalChannel(card), '9999');
    const channel = terminalChannel(card);
    card.pullAfter = card.bytesOnLine + VERIFY_BYTES;
    expect(() => verify(channel, holderPin)).toThrow();
    expect(card.powerOn().status()).toMatchObject({ state: 'blocked', blockReason: 2, triesLeft: 0 });
  });
});

describe('the first PIN change', () => {
  test('SE-8.6 nothing but the change works before it, and everything after', async () => {
    const card = await issuedCard();
    const channel = terminalChannel(card);
    expect(card.status().state).toBe('mustChangePin');
    expect(verify(channel, issuerPin)).toBe(0x9000);
    for (const sent of [
      sealSw(channel),
      channel.send('response', { data: Buffer.from('123456') }).sw,
      channel.send('generate-key-pair').sw,
      channel.send('compute-signature', { data: new Uint8Array(32) }).sw,
      channel.send('put-delivery', { data: new Uint8Array(30) }).sw,
    ])
      expect(sent).toBe(sw('mustChangePin'));
    expect(changePin(channel, issuerPin, issuerPin)).toBe(sw('wrongData'));
    expect(changePin(channel, issuerPin, holderPin)).toBe(0x9000);
    expect(sealSw(channel)).toBe(0x9000);
    card.powerOn();
    expect(verify(terminalChannel(card), issuerPin)).toBe(0x63c2);
    expect(verify(terminalChannel(card), holderPin)).toBe(0x9000);
  });

  test('a wrong old PIN counts in the change as in VERIFY', async () => {
    const card = await activeCard();
    const channel = terminalChannel(card);
    expect(changePin(channel, '9999', '7777')).toBe(0x63c2);
    expect(channel.send('verify').sw).toBe(0x63c2);
    expect(changePin(channel, holderPin, '7777')).toBe(0x9000);
    expect(verify(terminalChannel(card.powerOn()), '7777')).toBe(0x9000);
  });

  test('the issuer cannot set a PIN, load a key or change the holder once the card is issued', async () => {
    const card = await issuedCard();
    for (const state of ['mustChangePin', 'active']) {
      const issuer = issuerChannel(card.powerOn());
      expect(card.status().state).toBe(state);
      expect(issuer.send('put-pin', { data: Uint8Array.from([0, 3, 0, 0, 0, 1, ...Buffer.from('12345678')]) }).sw).toBe(
        sw('conditions'),
      );
      expect(issuer.send('put-key', { data: new Uint8Array(46) }).sw).toBe(sw('conditions'));
      expect(issuer.send('put-holder', { data: Uint8Array.from([1, 65, 1, 65, 0]) }).sw).toBe(sw('conditions'));
      expect(issuer.send('seal', { data: sealData(requestHash(1), '000000') }).sw).toBe(sw('securityStatus'));
      expect(issuer.send('verify', { data: Buffer.from(issuerPin) }).sw).toBe(sw('securityStatus'));
      if (state === 'mustChangePin') changePin(terminalChannel(card.powerOn()), issuerPin, holderPin);
    }
  });
});

describe('a soft card', () => {
  test('demands eight digits, and says what it is', async () => {
    await expect(issuedCard({}, { separate: false })).rejects.toThrow('wrong form');
    const card = await issuedCard({ pin: '12345678' }, { separate: false });
    expect(card.status()).toMatchObject({ softCard: true, pinMinimum: 8 });
    const channel = terminalChannel(card);
    expect(changePin(channel, '12345678', '1234567')).toBe(sw('wrongData'));
    expect(changePin(channel, '12345678', '87654321')).toBe(0x9000);
  });
});

describe('the terminal', () => {
  test('no seal and no response without a proved terminal, even with the right PIN', async () => {
    const card = await activeCard({ allowReader: true });
    expect(card.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(0x9000);
    expect(card.plain('seal', { data: sealData(requestHash(1), '000000') }).sw).toBe(sw('securityStatus'));
    expect(card.plain('response', { data: Buffer.from('000000') }).sw).toBe(sw('securityStatus'));
    const closed = await activeCard();
    expect(closed.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(sw('securityStatus'));
    expect(closed.status().triesLeft).toBe(3);
  });

  test('a PIN verified in one channel opens nothing in another', async () => {
    const card = await activeCard({ allowReader: true });
    expect(card.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(0x9000);
    expect(sealSw(terminalChannel(card))).toBe(sw('securityStatus'));
    const channel = terminalChannel(card);
    expect(verify(channel, holderPin)).toBe(0x9000);
    expect(card.plain('compute-signature', { data: new Uint8Array(32) }).sw).toBe(sw('securityStatus'));
  });

  test('a wrong terminal key, a replayed proof and a proof without challenge are refused', async () => {
    const card = await activeCard();
    expect(tryOpen(card, 'terminal', { key: issuerKey, serial })).toBe(sw('authenticationFailed'));
    let proof: Uint8Array = new Uint8Array(0);
    const keep = (command: Uint8Array): Uint8Array => {
      proof = command;
      return command;
    };
    tryOpen(card, 'terminal', { key: terminalKey, serial, time: now, spoil: keep });
    expect(card.send(proof).sw).toBe(sw('conditions'));
    card.plain('get-challenge');
    expect(card.send(proof).sw).toBe(sw('authenticationFailed'));
    card.plain('get-challenge');
    card.plain('get-status');
    expect(card.send(proof).sw).toBe(sw('conditions'));
  });

  test('a record that is changed, repeated or left out closes the channel', async () => {
    const card = await activeCard();
    for (const attack of ['change', 'repeat', 'skip'] as const) {
      const channel = terminalChannel(card);
      verify(channel, holderPin);
      const record = channel.channel.wrap(Uint8Array.from([0, 0xca, 1, 1, 0]));
      if (attack === 'change') record[12]! ^= 1;
      if (attack === 'repeat') expect(card.send(record).sw).toBe(0x9000);
      const sent = attack === 'skip' ? channel.channel.wrap(Uint8Array.from([0, 0xca, 1, 1, 0])) : record;
      expect(card.send(sent).sw).toBe(sw('channelBroken'));
      expect(card.send(sent).sw).toBe(sw('conditions'));
      expect(card.status().verified).toBe(false);
    }
  });

  test('ten wrong proofs of the issuer lock that channel for ever, and nothing else', async () => {
    const card = await activeCard();
    for (let left = 9; left >= 0; left--) {
      expect(tryOpen(card.powerOn(), 'issuer', { key: terminalKey, serial })).toBe(sw('authenticationFailed'));
      expect(card.status().issuerTriesLeft).toBe(left);
    }
    expect(tryOpen(card, 'issuer', { key: issuerKey, serial })).toBe(sw('issuerLocked'));
    expect(tryOpen(card.powerOn(), 'issuer', { key: issuerKey, serial })).toBe(sw('issuerLocked'));
    expect(verify(terminalChannel(card), holderPin)).toBe(0x9000);
  });

  test('nine wrong proofs and a right one start the count anew', async () => {
    const card = await activeCard();
    for (let i = 0; i < 9; i++) tryOpen(card, 'issuer', { key: terminalKey, serial });
    issuerChannel(card);
    expect(card.status().issuerTriesLeft).toBe(10);
  });
});

describe('a broken source or memory', () => {
  test.each(['stuck', 'dry'] as const)(
    'a %s noise source refuses what needs random bytes, and nothing else',
    async (fault) => {
      const card = await activeCard();
      card.card.entropy.fault = fault;
      card.powerOn();
      expect(card.plain('get-challenge').sw).toBe(sw('entropyFailure'));
      expect(card.status().state).toBe('active');
    },
  );

  test('a flash that holds no store is refused and left as it is, never made blank', async () => {
    const card = new CardHarness();
    card.flash.bytes.fill(0x5a);
    card.flash.strict = false;
    card.powerOn();
    expect(card.plain('get-status').sw).toBe(sw('memoryFailure'));
    expect(card.plain('put-issuer-key', { data: Uint8Array.from([...serial, ...issuerKey]) }).sw).toBe(
      sw('memoryFailure'),
    );
    expect(card.flash.bytes.every((byte) => byte === 0x5a)).toBe(true);
  });
});
