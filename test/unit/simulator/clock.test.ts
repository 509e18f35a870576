// The virtual clock.
import { Clock } from '@sigillator/simulator/clock';
import { expect, test } from 'vitest';

const listening = (): { clock: Clock; heard: number[] } => {
  const clock = new Clock();
  const heard: number[] = [];
  clock.handle('part', (message) => heard.push(message));
  return { clock, heard };
};

test('timers fire in the order of their moments, and in the order of asking at the same moment', () => {
  const { clock, heard } = listening();
  clock.after(30, 'part', 3);
  clock.after(10, 'part', 1);
  clock.after(10, 'part', 2);
  clock.advanceTo(9);
  clock.fireDue();
  expect(heard).toEqual([]);
  clock.advanceTo(10);
  clock.fireDue();
  expect(heard).toEqual([1, 2]);
  expect(clock.nextUs).toBe(30);
});

test('three steps of 10 end at 30', () => {
  const { clock } = listening();
  for (let i = 0; i < 3; i++) clock.advance(10);
  expect(clock.nowUs).toBe(30);
  clock.advanceTo(20);
  expect(clock.nowUs).toBe(30);
});

test('a cancelled timer stays silent and an unknown target is refused', () => {
  const { clock, heard } = listening();
  clock.after(1, 'part');
  clock.cancel('part');
  clock.advance(5);
  clock.fireDue();
  expect(heard).toEqual([]);
  expect(() => clock.after(1, 'nobody')).toThrow('expected a known target, got "nobody"');
  expect(() => clock.after(-1, 'part')).toThrow('expected a time of 0 or more, got -1');
});

test('a restored clock has the same time and the same timers', () => {
  const { clock, heard } = listening();
  clock.advance(5);
  clock.after(10, 'part', 7);
  const saved = clock.snapshot();
  clock.advance(100);
  clock.fireDue();
  clock.restore(saved);
  expect(clock.nowUs).toBe(5);
  clock.advanceTo(15);
  clock.fireDue();
  expect(heard).toEqual([7, 7]);
});
