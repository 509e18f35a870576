// How fast the simulated device is: from a key's contact to the drawn screen, in real milliseconds, and the device suite.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { loadProgram } from '@sigillator/simulator/firmware';
import { sampleDesk } from '@sigillator/simulator/sample-desk';
import { absolute, type Row } from './row.ts';

const PRESSES = 200;
const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function device(): Promise<Row[]> {
  return [
    absolute('key-to-screen-ms', await keyToScreenMs(), 'ms', 5),
    absolute('device-suite-seconds', deviceSuiteSeconds(), 's', 60),
  ];
}

/** Median over presses of ▼ and ▲ in the menu of a new device: contact, debounce, drawing, and the pixels are there. */
async function keyToScreenMs(): Promise<number> {
  const { driver } = await sampleDesk({
    seed: 1,
    device: await loadProgram('device'),
    card: await loadProgram('card'),
    timeOfDay: 1_800_000_000,
  });
  const { machine } = driver;
  await driver.waitFor('English');
  const times: number[] = [];
  for (let press = 0; press < PRESSES; press++) {
    let drawn = false;
    const listener = ({ kind }: { kind: string }): void => {
      drawn ||= kind === 'screen';
    };
    machine.listeners.add(listener);
    const start = performance.now();
    machine.input({ kind: 'press', keys: [press % 2 === 0 ? 'down' : 'up'] });
    machine.runUntil(machine.clock.nowUs + 1e6, () => drawn);
    times.push(performance.now() - start);
    machine.listeners.delete(listener);
    const wanted = press % 2 === 0 ? '► Svenska' : '► English';
    if (!driver.screen().includes(wanted))
      throw new Error(`Measuring keys: expected "${wanted}", got\n${driver.screen()}`);
    machine.run(500);
  }
  return times.sort((a, b) => a - b)[PRESSES / 2]!;
}

function deviceSuiteSeconds(): number {
  const start = performance.now();
  const { status, stdout } = spawnSync('vitest', ['run', 'test/device'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Measuring the device suite: it fails.\n${stdout.slice(-2000)}`);
  return (performance.now() - start) / 1000;
}
