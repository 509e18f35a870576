// Protocol and parameters selection at the card (ISO/IEC 7816-3, 9): what a reader may send right after the answer to reset.
import { expect, test } from 'vitest';
import { activeCard, type CardHarness } from '../targets/card-harness.ts';

/** What the card says to these bytes after a reset. */
function said(card: CardHarness, bytes: number[]): string {
  card.powerOn();
  const heard: number[] = [];
  const onTransmit = card.card.onTransmit;
  card.card.onTransmit = (sent) => heard.push(...sent);
  for (const byte of bytes) card.card.receive(byte);
  card.card.onTransmit = onTransmit;
  return Buffer.from(heard).toString('hex');
}

// PCK makes the exclusive or of all characters 0 (9.1).
const requests: [string, number[], string][] = [
  ['T=1', [0xff, 0x01, 0xfe], 'ff01fe'],
  ['T=1 at another speed: the answer without PPS1 keeps the usual one', [0xff, 0x11, 0x95, 0x7b], 'ff01fe'],
  ['T=1 with PPS1, PPS2 and PPS3', [0xff, 0x71, 0x11, 0x00, 0x00, 0x9f], 'ff01fe'],
  ['T=0: no answer', [0xff, 0x00, 0xff], ''],
  ['a wrong check byte: no answer', [0xff, 0x01, 0xff], ''],
];

test.for(requests)('a reader selects %s', async ([, request, answer]) => {
  expect(said(await activeCard(), request)).toBe(answer);
});

test('after a selection the card goes on with T=1, and a selection in the middle of a session is none', async () => {
  const card = await activeCard();
  expect(said(card, [0xff, 0x01, 0xfe])).toBe('ff01fe');
  card.forgetLine();
  expect(card.status().state).toBe('active');
  expect(said(card, [0x00, 0xc1, 0x01, 0xfe, 0x3e, 0xff, 0x01, 0xfe])).toBe('00e101fe1e');
});
