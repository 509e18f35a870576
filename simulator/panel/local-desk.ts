// A desk in the page itself: the same firmware bytes on the same virtual parts, no server behind it.
import type { Desk, DeskEvent } from '../src/desk.ts';
import type { KeyName } from '../src/keys.ts';
import { Paced } from '../src/pace.ts';
import { compileProgram, type Program } from '../src/program.ts';
import { sampleDesk } from '../src/sample-desk.ts';
import type { PanelDesk } from './panel-desk.ts';

export class LocalDesk implements PanelDesk {
  readonly #desk: Desk;

  private constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** `seed` makes a run that can be repeated; without it one is drawn. */
  static async start(seed: number | undefined): Promise<LocalDesk> {
    const device = await load('device');
    if (device === undefined) throw new Error('Starting the device: device.wasm is not beside this page.');
    const desk = await sampleDesk({
      seed: seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
      device,
      card: await load('card'),
      timeOfDay: Math.floor(Date.now() / 1000),
      drive: (machine, read) => {
        const driver = new Paced(machine, read);
        driver.start();
        return driver;
      },
    });
    desk.power(true);
    return new LocalDesk(desk);
  }

  subscribe(listener: (event: DeskEvent) => void): void {
    this.#desk.subscribe(listener);
  }

  press(key: KeyName): Promise<void> {
    return this.#desk.press(key);
  }

  async insert(card: string): Promise<void> {
    this.#desk.insert(card);
  }

  async remove(): Promise<void> {
    this.#desk.remove();
  }

  async power(on: boolean): Promise<void> {
    this.#desk.power(on);
  }
}

async function load(name: string): Promise<Program | undefined> {
  const answer = await fetch(`./${name}.wasm`);
  return answer.ok ? compileProgram(name, new Uint8Array(await answer.arrayBuffer())) : undefined;
}
