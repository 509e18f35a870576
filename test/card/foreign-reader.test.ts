// A card that was personalised for foreign readers: the name by which OpenSC knows it, PKCS #15 files, a certificate that
// is there whole or not at all, and nothing but the signature key behind the PIN.
// Needs: openssl.
import { apdu, commandApdu } from '@sigillator/host/card/command-apdu';
import { pinBytes } from '@sigillator/host/card/personalise';
import { certificateFileOf, fileIds, fileParts, objectsFile, objectsLength } from '@sigillator/host/card/pkcs15';
import { commands, limits, readerApplicationId, statusWords } from '@sigillator/protocol/tables/apdu';
import { Stopped } from '@sigillator/simulator/chip';
import { TEARS } from '@sigillator/simulator/flash';
import { beforeAll, describe, expect, test } from 'vitest';
import { campaign } from '../targets/campaign.ts';
import {
  activeCard,
  CardHarness,
  holderPin,
  issuedCard,
  issuerChannel,
  issuerPin,
  sampleCard,
  terminalChannel,
  verify,
} from '../targets/card-harness.ts';
import { exampleData } from '../targets/card-states.ts';
import { certificateFor, certify, load, makeKey, publicKeyPem } from '../targets/certificate.ts';

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

/** Path from the MF, as OpenSC selects; the whole file in pieces of `piece` bytes, undefined where there is none. */
function readFile(card: CardHarness, fileId: number, piece = 256): Buffer | undefined {
  const data = Uint8Array.from([0x50, 0x15, fileId >> 8, fileId & 255]);
  const selected = card.plain('select-file', { p1: 8, data });
  if (selected.sw === sw('notFound')) return undefined;
  expect(selected.sw).toBe(0x9000);
  const length = (selected.data[4]! << 8) | selected.data[5]!;
  const read: Uint8Array[] = [];
  for (let at = 0; at < length; at += read.at(-1)!.length) {
    const answer = card.send(Uint8Array.of(0, 0xb0, at >> 8, at & 255, piece & 255));
    expect(answer.sw).toBe(0x9000);
    expect(answer.data.length).toBeGreaterThan(0);
    read.push(answer.data);
  }
  return Buffer.concat(read);
}

/** The certificate that the objects file names, as a reader finds it: path and length (PKCS #15, 6.1.5). */
function certificateOf(card: CardHarness): Buffer | undefined {
  const objects = readFile(card, fileIds.objects);
  if (objects === undefined) return undefined;
  const fileId = certificateFileOf(objects)!;
  const place = objects.indexOf(Buffer.from([0x3f, 0, 0x50, 0x15, fileId >> 8, fileId & 255])) + 6;
  expect([...objects.subarray(place, place + 3)], 'index 0').toEqual([2, 1, 0]);
  const size = objects[place + 4]!;
  return readFile(card, fileId)!.subarray(0, objects.readUIntBE(place + 5, size));
}

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

