// Every vector of test/vectors for the seal methods, computed by the firmware.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { PrimitivesModule } from '../primitives/module.ts';
import { bankgirot, compress, type OcraInputs, ocra, open1 } from '../primitives/seals.ts';

const module = new PrimitivesModule();
const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

test('SE-7.1 compresses every 18 digits to the published 6', () => {
  const { cases } = read('compression.json') as { cases: [string, string][] };
  expect(cases.map(([digits18]) => [digits18, compress(module, digits18)])).toEqual(cases);
});

interface Open1Vector {
  use: string;
  key: string;
  data?: string;
  dataHex?: string;
  digits18: string;
  digits6: string;
}

test('SE-2.5 open-1 gives the 18 and 6 digits of every vector', () => {
  const { cases } = read('open-1.json') as { cases: Open1Vector[] };
  for (const { use, key, data, dataHex, digits18, digits6 } of cases) {
    const bytes = dataHex === undefined ? Buffer.from(data!, 'latin1') : Buffer.from(dataHex, 'hex');
    const got = open1(module, use, key, bytes);
    expect([got, compress(module, got)], `${use} ${data ?? dataHex}`).toEqual([digits18, digits6]);
  }
  expect(cases.length).toBe(25);
});

interface OcraVector {
  suite: string;
  keyHex: string;
  q: string;
  c?: number;
  t?: number;
  pin?: string;
  response: string;
}

test('OCRA gives the response of every vector, those of RFC 6287 among them', () => {
  const { cases } = read('ocra.json') as { cases: OcraVector[] };
  for (const { suite, keyHex, q, c, t, pin, response } of cases) {
    const inputs: OcraInputs = { suite, key: Buffer.from(keyHex, 'hex'), question: q };
    if (c !== undefined) inputs.counter = BigInt(c);
    if (t !== undefined) inputs.time = BigInt(t);
    const pinHash = /-P(SHA\d+)/.exec(suite)?.[1];
    if (pinHash && pin) inputs.pinHash = createHash(pinHash).update(pin).digest();
    expect(ocra(module, inputs), `${suite} ${q}`).toBe(response);
  }
  expect(cases.length).toBe(54);
});

test('bankgirot seals every normalised file of the published test cases', () => {
  const { cases } = read('bankgirot-hmac.json') as { cases: { normalisedHex: string; mac: string }[] };
  const key = Buffer.from('1234567890ABCDEF1234567890ABCDEF', 'hex');
  const macs = cases.map(({ normalisedHex }) => bankgirot(module, key, Buffer.from(normalisedHex, 'hex')));
  expect(macs.map((mac) => Buffer.from(mac).toString('hex').toUpperCase())).toEqual(cases.map(({ mac }) => mac));
});
