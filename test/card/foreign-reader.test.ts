// A card that was personalised for foreign readers: the name by which OpenSC knows it, PKCS #15 files, and nothing but the
// signature key behind the PIN. Its certificate is in certificate.test.ts.
// Needs: openssl.
import { apdu, commandApdu } from '@sigillator/host/card/command-apdu';
import { pinBytes } from '@sigillator/host/card/personalise';
import { fileIds, objectsFile, objectsLength } from '@sigillator/host/card/pkcs15';
import { commands, readerApplicationId, statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import { readFile } from '../targets/card-files.ts';
import {
  activeCard,
  CardHarness,
  holderPin,
  issuedCard,
  issuerPin,
  sampleCard,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';
import { exampleData } from '../targets/card-states.ts';
import { certify, makeKey } from '../targets/certificate.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const readerName = Buffer.from(readerApplicationId, 'hex');
const selectReader = (card: CardHarness, data: Uint8Array = readerName): { sw: number; data: Uint8Array } =>
  card.plain('select', { data });
const verifyHere = (card: CardHarness, pin: string): number => card.plain('verify', { data: Buffer.from(pin) }).sw;
/** As OpenSC sends it: algorithm, file, key. */
const template = Uint8Array.from([0x80, 1, 0x11, 0x81, 2, 0x50, 0x15, 0x84, 1, 0xa1]);
const manage = (card: CardHarness, data: ArrayLike<number> = template): number =>
  card.plain('manage-security-environment', { data: Uint8Array.from(data) }).sw;
/** RFC 8017 9.2, note 1: DigestInfo of SHA-256 and of SHA-1. */
const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), Buffer.alloc(32, 7)]);
const sha1Info = Buffer.concat([Buffer.from('3021300906052b0e03021a05000414', 'hex'), Buffer.alloc(20, 7)]);

describe('the name for foreign readers', () => {
  test('selects the application on a card that is for them and answers with version 0.6 of the interface', async () => {
    const card = await activeCard({ allowReader: true });
    expect(selectReader(card)).toMatchObject({ sw: 0x9000, data: Uint8Array.of(0, 6, 0) });
    expect(card.plain('select', { p2: 0x0c, data: readerName }).data.length).toBe(0);
    expect(readFile(card, fileIds.directory)).toBeDefined();
  });

  test.each([
    ['a card that is not for them', { allowReader: false }, readerName],
    ['a shortened name', { allowReader: true }, readerName.subarray(0, 11)],
    ['a longer name', { allowReader: true }, Buffer.from([...readerName, 0])],
    ['a name with another last byte', { allowReader: true }, Buffer.from([...readerName.subarray(0, 11), 2])],
  ])('is not known: %s', async (_name, changes, data) => {
    expect(selectReader(await activeCard(changes), data).sw).toBe(sw('notFound'));
  });

  test('is not known to a blank card', () => {
    expect(selectReader(new CardHarness().powerOn()).sw).toBe(sw('notFound'));
  });

  test('closes the channel and forgets the PIN, as every selection does', async () => {
    const card = await activeCard({ allowReader: true });
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    selectReader(card);
    expect(card.send(channel.channel.wrap(commandApdu('get-status'))).sw).toBe(sw('conditions'));
    expect(verifyHere(card, holderPin)).toBe(0x9000);
    expect(card.status().verified).toBe(true);
    selectReader(card);
    expect(card.status().verified).toBe(false);
  });
});

