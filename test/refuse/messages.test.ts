// A hostile host sends every message in every state that a script of keys reaches: nothing on the display moves except
// where the table of states lets a host ask, the card hears nothing, the memory stays. SIGILLATOR_ALL=1 takes every pair.
import { createHash } from 'node:crypto';
import { encodeFields } from '@sigillator/host/link/codec';
import { type Field, messages } from '@sigillator/protocol/tables/messages';
import { deviceStates } from '@sigillator/protocol/tables/states';
import { beforeAll, describe, expect, test } from 'vitest';
import { act, now } from '../device/desk.ts';
import { scripts } from '../device/scripts.ts';
import { runs, seed } from '../seed.ts';
import { campaign } from '../targets/campaign.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, type RawHost, said } from '../wire/raw-host.ts';
import { ask, clerkComes, declaration } from '../wire/sealing.ts';
import { beginPairing, calm, openPairing, wired } from '../wire/wired.ts';

let rig: SimRig;
let host: RawHost;
let begin: () => void;
/** Commands that went to the card. */
let toCard = 0;

beforeAll(async () => {
  ({ rig, host } = await wired());
  const transmit = rig.machine.slot.transmit.bind(rig.machine.slot);
  rig.machine.slot.transmit = (bytes) => {
    toCard++;
    transmit(bytes);
  };
  begin = host.moment();
});

const value = (field: Field, large: boolean): unknown => {
  const { type } = field;
  if (field.name === 'time') return now + 86_400;
  if (field.name === 'language') return 2;
  if (type.kind === 'bool') return large;
  if (type.kind === 'uint') return typeof type.max === 'bigint' ? (large ? type.max : 1n) : large ? type.max : 1;
  if (type.kind === 'text') return large ? 'x'.repeat(type.max) : 'Office 2'.slice(0, type.max);
  return new Uint8Array(large ? type.max : Math.max(type.min, Math.min(type.max, 1))).fill(7);
};

/** Every message, with small and with the largest values; and numbers that no message has. */
const asks: { name: string; bytes: (tag: number) => Uint8Array }[] = [
  ...messages.flatMap((message) =>
    [false, true].map((large) => ({
      name: `${message.name}${large ? ' at its largest' : ''}`,
      bytes: (tag: number) =>
        encodeFields(
          message.number,
          tag,
          message.request,
          Object.fromEntries(message.request.map((field) => [field.name, value(field, large)])),
        ),
    })),
  ),
  ...[0, 26, 127, 200].map((number) => ({
    name: `number ${number}`,
    bytes: (tag: number) => encodeFields(number, tag, [], {}),
  })),
];

const picture = (): string => createHash('sha256').update(rig.machine.display.pages()).digest('hex');
const memory = (): string =>
  createHash('sha256')
    .update((rig.machine.flash.snapshot() as { bytes: Uint8Array }).bytes)
    .digest('hex');

/** What a paired host may change where no person is in the middle of anything, or change about itself. */
const lawful = ['language-set', 'unpair'];
/** Where a wait for a person may end, and by what. */
const ends = ['cancel', 'unpair', 'hello'];

/** Asks everything from this moment, each from the same moment. */
function askAll(state: string, where: string, from: readonly (typeof asks)[number][]): void {
  const here = host.moment();
  const [screen, flash] = [picture(), memory()];
  const asked = deviceStates[state]?.on.Ask ?? [];
  const waits = deviceStates[state]?.on.HostGone !== undefined;
  for (const { name, bytes } of from) {
    here();
    toCard = 0;
    const answers = said(host.message(bytes(host.nextTag())));
    const message = name.split(' ')[0]!;
    const told = `${where} (${state}): ${name} -> ${answers.join(', ')}`;
    expect(rig.machine.haltCode, told).toBeUndefined();
    expect(toCard, told).toBe(0);
    // Each request gets one answer now, or waits for a person.
    expect(answers.length, told).toBeGreaterThanOrEqual(1);
    const changed = picture() !== screen || memory() !== flash;
    if (!changed) continue;
    const mayAsk =
      asked.length > 0 && (answers.includes('progress') || (lawful.includes(message) && answers[0] === message));
    const mayEnd = waits && ends.includes(message);
    expect(mayAsk || mayEnd || message === 'unpair', told).toBe(true);
  }
  here();
}

const sample = (): typeof asks => campaign(asks.length, 12).map((index) => asks[index]!);

