// What the clerk reads is what others compute, and what is not answered stays unanswered.
import { createHmac } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { organisation, terminalKey } from '../targets/card-harness.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, digitKeys, holderPin, responseDigits, sealDigits } from './desk.ts';
import { grouped, open1Six } from './expected.ts';

const pin = `${digitKeys(holderPin)} ok`;
let rig: SimRig;

beforeAll(async () => {
  rig = await desk();
  await act(rig, '+active');
  await act(rig, pin);
});

/** OCRA-1:HOTP-SHA256-6:QA06 by RFC 6287 5.2: suite, zero byte, question as ASCII filled with zeros to 128 bytes. */
function ocraSix(key: string, question: string): string {
  const input = Buffer.concat([
    Buffer.from('OCRA-1:HOTP-SHA256-6:QA06\0'),
    Buffer.from(question),
    Buffer.alloc(128 - 6),
  ]);
  const mac = createHmac('sha256', key).update(input).digest();
  const at = mac[31]! & 15;
  return ((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}

async function ask(duty: '1' | '2', digits: string): Promise<string> {
  await act(rig, duty);
  await act(rig, `${digitKeys(digits)} ok`);
  await act(rig, 'ok');
  const screen = await rig.screen();
  await act(rig, 'ok');
  return screen;
}

test('SE-2.5 SE-3.1 the issuer seal on the screen is the one that others compute', async () => {
  for (const digits of ['123456', '000000', '000001', '999999', '469935'])
    expect(await ask('1', digits)).toContain(grouped(open1Six('issuer', sealDigits, digits)));
});

test('SE-9.4c the response on the screen is the one that others compute', async () => {
  for (const digits of ['001234', '000000', '999999'])
    expect(await ask('2', digits)).toContain(grouped(ocraSix(responseDigits, digits)));
});

test('the check value of the terminal key is an open-1 seal that anybody can compute', async () => {
  const key = '12345'.repeat(7);
  await act(rig, 'menu');
  await act(rig, '4');
  await act(rig, '2 7 1 8 2 8 ok');
  await act(rig, '5');
  for (const group of key.match(/.{5}/g) as string[]) await act(rig, `${digitKeys(group)} ok`);
  expect(await rig.screen()).toContain(grouped(open1Six('document', key, 'terminal')));
  await act(rig, 'cancel');
  await act(rig, 'ok');
  await act(rig, 'cancel');
  await act(rig, 'cancel');
  await act(rig, 'cancel');
  expect(await rig.screen()).toContain('What do you want?');
});

test('SE-2.D a seal needs its own press of OK: none comes by waiting, by other keys, or after cancel', async () => {
  const sealed = grouped(open1Six('issuer', sealDigits, '314159'));
  await act(rig, '1');
  await act(rig, '3 1 4 1 5 9 ok');
  for (const keys of ['up', 'down', 'menu', '5', 'wait 30000']) {
    await act(rig, keys);
    expect(await rig.screen()).not.toContain(sealed);
  }
  await act(rig, 'cancel');
  expect(await rig.screen()).toContain('What do you want?');
});

test('the memory of the device holds no PIN once the card has checked it', async () => {
  await act(rig, 'cancel');
  await act(rig, 'ok');
  await act(rig, pin);
  expect(await rig.screen()).toContain('What do you want?');
  const memory = Buffer.from(rig.machine.chip.memory());
  const values = Buffer.from([...holderPin].map(Number));
  expect(memory.includes(Buffer.from(holderPin, 'latin1'))).toBe(false);
  expect(memory.includes(values)).toBe(false);
});

test('the memory of the device holds no terminal key once it is proved, nor after the card is out', async () => {
  const held = (): boolean[] => {
    const memory = Buffer.from(rig.machine.chip.memory());
    return [organisation, terminalKey].map((key) => memory.includes(Buffer.from(key)));
  };
  expect(held()).toEqual([false, false]);
  await act(rig, '-');
  expect(held()).toEqual([false, false]);
});