describe('signing in a foreign reader', () => {
  test('takes the DigestInfo of SHA-256 after the PIN, and nothing else under that algorithm', async () => {
    const card = await activeCard({ allowReader: true });
    makeKey(card);
    selectReader(card);
    expect(manage(card)).toBe(0x9000);
    expect(card.plain('compute-signature', { data: info }).sw, 'before the PIN').toBe(sw('securityStatus'));
    expect(verifyHere(card, holderPin)).toBe(0x9000);
    expect(manage(card)).toBe(0x9000);
    expect(card.plain('compute-signature', { data: info }).data.length).toBe(256);
    for (const wrong of [info.subarray(19), info.subarray(0, 50), sha1Info, sha1Info.subarray(15)])
      expect(card.plain('compute-signature', { data: wrong }).sw).toBe(sw('wrongData'));
    expect(card.status().signatureCounter).toBe(1);
  });

  test.each([
    ['an algorithm that is none', [0x80, 1, 0x12], 'wrongData'],
    ['a tag that is none', [0x85, 1, 0xa1], 'wrongData'],
    ['a key reference of two bytes', [0x84, 2, 0xa1, 0xa1], 'wrongData'],
    ['a file of one byte', [0x81, 1, 0x50], 'wrongData'],
    ['a value that is cut', [0x80, 1, 0x11, 0x84, 1], 'wrongData'],
    ['a length beyond the end', [0x84, 0x7f, 0xa1], 'wrongData'],
    ['a length that leads far away', [0x84, 1, 0xa1, 0x80, 0xff, 0x11], 'wrongData'],
    ['the encryption key', [0x80, 1, 0x11, 0x84, 1, 0xa2], 'keyNotFound'],
    ['a seal key', [0x84, 1, 0x81], 'keyNotFound'],
  ] as const)('refuses a template with %s, and what was chosen stays', async (_name, data, word) => {
    const card = await activeCard({ allowReader: true });
    makeKey(card);
    selectReader(card);
    verifyHere(card, holderPin);
    expect(manage(card, data)).toBe(sw(word));
    expect(card.plain('compute-signature', { data: info.subarray(19) }).sw, 'the default still').toBe(0x9000);
  });

  test('counts wrong PINs there and at a device together, and is blocked for both', async () => {
    const card = await activeCard({ allowReader: true });
    selectReader(card);
    expect(verifyHere(card, '0000')).toBe(0x63c2);
    expect(verify(terminalChannel(card), '0000')).toBe(0x63c1);
    selectReader(card);
    expect(card.send(Uint8Array.of(0, 0x20, 0, 0x80)).sw, 'tries left').toBe(0x63c1);
    expect(verifyHere(card, '0000')).toBe(sw('pinBlocked'));
    for (const blocked of [verifyHere(card, holderPin), verify(terminalChannel(card), holderPin)])
      expect(blocked).toBe(sw('pinBlocked'));
  });

  test('the first PIN must be changed before anything, there too', async () => {
    const card = await issuedCard({ allowReader: true });
    selectReader(card);
    expect(verifyHere(card, issuerPin)).toBe(0x9000);
    expect(card.plain('compute-signature', { data: info }).sw).toBe(sw('mustChangePin'));
    const data = Uint8Array.from([...pinBytes(issuerPin), ...pinBytes(holderPin)]);
    expect(card.plain('change-reference-data', { data }).sw).toBe(0x9000);
    expect(card.status().state).toBe('active');
  });
});

test('seal, response and every command of a terminal or issuer stay out of reach with the PIN verified there', async () => {
  const card = await activeCard({ allowReader: true });
  await certify(card, 'Bo Ek');
  selectReader(card);
  expect(verifyHere(card, holderPin)).toBe(0x9000);
  const closed = commands.filter(({ channels }) => !channels.includes('plain') && !channels.includes('reader'));
  expect(closed.map(({ name }) => name)).toEqual(expect.arrayContaining(['seal', 'response', 'put-file', 'put-key']));
  const before = Buffer.from(card.flash.bytes);
  for (const command of closed)
    for (const p1 of command.p1 as number[])
      for (const p2 of command.p2 as number[])
        for (const data of [
          exampleData(command),
          new Uint8Array(command.length[0]),
          new Uint8Array(command.length[1]),
        ]) {
          const answer = card.send(apdu(command.ins, p1, p2, data, true));
          expect(`${command.name} ${answer.sw.toString(16)} ${answer.data.length}`).toBe(`${command.name} 6982 0`);
        }
  expect(Buffer.from(card.flash.bytes)).toEqual(before);
  expect(card.plain('compute-signature', { data: info }).sw, 'still verified').toBe(0x9000);
  expect(card.status()).toMatchObject({ sealCounter: 0, responseCounter: 0, signatureCounter: 1 });
});

test('a card that is not for foreign readers holds no PKCS #15 files', async () => {
  const card = await activeCard();
  expect(sampleCard.allowReader).toBe(false);
  for (const fileId of Object.values(fileIds)) expect(readFile(card, fileId)).toBeUndefined();
});

test('both objects fit where the directory says they stand, whatever the length of the certificate', () => {
  for (const length of [1, 200, 2048]) {
    const file = Buffer.from(objectsFile(new Uint8Array(20).fill(0xff), 0x4404, length));
    expect(file.length).toBe(objectsLength);
    for (const at of [0, 128]) {
      expect(file[at], 'a sequence').toBe(0x30);
      const end = at + 2 + file[at + 1]!;
      expect(end).toBeLessThanOrEqual(at + 128);
      expect(file.subarray(end, at + 128).every((byte) => byte === 0)).toBe(true);
    }
  }
});