describe('the certificate', () => {
  let card: CardHarness;
  let publicKey: string;
  let small: Buffer;
  let large: Buffer;
  beforeAll(async () => {
    card = await activeCard({ allowReader: true });
    publicKey = publicKeyPem(makeKey(card));
    small = certificateFor(publicKey, 'Bo Ek');
    // Four parts: as long as certificates with many extensions are.
    large = certificateFor(publicKey, 'Bo Ek', 'x'.repeat(1100));
    expect(large.length).toBeGreaterThan(3 * limits.filePart);
  });

  test('is read back as it was, in pieces of any length, and replaced by a shorter or a longer one', async () => {
    for (const der of [small, large, small]) {
      await load(card, der);
      expect(certificateOf(card)).toEqual(der);
    }
    await load(card, large);
    const fileId = certificateFileOf(readFile(card, fileIds.objects)!)!;
    for (const piece of [1, 100, 255, 256]) expect(readFile(card, fileId, piece)).toEqual(large);
  });

  test('of another key or another kind of file is refused with a sentence, and the old one stays', async () => {
    await load(card, small);
    const other = certificateFor(
      publicKeyPem(makeKey(await activeCard({ allowReader: true }, { entropySeed: 9 }))),
      'Eve',
    );
    await expect(load(card, other)).rejects.toThrow('its key is not the signature key of this card');
    await expect(load(card, Buffer.from('no certificate'))).rejects.toThrow('expected X.509 in DER or PEM');
    const huge = certificateFor(publicKey, 'Bo Ek', 'x'.repeat(1500));
    await expect(load(card, huge)).rejects.toThrow(`expected at most 2048 bytes, got ${huge.length}`);
    expect(certificateOf(card)).toEqual(small);
  });

  test('goes with its key: a new pair has none, and the tools see neither', async () => {
    const other = await activeCard({ allowReader: true });
    await certify(other, 'Bo Ek');
    makeKey(other);
    expect(readFile(other, fileIds.objects)).toBeUndefined();
    await certify(other, 'Bo Ek');
    const again = terminalChannel(other);
    verify(again, holderPin);
    again.send('generate-key-pair', { p2: 0xa2 });
    expect(certificateOf(other), 'the encryption key has nothing to do with it').toBeDefined();
  });

  test('SE-8.7 cut at every flash operation, the old one is there or the new one, whole, and it loads again', async () => {
    await load(card, large);
    const snapshot = card.flash.snapshot();
    const start = card.flash.operations;
    await load(card, small);
    const operations = card.flash.operations - start;
    expect(operations).toBeGreaterThan(5);
    const seen = { small: 0, large: 0 };
    for (const number of campaign(operations * TEARS.length, 40)) {
      const cut = new CardHarness({ entropySeed: 100 + number });
      cut.restore(snapshot).powerOn();
      cut.flash.cutAfter(Math.floor(number / TEARS.length), TEARS[number % TEARS.length]!, number + 1);
      await load(cut, small).catch((error) => {
        if (!(error instanceof Stopped)) throw error;
      });
      const found = certificateOf(cut.powerOn())!;
      expect([small, large]).toContainEqual(found);
      seen[found.equals(small) ? 'small' : 'large']++;
      await load(cut, small);
      expect(certificateOf(cut)).toEqual(small);
    }
    expect(seen.large, 'cuts that come before the last write').toBeGreaterThan(0);
  });
});

describe('a file in parts', () => {
  const put = (card: CardHarness, fileId: number, content: Uint8Array): number[] => {
    const channel = issuerChannel(card);
    return fileParts(fileId, content).map((data) => channel.send('put-file', { data }).sw);
  };

  test.each([0, 1, 511, 512, 513, 1024, 2047, 2048])('of %i bytes is read as it was written', async (length) => {
    const card = await activeCard({ allowReader: true });
    put(card, 0x4405, Buffer.alloc(2048, 1));
    const content = Uint8Array.from({ length }, (_, i) => i * 7);
    expect(new Set(put(card, 0x4405, content))).toEqual(new Set([0x9000]));
    expect(readFile(card, 0x4405)).toEqual(Buffer.from(content));
    const beyond = card.send(Uint8Array.of(0, 0xb0, length >> 8, length & 255, 0));
    expect([beyond.sw, beyond.data.length]).toEqual([0x9000, 0]);
    expect(card.send(Uint8Array.of(0, 0xb0, (length + 1) >> 8, (length + 1) & 255, 0)).sw).toBe(sw('wrongOffset'));
  });

  test('takes no fifth part, and a longer one is refused before anything is sent', async () => {
    const channel = issuerChannel(await activeCard({ allowReader: true }));
    expect(channel.send('put-file', { data: Uint8Array.of(0x44, 5, 4, 1) }).sw).toBe(sw('wrongData'));
    expect(() => fileParts(0x4405, new Uint8Array(2049))).toThrow('expected at most 2048 bytes, got 2049');
  });

  test('all files may be as long as they can be, and the card still seals', async () => {
    const card = await activeCard({ allowReader: true });
    for (const fileId of [0x5031, 0x5032, 0x4401, 0x4402, 0x4403, 0x4404, 0x4405, 0x4406])
      expect(new Set(put(card, fileId, Buffer.alloc(2048, fileId)))).toEqual(new Set([0x9000]));
    makeKey(card);
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    const data = Buffer.concat([Buffer.alloc(32, 3), Buffer.from('469935')]);
    expect(channel.send('seal', { data }).sw).toBe(0x9000);
  });
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
