// Every key in every state that the scripts reach: what the table of states lists is taken, all else is refused and changes
// nothing. The beeper tells which: 2000 Hz taken, 400 Hz refused.
import type { MachineEvent } from '@sigillator/simulator/input';
import type { Snapshot } from '@sigillator/simulator/machine';
import { beforeAll, expect, test } from 'vitest';
import { deviceStates } from '../../protocol/tables/states.ts';
import type { SimRig } from '../targets/sim.ts';
import { act, desk, firstStartKeys, newDevice } from './desk.ts';
import { keys } from './keys.ts';
import { type Step, scripts } from './scripts.ts';

const taken = 2000;
const refused = 400;
const visited = new Set<string>();
let rig: SimRig;
let begin: Snapshot;

beforeAll(async () => {
  rig = await desk();
  begin = rig.machine.snapshot();
});

/** Presses each key from where the device is now, and puts everything back. */
async function pressAll(on: SimRig, state: string, where: string): Promise<void> {
  const here = on.machine.snapshot();
  const before = await on.screen();
  const wanted: Record<string, boolean> = {};
  const heard: Record<string, boolean> = {};
  for (const [key, event] of keys) {
    const tones: number[] = [];
    const listen = (happened: MachineEvent): void => {
      if (happened.kind === 'beep') tones.push(happened.hertz);
    };
    on.machine.listeners.add(listen);
    await on.press(key);
    on.machine.listeners.delete(listen);
    wanted[key] = deviceStates[state]?.on[event] !== undefined;
    heard[key] = tones[0] === taken;
    expect(tones[0], `${where}: ${key}`).toSatisfy((hertz) => hertz === taken || hertz === refused);
    if (tones[0] === refused && !('Tick' in (deviceStates[state] as { on: object }).on))
      expect(await on.screen(), `${where}: ${key} was refused`).toBe(before);
    expect(on.machine.haltCode, `${where}: ${key}`).toBeUndefined();
    on.machine.restore(here);
  }
  expect(heard, where).toEqual(wanted);
  visited.add(state);
}

const walk = async (on: SimRig, steps: Step[], name: string): Promise<void> => {
  for (const [action, state] of steps) {
    await act(on, action);
    await pressAll(on, state, `${name}, after "${action}"`);
  }
};

for (const [name, steps] of Object.entries(scripts))
  test(`${name}: in every state only the keys of its table are taken`, async () => {
    rig.machine.restore(begin);
    await walk(rig, steps, name);
  });

test('first start: in every state only the keys of its table are taken', async () => {
  const states = ['CodeNew', 'CodeAgain', 'ClockEntry', 'TerminalAsk', ...new Array(7).fill('TerminalKey')];
  const steps = firstStartKeys('en').map(
    (press, index): Step => [press, [...states, 'TerminalCheck', 'Notice', 'NoCard'][index] as string],
  );
  const fresh = await newDevice();
  await pressAll(fresh, 'FirstLanguage', 'first start');
  await walk(fresh, steps, 'first start');
});

test('the scripts visit every state in which a person could press a key', () => {
  // These pass in less time than a finger needs here: brief-states.test.ts.
  const brief = [
    'Start',
    'SelfTest',
    'CodeStoring',
    'CodeChecking',
    'CardOpening',
    'PinChanging',
    'SealWaiting',
    'ResponseWaiting',
    'Erasing',
  ];
  // A host brings these up: test/wire/hosts.test.ts, seal.test.ts and test/update/device.test.ts press every key there.
  const asked = [
    'Review',
    'ReviewLoading',
    'ReviewSealing',
    'Granted',
    'HostRemove',
    'PairDigits',
    'ClockAsked',
    'UpdateAsked',
    'UpdateStarts',
  ];
  expect(Object.keys(deviceStates).filter((name) => !visited.has(name))).toEqual(
    [...brief, ...asked, 'Stopped'].sort(
      (a, b) => Object.keys(deviceStates).indexOf(a) - Object.keys(deviceStates).indexOf(b),
    ),
  );
});
