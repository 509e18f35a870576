// Scripts: read, played, and what they say when something is not as they expect; and the sample desk that they run on.

import { demonstration } from '@sigillator/simulator/demo';
import { DriverPlayer } from '@sigillator/simulator/driver-player';
import { loadProgram } from '@sigillator/simulator/firmware';
import { Recorder } from '@sigillator/simulator/recorder';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { clerkLeaves, clerkSeals } from '@sigillator/simulator/sample-scripts';
import { type Played, parseScript, playScript } from '@sigillator/simulator/script';
import { displayLines } from '@sigillator/simulator/terminal-panel';
import { expect, test } from 'vitest';

const played = (): Played & { done: string[] } => {
  const done: string[] = [];
  const act = (name: string) => async (argument?: unknown) => {
    done.push(argument === undefined ? name : `${name} ${argument}`);
    if (argument === 'never') throw new Error('not there');
    return `shows ${argument}`;
  };
  return {
    done,
    press: async (keys) => void (await act('press')(keys)),
    waitFor: act('wait'),
    insertCard: async (name) => void (await act('in')(name)),
    removeCard: async () => void (await act('out')()),
    power: async (on) => void (await act('power')(on)),
    passTime: async (ms) => void (await act('pass')(ms)),
  };
};

test('a script plays its steps in order and hands over the screen of each wait', async () => {
  const rig = played();
  const seen: string[] = [];
  const steps = parseScript(
    'press 1 2 ok\n# a remark\n\n  wait Your PIN\ncard anna\ncard out\npower off\npower on\npass 20',
  );
  await playScript(rig, steps, (screen) => seen.push(screen));
  expect(rig.done).toEqual(['press 1 2 ok', 'wait Your PIN', 'in anna', 'out', 'power false', 'power true', 'pass 20']);
  expect(seen).toEqual(['shows Your PIN']);
});

test('a step that fails says which it was', async () => {
  await expect(playScript(played(), parseScript('press 1\nwait never'))).rejects.toThrow(
    'Step 2 of 2, "wait never": not there',
  );
});

test.each(['jump up', 'press', 'pass soon', 'power maybe', 'card two cards', 'toString x'])(
  'the line "%s" is refused',
  (line) => {
    expect(() => parseScript(line)).toThrow(`got "${line}"`);
  },
);

const desk = async (seed: number) =>
  sampleDesk({
    seed,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: 1_800_000_000,
    language: 'en',
  });

test('a clerk at the sample desk seals, and the same seed gives the same run to the byte', async () => {
  const run = async (): Promise<{ digest: string; screen: string }> => {
    const { driver } = await desk(5);
    const recorder = new Recorder(driver.machine);
    await playScript(new DriverPlayer(driver), clerkSeals('004217'));
    const screen = driver.screen();
    await playScript(new DriverPlayer(driver), clerkLeaves);
    return { digest: recorder.recording().digest, screen };
  };
  const first = await run();
  expect(first.screen).toMatch(/\d{3} \d{3}/);
  expect(await run()).toEqual(first);
});

test('a snapshot in the middle of a seal, card and all, goes on to the same seal', async () => {
  const { driver } = await desk(6);
  const steps = clerkSeals('123456');
  await playScript(new DriverPlayer(driver), steps.slice(0, 5));
  const saved = driver.machine.snapshot();
  const rest = async (): Promise<string> => {
    await playScript(new DriverPlayer(driver), steps.slice(5));
    return driver.screen();
  };
  const first = await rest();
  driver.machine.input({ kind: 'remove' });
  await driver.pass(500);
  driver.machine.restore(saved);
  expect(await rest()).toBe(first);
});

test('SE-3.1 the demonstration types six digits, shows the issuer seal and verifies it', async () => {
  const lines: string[] = [];
  await demonstration((line) => lines.push(line));
  expect(lines.join('\n')).toMatch(/issuer seal {6}\d{3} \d{3}\nverified {9}yes/);
});

test('the terminal draws two rows of pixels a line', () => {
  // column 0 of page 0: rows 0, 1 and 3 lit
  const lines = displayLines(`0b${'00'.repeat(1023)}`);
  expect(lines.length).toBe(32);
  expect([lines[0]![0], lines[1]![0], lines[2]![0], lines[0]![1]]).toEqual(['█', '▄', ' ', ' ']);
});
