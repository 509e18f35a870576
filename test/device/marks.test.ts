// Marks and stops: what the device says about itself, and what it does when its own parts fail.
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { expect, test } from 'vitest';
import { issuedCard } from '../targets/card-harness.ts';
import { act, desk, newDevice, now, patience, sealDigits } from './desk.ts';
import { grouped, open1Six } from './expected.ts';

test('a device whose card is on its own chip says NO SEPARATE CARD, at rest and at the PIN', async () => {
  const { card } = await issuedCard({ pin: '12345678' }, { separate: false });
  const rig = await desk('en', { separate: false, cards: [['soft', card]] });
  expect(await rig.screen()).toContain('NO SEPARATE CARD');
  await act(rig, '+soft');
  expect(await rig.screen()).toContain('NO SEPARATE CARD');
  await act(rig, '1 2 3 4 5 6 7 ok');
  expect(await rig.screen()).toContain('A PIN has 8 to 8');
});

test("a card on the device's own chip seals like any other, and takes no new PIN of fewer than eight digits", async () => {
  const { card } = await issuedCard({ pin: '12345678' }, { separate: false });
  const rig = await desk('en', { separate: false, cards: [['soft', card]] });
  for (const step of ['+soft', '1 2 3 4 5 6 7 8 ok']) await act(rig, step);
  expect(await rig.screen()).toContain('PIN of your own');
  for (const step of ['ok', '8 7 6 5 4 3 2 ok']) await act(rig, step);
  expect(await rig.screen()).toContain('A PIN has 8 to 8');
  for (const step of ['ok', '8 7 6 5 4 3 2 1 ok', '8 7 6 5 4 3 2 1 ok', 'ok']) await act(rig, step);
  expect(await rig.screen()).toContain('What do you want?');
  for (const step of ['1', '0 0 4 2 1 7 ok', 'ok']) await act(rig, step);
  // open-1 with the label "issuer" by node:crypto, as answers.test.ts computes it
  expect(await rig.screen()).toContain(grouped(open1Six('issuer', sealDigits, '004217')));
  for (const step of ['ok', '-', '+soft', '1 2 3 4 5 6 7 8 ok']) await act(rig, step);
  expect(await rig.screen()).toContain('Wrong PIN');
});

test('a device that trusts the development key says DEVELOPMENT', async () => {
  expect(await (await desk()).screen()).toContain('DEVELOPMENT');
});

test('a device without the time says so, and then no validity', async () => {
  const rig = await newDevice();
  rig.machine.input({ kind: 'battery-out' });
  for (const press of ['ok', '1 2 3 4 5 6 ok', '1 2 3 4 5 6 ok', 'cancel', 'cancel']) await act(rig, press);
  expect(await rig.screen()).toContain('The clock is not set');
});

test('a clock that does not keep the time is told of at the first start and in the settings', async () => {
  const rig = await newDevice();
  rig.machine.rtc.write = () => {};
  rig.machine.input({ kind: 'battery-out' });
  for (const press of ['ok', '1 2 3 4 5 6 ok', '1 2 3 4 5 6 ok']) await act(rig, press);
  const typed = '2 0 2 6 0 6 0 2 1 3 4 5 ok';
  for (const press of [typed, 'ok']) await act(rig, press);
  expect(await rig.screen()).toContain('does not keep');
  for (const press of ['ok', 'cancel']) await act(rig, press);
  expect(await rig.screen()).toContain('Put your card in');
  for (const press of ['menu', '4 1 2 3 4 5 6 ok', '1', typed, 'ok']) await act(rig, press);
  expect(await rig.screen()).toContain('does not keep');
});

test('a device without a terminal key tells a card holder what to do', async () => {
  const rig = await newDevice();
  for (const press of ['ok', '1 2 3 4 5 6 ok', '1 2 3 4 5 6 ok', 'cancel', 'cancel', '+active']) await act(rig, press);
  expect(await rig.screen()).toContain('terminal key yet');
  await act(rig, 'menu');
  expect(await rig.screen()).toContain('Device');
});

test('a damaged memory is not erased: the device stops with number 40', async () => {
  const flash = new Flash(DEVICE_FLASH_SECTORS, 1);
  flash.program(0, new Uint8Array(16).fill(0x55));
  const before = flash.bytes.slice();
  const rig = await newDevice({ flash });
  expect(rig.machine.haltCode).toBe(40);
  expect(await rig.screen()).toMatch(/Stopped[\s\S]*040/);
  expect(flash.bytes).toEqual(before);
});

test('a noise source that repeats itself stops the device with number 30', async () => {
  const rig = await newDevice({ on: false });
  rig.machine.entropy.fill = (target: Uint8Array) => target.fill(7).length;
  await rig.power(true).catch(() => undefined);
  await rig.passTime(patience);
  expect(rig.machine.haltCode).toBe(30);
  expect(await rig.screen()).toMatch(/030/);
});

test('settings survive the power: language, time-out, time', async () => {
  const rig = await desk('sv');
  await act(rig, 'power');
  expect(await rig.screen()).toContain('Sätt i ditt kort.');
  expect(rig.machine.rtc.read()).toBeGreaterThanOrEqual(now);
});

// Answers of the self test as the firmware holds them, from the standards that firmware/device/self-test-answers.ts names.
const answers: [number: number, name: string, hex: string][] = [
  [10, 'SHA-256', 'ba7816bf8f01cfea414140de5dae2223'],
  [11, 'HMAC', '5bdcc146bf60754e6a042426089575c7'],
  [12, 'HKDF', '3cb25f25faacd57a90434f64d0362f2a'],
  [13, 'PBKDF2', '55ac046e56e3089fec1691c22544b605'],
  [14, 'ChaCha20-Poly1305', 'd31a8d34648e60db7b86afbc53ef7ec2'],
  [15, 'compression', Buffer.from('469935').toString('hex')],
  [16, 'X25519', 'c3da55379de9c6908e94ea4df28d084f'],
];

test.each(answers)(
  'a known answer that does not come out stops the device with number %i: %s',
  async (number, _, hex) => {
    const rig = await desk();
    const memory = Buffer.from(
      rig.machine.chip.bytes(0, 0x10000).buffer,
      rig.machine.chip.bytes(0, 1).byteOffset,
      0x10000,
    );
    const at = memory.indexOf(Buffer.from(hex, 'hex'));
    expect(at).toBeGreaterThan(0);
    memory[at]! ^= 1;
    await act(rig, 'menu');
    await act(rig, '2');
    expect(rig.machine.haltCode).toBe(number);
    expect(await rig.screen()).toContain(`0${number}`);
  },
);
