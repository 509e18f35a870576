// The card's RSA pairs, checked with node:crypto, with both Montgomery kernels.
import { constants, createHash, createPublicKey, publicEncrypt, verify as verifySignature } from 'node:crypto';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import { activeCard, type CardHarness, holderPin, terminalChannel, verify } from '../targets/card-harness.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const publicKey = (modulus: Uint8Array) =>
  createPublicKey({ key: { kty: 'RSA', n: Buffer.from(modulus).toString('base64url'), e: 'AQAB' }, format: 'jwk' });
const digest = (hash: string, data: Uint8Array): Uint8Array => createHash(hash).update(data).digest();
const message = Buffer.from('what the clerk has seen');
const chooseSha1 = Uint8Array.from([0x84, 1, 0xa1, 0x80, 1, 0x10]);

describe.each([
  ['wide products', true],
  ['16x16 products', false],
])('RSA with %s', (_name, wide) => {
  test('PK-5.1 a pair made on the card signs and deciphers; the private key is not to be had', async () => {
    const card = await activeCard({}, { wide });
    const channel = terminalChannel(card);
    expect(channel.send('read-public-key', { p2: 0xa1 }).sw).toBe(sw('keyNotFound'));
    verify(channel, holderPin);
    expect(channel.send('compute-signature', { data: new Uint8Array(32) }).sw).toBe(sw('keyNotFound'));
    const made = channel.send('generate-key-pair', { p2: 0xa1 });
    expect(made.sw).toBe(0x9000);
    expect(made.data.length).toBe(256);
    // 2048 bits, odd; the top bit is set.
    expect(made.data[0]! & 0x80).toBe(0x80);
    expect(made.data[255]! & 1).toBe(1);
    expect(card.plain('read-public-key', { p2: 0xa1 }).data).toEqual(made.data);
    const signature = channel.send('compute-signature', { data: digest('sha256', message) });
    expect(verifySignature('sha256', message, publicKey(made.data), signature.data)).toBe(true);
    expect(channel.status()).toMatchObject({ signatureCounter: 1, rsaKeys: 1 });
    const second = channel.send('generate-key-pair', { p2: 0xa2 });
    expect(second.data).not.toEqual(made.data);
    const secret = Buffer.from('a key of sixteen');
    const key = { key: publicKey(second.data), padding: constants.RSA_PKCS1_PADDING };
    const ciphertext = publicEncrypt(key, secret);
    expect(Buffer.from(decipher(channel, ciphertext).data)).toEqual(secret);
    ciphertext[100]! ^= 1;
    const wrong = decipher(channel, ciphertext);
    expect(wrong.sw, 'implicit rejection: a wrong padding is never told').toBe(0x9000);
    expect(decipher(channel, ciphertext).data).toEqual(wrong.data);
  });
});

const decipher = (channel: ReturnType<typeof terminalChannel>, ciphertext: Uint8Array) =>
  channel.send('decipher', { data: Uint8Array.from([0, ...ciphertext]) });

