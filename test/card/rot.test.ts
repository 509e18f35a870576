// Bits of the card's flash that change by themselves, and records that somebody with a probe has moved.
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { SECTOR_BYTES } from '@sigillator/simulator/flash';
import { expect, test } from 'vitest';
import { StoreRig } from '../store-rig.ts';
import { campaign } from '../targets/campaign.ts';
import {
  activeCard,
  CARD_SECTORS,
  CardHarness,
  holderPin,
  issuerKey,
  now,
  requestHash,
  sealData,
  serial,
  terminalKey,
  tryOpen,
  verify,
} from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const installation = Uint8Array.from([...serial, ...issuerKey]);

/** A flipped bit in the page written last looks as if power had gone there: it may take the last transactions back. */
const PAGE = 256;

test('a bit that has flipped never makes a card blank, gives a try back or changes a seal', async () => {
  const card = await activeCard();
  const opened = tryOpen(card, 'terminal', { key: terminalKey, serial, time: now });
  if (typeof opened === 'number') throw new Error('the channel was refused');
  verify(opened, '9999'); // two tries are left
  card.powerOn().status();
  const snapshot = card.flash.snapshot();
  const used = [...snapshot.bytes.keys()].filter((at) => snapshot.bytes[at] !== 0xff);
  // All of it still lies in the first sector; the others hold nothing but their headers.
  const lastPage = used.findLast((at) => at < SECTOR_BYTES)! & -PAGE;
  for (const number of campaign(used.length * 8, 400)) {
    const at = used[number >> 3]!;
    const place = `bit ${number & 7} of byte ${at}`;
    const rotten = new CardHarness();
    rotten.restore(snapshot);
    rotten.flash.bytes[at]! ^= 1 << (number & 7);
    rotten.flash.strict = false;
    rotten.powerOn();
    const answer = rotten.plain('get-status');
    expect([sw('ok'), sw('memoryFailure')], place).toContain(answer.sw);
    expect(rotten.plain('put-issuer-key', { data: installation }).sw, place).not.toBe(0x9000);
    if (answer.sw !== 0x9000) continue;
    const status = rotten.status();
    expect(status.state, place).not.toBe('blank');
    if (at < lastPage) {
      expect(status.triesLeft, place).toBeLessThanOrEqual(2);
      expect(status.latestTime, place).toBe(now);
    }
    const channel = tryOpen(rotten, 'terminal', { key: terminalKey, serial, time: now });
    if (typeof channel === 'number') continue;
    verify(channel, holderPin);
    const seal = channel.send('seal', { data: sealData(requestHash(1), '469935') });
    // Published for the sample seal key (vectors/open-1.json).
    if (seal.sw === 0x9000) expect(Buffer.from(seal.data.slice(25, 31)).toString(), place).toBe('832094');
  }
});

/** Keys of the store, firmware/card/memory.ts. */
const rec = { sealCurrent: 0x10, response: 0x12, rsaSignature: 0x20, rsaEncryption: 0x21 };

test('a response key that was moved into the place of the seal key, or a key of one use into another, does not open', async () => {
  const card = await activeCard({ allowReader: true });
  const first = tryOpen(card, 'terminal', { key: terminalKey, serial, time: now });
  if (typeof first === 'number') throw new Error('the channel was refused');
  verify(first, holderPin);
  expect(first.send('generate-key-pair', { p2: 0xa2 }).sw).toBe(0x9000);
  card.powerOff();
  const store = new StoreRig(card.flash);
  expect(store.init(CARD_SECTORS)).toBe(0);
  store.idle();
  for (const [from, to] of [
    [rec.response, rec.sealCurrent],
    [rec.rsaEncryption, rec.rsaSignature],
  ] as const)
    expect(store.save(to, store.read(from) as Uint8Array)).toBe(0);
  card.powerOn();
  const channel = tryOpen(card, 'terminal', { key: terminalKey, serial, time: now });
  if (typeof channel === 'number') throw new Error('the channel was refused');
  verify(channel, holderPin);
  expect(channel.send('seal', { data: sealData(requestHash(1), '469935') }).sw).toBe(sw('internal'));
  expect(channel.send('compute-signature', { data: new Uint8Array(32) }).sw).toBe(sw('internal'));
  expect(channel.send('response', { data: Buffer.from('123456') }).sw).toBe(0x9000);
});
