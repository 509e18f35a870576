import { expect, test } from 'vitest';
import { deviceEvents, deviceStates } from '../../protocol/tables/states.ts';

const names = Object.keys(deviceStates);

test('every state is reached from Start, and every arrow leads to a state', () => {
  const reached = new Set(['Start']);
  for (const name of reached)
    for (const followers of Object.values(deviceStates[name]?.on ?? {}))
      for (const next of followers) {
        expect(names).toContain(next);
        reached.add(next);
      }
  expect(names.filter((name) => !reached.has(name))).toEqual([]);
});

test('SE-8.7 every state but the stop screen knows what to do when the card is taken out', () => {
  const deaf = names.filter((name) => deviceStates[name]?.on.CardOut === undefined);
  expect(deaf).toEqual(['Stopped']);
});

test('PK-5.3 every state in which a card is open knows the idle time or ends by itself', () => {
  const open = names.filter((name) => deviceStates[name]?.on.CardOut?.includes('CardPulled') && name !== 'CardPulled');
  expect(open.length).toBeGreaterThan(15);
  for (const name of open) {
    const { on } = deviceStates[name] as { on: object };
    expect('Idle' in on || 'Card' in on, name).toBe(true);
  }
});

test('SE-2.D nothing but OK leads to the state in which the card seals or answers', () => {
  for (const waiting of ['SealWaiting', 'ResponseWaiting', 'PinChecking', 'PinChanging'])
    for (const [name, { on }] of Object.entries(deviceStates))
      for (const event of Object.keys(deviceEvents) as (keyof typeof deviceEvents)[])
        if (on[event]?.includes(waiting) && name !== waiting) expect(`${name} ${event}`).toMatch(/ Ok$/);
});

test('SE-2.C sealing and answering are reached only through the PIN', () => {
  const before = new Set(['Start']);
  for (const name of before)
    for (const followers of Object.values(deviceStates[name]?.on ?? {}))
      for (const next of followers) if (next !== 'PinChecking' && next !== 'ClerkMenu') before.add(next);
  for (const name of ['SealWaiting', 'ResponseWaiting']) expect(before.has(name), name).toBe(false);
});