describe('RSA commands', () => {
  const withKeys = async (allowReader = false): Promise<{ card: CardHarness; modulus: Uint8Array }> => {
    const card = await activeCard({ allowReader });
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    const { data: modulus } = channel.send('generate-key-pair', { p2: 0xa1 });
    return { card, modulus };
  };

  test('SHA-1 only after it was asked for; a DigestInfo of the chosen hash is taken too', async () => {
    const { card, modulus } = await withKeys();
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    const sha1 = digest('sha1', message);
    expect(channel.send('compute-signature', { data: sha1 }).sw).toBe(sw('wrongData'));
    expect(channel.send('manage-security-environment', { p2: 0xb6, data: chooseSha1 }).sw).toBe(0x9000);
    const signature = channel.send('compute-signature', { data: sha1 });
    expect(verifySignature('sha1', message, publicKey(modulus), signature.data)).toBe(true);
    expect(channel.send('compute-signature', { data: digest('sha256', message) }).sw).toBe(sw('wrongData'));
    // DigestInfo of SHA-1, RFC 8017 9.2 note 1.
    const info = Buffer.from('3021300906052b0e03021a05000414', 'hex');
    const same = channel.send('compute-signature', { data: Uint8Array.from([...info, ...sha1]) });
    expect(same.data).toEqual(signature.data);
    info[3]! ^= 1;
    expect(channel.send('compute-signature', { data: Uint8Array.from([...info, ...sha1]) }).sw).toBe(sw('wrongData'));
  });

  test('each key has one use: the signature key never deciphers', async () => {
    const { card } = await withKeys();
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    const cross = Uint8Array.from([0x84, 1, 0xa1]);
    expect(channel.send('manage-security-environment', { p2: 0xb8, data: cross }).sw).toBe(sw('keyNotFound'));
    expect(channel.send('decipher', { data: new Uint8Array(257) }).sw).toBe(sw('keyNotFound'));
    for (const wrong of [
      [0x84, 2, 0xa1],
      [0x80, 1, 0x12],
      [0x83, 1, 0xa1],
      [0x84, 1, 0xa1, 0],
    ])
      expect(channel.send('manage-security-environment', { p2: 0xb6, data: Uint8Array.from(wrong) }).sw).toBe(
        sw('wrongData'),
      );
  });

  test('a foreign reader may sign only where personalisation allowed it, and only with the PIN', async () => {
    const { card: closed } = await withKeys(false);
    expect(closed.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(sw('securityStatus'));
    expect(closed.plain('compute-signature', { data: digest('sha256', message) }).sw).toBe(sw('securityStatus'));
    const { card, modulus } = await withKeys(true);
    card.powerOn();
    expect(card.plain('compute-signature', { data: digest('sha256', message) }).sw).toBe(sw('securityStatus'));
    expect(card.plain('verify', { data: Buffer.from(holderPin) }).sw).toBe(0x9000);
    const signature = card.plain('compute-signature', { data: digest('sha256', message) });
    expect(verifySignature('sha256', message, publicKey(modulus), signature.data)).toBe(true);
    expect(card.plain('generate-key-pair', { p2: 0xa1 }).sw).toBe(sw('securityStatus'));
  });

  test('a ciphertext that is not below the modulus is refused', async () => {
    const card = await activeCard();
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    channel.send('generate-key-pair', { p2: 0xa2 });
    expect(decipher(channel, new Uint8Array(256).fill(255)).sw).toBe(sw('wrongData'));
    expect(channel.send('decipher', { data: new Uint8Array(257).fill(1) }).sw).toBe(sw('wrongData'));
    expect(channel.send('decipher', { data: new Uint8Array(256) }).sw).toBe(sw('wrongLength'));
  });

  test('a long generation asks for time again and again; a card pulled meanwhile keeps its old key', async () => {
    const { card, modulus } = await withKeys();
    card.extensions = 0;
    const channel = terminalChannel(card);
    verify(channel, holderPin);
    card.pullAfter = card.bytesOnLine + 47;
    expect(() => channel.send('generate-key-pair', { p2: 0xa1 })).toThrow();
    card.powerOn();
    expect(card.plain('read-public-key', { p2: 0xa1 }).data).toEqual(modulus);
    const again = terminalChannel(card);
    verify(again, holderPin);
    again.send('generate-key-pair', { p2: 0xa1 });
    expect(card.extensions).toBeGreaterThan(0);
  });
});

describe('cancelling', () => {
  test('a long command is dropped at the terminal, leaves nothing behind, and the channel goes on', async () => {
    const card = await activeCard({ stretchCount: 200_000 });
    const channel = terminalChannel(card);
    expect(verify(channel, holderPin)).toBe(0x9000);
    card.cancels = true;
    const operations = card.flash.operations;
    // A generation may be quicker than two requests for time; one of five is not.
    const ends = Array.from({ length: 5 }, () => {
      try {
        return channel.send('generate-key-pair', { p2: 0xa1 }).sw;
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(ends).toContain('T=1 failed with 3');
    card.cancels = false;
    expect(channel.status().verified).toBe(true);
    expect(channel.send('compute-signature', { data: new Uint8Array(32) }).sw).toBe(
      ends.includes(0x9000) ? 0x9000 : sw('keyNotFound'),
    );
    expect(card.flash.operations > operations).toBe(ends.includes(0x9000));
  });

  test('a cancelled VERIFY has used its try', async () => {
    const card = await activeCard({ stretchCount: 200_000 });
    const channel = terminalChannel(card);
    card.cancels = true;
    expect(() => verify(channel, holderPin)).toThrow('T=1 failed with 3');
    card.cancels = false;
    expect(card.status()).toMatchObject({ triesLeft: 2, interrupted: true, verified: false });
    expect(Buffer.from(card.memory()).includes(Buffer.from(holderPin))).toBe(false);
  });
});

describe('files', () => {
  test('the directory and the serial are read by path, by id and after SELECT by name', async () => {
    const card = await activeCard();
    expect(card.plain('select', { data: Buffer.from('f0534947494c4c41544f52', 'hex') }).sw).toBe(0x9000);
    expect(card.plain('select-file', { p1: 8, data: Uint8Array.from([0x2f, 0x02]) }).sw).toBe(0x9000);
    expect(Buffer.from(card.plain('read-binary').data).toString('latin1')).toBe('\u005a\u0010SE-4711-0001\0\0\0\0');
    expect(card.plain('read-binary', { p2: 16 }).data).toEqual(new Uint8Array(2));
    expect(card.plain('read-binary', { p2: 19 }).sw).toBe(sw('wrongOffset'));
    expect(card.plain('select-file', { data: Uint8Array.from([0x2f, 0x00]) }).sw).toBe(0x9000);
    expect(Buffer.from(card.plain('read-binary').data).toString('hex')).toBe(
      '611351043f0050154f0bf0534947494c4c41544f52',
    );
    expect(card.plain('select-file', { data: Uint8Array.from([0x50, 0x31]) }).sw).toBe(sw('notFound'));
    expect(card.plain('select-file', { p1: 8, data: Uint8Array.from([0x2f, 0x00, 0x2f, 0x02]) }).sw).toBe(
      sw('notFound'),
    );
    expect(card.plain('select', { data: Buffer.from('a000000003', 'hex') }).sw).toBe(sw('notFound'));
  });

  test('a long answer comes in parts to software that asks for 256 bytes at most', async () => {
    const card = await activeCard();
    const whole = card.plain('get-status').data;
    const first = card.send(Uint8Array.from([0, 0xca, 1, 1, 100]));
    expect(first.sw).toBe(0x6100 + whole.length - 100);
    const rest = card.plain('get-response');
    expect(Uint8Array.from([...first.data, ...rest.data])).toEqual(whole);
    expect(card.plain('get-response').sw).toBe(sw('conditions'));
  });
});
