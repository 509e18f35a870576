// The certificate of the signature key, in files of several parts, on a card for foreign readers: there whole or not at all.
// Needs: openssl.
import { certificateFileOf, fileIds, fileParts } from '@sigillator/host/card/pkcs15';
import { limits, statusWords } from '@sigillator/protocol/tables/apdu';
import { Stopped } from '@sigillator/simulator/chip';
import { TEARS } from '@sigillator/simulator/flash';
import { beforeAll, describe, expect, test } from 'vitest';
import { campaign } from '../targets/campaign.ts';
import { certificateOf, readFile } from '../targets/card-files.ts';
import { activeCard, CardHarness, holderPin, issuerChannel, terminalChannel, verify } from '../targets/card-harness.ts';
import { certificateFor, certify, load, makeKey, publicKeyPem } from '../targets/certificate.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;

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
