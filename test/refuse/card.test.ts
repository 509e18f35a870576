// Every command header, every length and every state in which a command is not allowed: the right status word, and
// neither flash nor status has changed.
import { createHash } from 'node:crypto';
import { apdu } from '@sigillator/host/card/command-apdu';
import { type CardState, type Command, commands, statusWords } from '@sigillator/protocol/tables/apdu';
import { describe, expect, test } from 'vitest';
import { campaign } from '../targets/campaign.ts';
import type { CardHarness } from '../targets/card-harness.ts';
import { terminalChannel, verify as verifyPin } from '../targets/card-harness.ts';
import { cardIn, exampleData, ownPin, states, type Way, wayInto, ways } from '../targets/card-states.ts';

const sw = (name: keyof typeof statusWords): number => statusWords[name].value;
const hex = (value: number): string => value.toString(16).padStart(4, '0');
const fingerprint = (card: CardHarness): string => createHash('sha256').update(card.flash.bytes).digest('hex');

/** What the table says about a well-formed command that was not allowed; undefined where it is allowed. */
function refusal(command: Command, state: CardState, way: Way): number | undefined {
  if (!command.channels.includes(way)) return sw('securityStatus');
  if (command.states.includes(state)) return command.pin ? sw('securityStatus') : undefined;
  if (!command.states.includes('active')) return sw('conditions');
  if (state === 'blocked') return sw('pinBlocked');
  return state === 'mustChangePin' ? sw('mustChangePin') : sw('conditions');
}

const first = (values: number[] | 'any'): number => (values === 'any' ? 0 : values[0]!);

describe.each(states)('a card that is %s', (state) => {
  test.each(ways)('refuses in the %s channel what the table does not allow there, and nothing changes', async (way) => {
    const card = await cardIn(state);
    const send = wayInto(card, state, way);
    if (send === undefined) return expect(state).toBe('blank');
    const before = fingerprint(card);
    for (const command of commands) {
      const expected = refusal(command, state, way);
      if (expected === undefined) continue;
      const answer = send(apdu(command.ins, first(command.p1), first(command.p2), exampleData(command), true));
      expect(`${command.name} ${hex(answer.sw)}`).toBe(`${command.name} ${hex(expected)}`);
      expect(answer.data.length).toBe(0);
    }
    expect(fingerprint(card)).toBe(before);
  });

  test('answers every class and instruction byte as the table says, alone and in every length of header', async () => {
    const card = await cardIn(state);
    const before = fingerprint(card);
    for (const cla of campaign(256, 20).filter((byte) => byte !== 0))
      expect(hex(card.send(Uint8Array.of(cla, 0xca, 1, 1, 0)).sw)).toBe(hex(sw('unknownClass')));
    for (let first = 0; first < 256; first++) {
      expect(hex(card.send(Uint8Array.of(first)).sw)).toBe(hex(sw('wrongLength')));
      const known = commands.filter(({ ins }) => ins === first);
      // FE FD are parameters of no command but READ BINARY, which has no short file ids.
      const expected = known.length === 0 ? 'unknownInstruction' : 'wrongP1P2';
      expect(hex(card.send(Uint8Array.of(0, first, 0xfe, 0xfd)).sw)).toBe(hex(sw(expected)));
    }
    expect(card.send(Uint8Array.of(0, 0xca)).sw).toBe(sw('wrongLength'));
    expect(card.send(Uint8Array.of(0, 0xca, 1)).sw).toBe(sw('wrongLength'));
    expect(fingerprint(card)).toBe(before);
  });
});

test('wrong lengths: every command with one byte too few or too many, and lengths that do not add up', async () => {
  const card = await cardIn('active');
  const channel = terminalChannel(card);
  verifyPin(channel, ownPin);
  const before = fingerprint(card);
  for (const command of commands) {
    const [p1, p2] = [first(command.p1), first(command.p2)];
    const lengths = [command.length[0] - 1, command.length[1] + 1].filter((length) => length > 0 && length < 540);
    for (const length of lengths) {
      const sent = apdu(command.ins, p1, p2, new Uint8Array(length), true);
      expect(`${command.name} ${length} ${hex(channel.raw(sent).sw)}`).toBe(`${command.name} ${length} 6700`);
    }
    if (command.length[0] > 0) expect(channel.raw(Uint8Array.of(0, command.ins, p1, p2)).sw).toBe(sw('wrongLength'));
    for (const tail of [
      [5, 1, 2, 3, 4],
      [2, 1, 2, 3, 4],
      [0, 0, 9, 1, 2],
      [0, 0],
      [0, 0, 0, 1],
      [0, 1, 0, 1],
    ])
      expect(hex(channel.raw(Uint8Array.of(0, command.ins, p1, p2, ...tail)).sw)).toBe('6700');
  }
  expect(fingerprint(card)).toBe(before);
});

test('a command longer than the card takes is refused whole, and the next one works', async () => {
  const card = await cardIn('active');
  const long = Uint8Array.from([0, 0xc2, 0, 0, 0, 3, 200, ...new Uint8Array(968)]);
  expect(card.send(long).sw).toBe(sw('wrongLength'));
  expect(card.status().state).toBe('active');
});
