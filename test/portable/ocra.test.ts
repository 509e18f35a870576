// OCRA with every combination of inputs against the data input of RFC 6287 5.1 put together by strings and node:crypto.
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrimitivesModule } from '../primitives/module.ts';
import { ocra } from '../primitives/seals.ts';
import { seeded } from '../seed.ts';

const module = new PrimitivesModule();
const hashes = ['SHA1', 'SHA256', 'SHA512'];

const inputs = fc.record({
  hash: fc.constantFrom(...hashes),
  digits: fc.constantFrom(0, 4, 6, 8, 10),
  format: fc.constantFrom('A', 'N', 'H'),
  question: fc.stringMatching(/^[0-9]{1,64}$/),
  counter: fc.option(fc.bigInt(0n, 2n ** 64n - 1n)),
  pin: fc.option(fc.constantFrom(...hashes)),
  session: fc.option(fc.uint8Array({ maxLength: 128 })),
  time: fc.option(fc.bigInt(0n, 2n ** 40n)),
  key: fc.uint8Array({ minLength: 1, maxLength: 100 }),
});

test('ocra equals the reference for every mix of counter, challenge, PIN, session and time', () => {
  const property = fc.property(inputs, ({ hash, digits, format, question, counter, pin, session, time, key }) => {
    const options = [
      ...(counter === null ? [] : ['C']),
      `Q${format}64`,
      ...(pin === null ? [] : [`P${pin}`]),
      ...(session === null ? [] : ['S128']),
      ...(time === null ? [] : ['T1M']),
    ];
    const suite = `OCRA-1:HOTP-${hash}-${digits}:${options.join('-')}`;
    const pinHash = pin === null ? undefined : createHash(pin).update('1234').digest();
    const wide = (value: bigint | null) => (value === null ? '' : value.toString(16).padStart(16, '0'));
    const text = { A: Buffer.from(question).toString('hex'), N: BigInt(question).toString(16), H: question }[format]!;
    const data = [
      `${Buffer.from(suite).toString('hex')}00${wide(counter)}${text.padEnd(256, '0')}`,
      pinHash?.toString('hex') ?? '',
      session === null ? '' : Buffer.from(session).toString('hex').padStart(256, '0'),
      wide(time),
    ].join('');
    const mac = createHmac(hash, key).update(data, 'hex').digest();
    // RFC 4226 5.3.
    const truncated = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff;
    const expected = digits === 0 ? mac.toString('hex') : String(truncated % 10 ** digits).padStart(digits, '0');
    const given = {
      ...(counter === null ? {} : { counter }),
      ...(pinHash ? { pinHash } : {}),
      ...(session === null ? {} : { session }),
      ...(time === null ? {} : { time }),
    };
    expect(ocra(module, { suite, key, question, ...given })).toBe(expected);
  });
  fc.assert(property, seeded(300, 20_000));
});
