// The terminal panel: what it draws, and what keys, cards and the plug do when typed.
import { Desk } from '@sigillator/simulator/desk';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import { terminalPanel } from '@sigillator/simulator/terminal-panel';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { expect, test } from 'vitest';
import { tinyMachine } from './tiny-device.ts';

async function terminal() {
  const cards = [
    ['bank', new ForeignCard('bank')],
    ['other', new ForeignCard('silent')],
  ] as const;
  const driver = new VirtualTime(await tinyMachine({ cards }), () => '');
  const desk = new Desk(driver, [
    { name: 'bank', holder: 'A bank' },
    { name: 'other', holder: 'Another' },
  ]);
  const seen = { output: '', quit: false, pressed: [] as string[] };
  driver.machine.listeners.add((event) => {
    if (event.kind === 'key' && event.down && seen.pressed.at(-1) !== event.key) seen.pressed.push(event.key);
  });
  let type: (data: Buffer) => void = () => {};
  const input = { on: (_: 'data', listener: (data: Buffer) => void) => (type = listener) };
  const output = { write: (text: string) => (seen.output += text) };
  terminalPanel(desk, input, output, () => (seen.quit = true));
  const keys = async (text: string): Promise<void> => {
    type(Buffer.from(text));
    await driver.pass(3_000);
  };
  return { machine: driver.machine, seen, keys };
}

test('draws the pixels, the cards and the keys that it takes', async () => {
  const { seen } = await terminal();
  expect(seen.output).toContain('a □ A bank  b □ Another');
  expect(seen.output).toContain('q quit');
  expect(seen.output).toMatch(/[▀▄█]/);
});

test('keys typed fast in one go are pressed one after the other, arrows among them', async () => {
  const { seen, keys } = await terminal();
  await keys('12\r\u001b[A\u001b[B\u007fm');
  expect(seen.pressed).toEqual(['1', '2', 'ok', 'up', 'down', 'back', 'menu']);
});

test('a letter moves its card, another one makes room, p is the plug, q ends', async () => {
  const { machine, seen, keys } = await terminal();
  await keys('a');
  expect(machine.slot.inserted).toBe('bank');
  await keys('b');
  expect(machine.slot.inserted).toBe('other');
  await keys('b');
  expect(machine.slot.inserted).toBeUndefined();
  await keys('p');
  expect(machine.on).toBe(false);
  await keys('p');
  expect(machine.on).toBe(true);
  await keys('q');
  expect(seen.quit).toBe(true);
});