describe('a paired host', () => {
  for (const [name, steps] of Object.entries(scripts))
    test(`SE-2.D ${name}: in every state each message is answered, and moves nothing`, async () => {
      begin();
      for (const [action, state] of steps) {
        await act(rig, action);
        // Work of the card that these steps catch half-way ends while the machine settles: the next step has its state.
        if (action.endsWith('!') || action.startsWith('pause')) continue;
        // Digits and carets blink by their own clock; what is compared is the same moment with and without a message.
        rig.machine.settle();
        // A device that has erased itself has let the port go; ! and pause stop in the middle of work.
        const atWork = action.endsWith('!') || action.startsWith('pause');
        if (rig.machine.ports.isOpen(host.port) && !atWork) askAll(state, `${name}, after "${action}"`, sample());
      }
    }, 600_000);

  test('while the card works on a PIN: reading is answered, whatever would interrupt is busy', async () => {
    for (const [name, answer] of [
      ['info', 'info'],
      ['card', 'card'],
      ['language-set', 'busy'],
      ['clock-set', 'busy'],
    ] as const) {
      begin();
      await act(rig, '+slow');
      await act(rig, '4 8 1 5 1 6 ok!');
      await rig.passTime(400);
      const before = toCard;
      const ask = asks.find((one) => one.name === name)!;
      rig.machine.offer(host.port, host.sealed(ask.bytes(host.nextTag())));
      rig.machine.run(100);
      expect(said(host.take()), name).toEqual([answer]);
      expect(toCard, name).toBe(before);
      expect(await rig.screen(), name).toContain('Please wait. Leave');
    }
  });

  test('SE-2.D on every page of a review of its own document: what can move it is its own end', async () => {
    begin();
    await clerkComes(rig);
    ask(host, 1n, [{ document: declaration() }]);
    expect(await rig.screen()).toContain('Office');
    askAll('Review', 'first page', asks);
    await calm(rig);
    for (let page = 2; page < 6; page++) {
      await rig.press('down');
      rig.machine.settle();
      askAll('Review', `page ${page}`, sample());
    }
    // What is read is still there to be decided.
    await rig.press('cancel');
    rig.machine.settle();
    expect(said(host.take())).toEqual(['refused']);
  });

  test('in pairing, and while its own question waits', async () => {
    begin();
    host.request('clock-set', { time: now + 86_400 });
    askAll('ClockAsked', 'clock proposed', asks);
    begin();
    await openPairing(rig);
    askAll('Pairing', 'pairing open', asks);
    beginPairing(host, 'Office');
    askAll('PairDigits', 'digits compared', asks);
  });
});

describe('a host that is not paired', () => {
  test('gets the version in every state, and not-paired for all else', async () => {
    begin();
    host.hello();
    host.shake(keyOf(50));
    const stranger = host.moment();
    for (const steps of Object.values(scripts).slice(0, runs(4, 1_000))) {
      stranger();
      for (const [action] of steps) {
        await act(rig, action);
        if (!rig.machine.ports.isOpen(host.port)) break;
        const here = host.moment();
        for (const message of messages) {
          const ask = asks.find(({ name }) => name === message.name)!;
          const [answer] = said(host.message(ask.bytes(host.nextTag())));
          const expected =
            message.allowed === 'always'
              ? message.name
              : message.allowed === 'pairing'
                ? 'pairing-closed'
                : 'not-paired';
          // In pairing the device takes a name from anybody: that is what pairing is for.
          const screen = await rig.screen();
          if (screen.includes('Start pairing') && message.allowed === 'pairing') continue;
          expect(answer, `${message.name} after "${action}"`).toBe(expected);
        }
        here();
      }
    }
  }, 600_000);

  test('gets hello without a session and no-session for all else', () => {
    begin();
    host.close();
    host.open();
    for (const message of messages) {
      const ask = asks.find(({ name }) => name === message.name)!;
      expect(said(host.plain(ask.bytes(1)))).toEqual([message.name === 'hello' ? 'hello' : 'no-session']);
    }
  });
});

test('random keys and random messages: the device never stops, and the card is asked only after a key', async () => {
  begin();
  let state = seed >>> 0 || 1;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const keys = ['0', '1', '2', '3', '4', '8', 'ok', 'ok', 'ok', 'cancel', 'back', 'up', 'down', 'menu'];
  for (let round = 0; round < runs(400, 40_000); round++) {
    const choice = next(20);
    if (choice < 10) await rig.press(keys[next(keys.length)]!);
    else if (choice === 10) await rig.removeCard().catch(() => {});
    else if (choice === 11) await rig.insertCard(['active', 'bank'][next(2)]!).catch(() => {});
    else if (choice === 12) await rig.passTime(next(150_000));
    else {
      if (!host.inSession || next(8) === 0) {
        host.hello();
        host.shake(keyOf(next(3) + 6));
      }
      rig.machine.settle();
      toCard = 0;
      host.message(asks[next(asks.length)]!.bytes(host.nextTag()));
      expect(toCard, `seed ${seed}, round ${round}`).toBe(0);
    }
    expect(rig.machine.haltCode, `seed ${seed}, round ${round}`).toBeUndefined();
  }
}, 600_000);
