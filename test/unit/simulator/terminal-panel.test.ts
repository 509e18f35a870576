// The terminal panel: what it draws, and what keys, cards and the plug do when typed.
import { Desk } from '@sigillator/simulator/desk';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import { brailleLines, terminalPanel } from '@sigillator/simulator/terminal-panel';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import { expect, test } from 'vitest';
import { tinyMachine } from './tiny-device.ts';

async function terminal(size: { columns?: number; rows?: number } = {}) {
  const cards = [
    ['bank', new ForeignCard('bank')],
    ['other', new ForeignCard('silent')],
  ] as const;
  const driver = new VirtualTime(await tinyMachine({ cards }), () => 'Put your card in.');
  const desk = new Desk(driver, [
    { name: 'bank', holder: 'A bank', pin: '1234' },
    { name: 'other', holder: 'Another' },
  ]);
  const seen = { output: '', quit: false, pressed: [] as string[] };
  driver.machine.listeners.add((event) => {
    if (event.kind === 'key' && event.down && seen.pressed.at(-1) !== event.key) seen.pressed.push(event.key);
  });
  let type: (data: Buffer) => void = () => {};
  const input = { on: (_: 'data', listener: (data: Buffer) => void) => (type = listener) };
  const output = { ...size, write: (text: string) => (seen.output += text) };
  terminalPanel(desk, input, output, () => (seen.quit = true));
  const keys = async (text: string): Promise<void> => {
    type(Buffer.from(text));
    await driver.pass(3_000);
  };
  return { machine: driver.machine, seen, keys };
}

test('draws the pixels, the cards and the keys that it takes', async () => {
  const { seen } = await terminal();
  expect(seen.output).toContain('a □ A bank, PIN 1234');
  expect(seen.output).toContain('b □ Another');
  expect(seen.output).toContain('q quit');
  expect(seen.output).toMatch(/[▀▄█]/);
});

test('fits a window of 80 by 24 by drawing with Braille dots, one for each pixel', async () => {
  const { seen } = await terminal({ columns: 80, rows: 24 });
  const lines = seen.output.slice(seen.output.lastIndexOf('\u001b[H') + 3).split('\r\n');
  expect(lines.length).toBeLessThanOrEqual(24);
  // A column of eight pixels is one byte of the display, its lowest bit on top: 0x0f, then 0xf0, beside nothing.
  const pixels = `0f00${'00'.repeat(126)}00f0`.padEnd(2048, '0');
  const drawn = brailleLines(pixels);
  expect(drawn).toHaveLength(16);
  expect([drawn[0]![0], drawn[1]![0], drawn[2]![0], drawn[3]![0]]).toEqual(['⡇', '⠀', '⠀', '⢸']);
});

test('t shows the display as text, for a screen reader, and t again as pixels', async () => {
  const { seen, keys } = await terminal();
  await keys('t');
  expect(seen.output).toContain('\u001b[HPut your card in.\u001b[K\r\n');
  seen.output = '';
  await keys('t');
  expect(seen.output).not.toContain('Put your card in.');
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
