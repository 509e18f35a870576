// A desk in the page itself: the same firmware bytes on the same virtual parts, no server behind it.
import type { Desk, DeskEvent } from '../src/desk.ts';
import type { KeyName } from '../src/keys.ts';
import { Paced } from '../src/pace.ts';
import { compileProgram, type Program } from '../src/program.ts';
import { sampleDesk } from '../src/sample-desk.ts';
import type { DeviceLanguage } from '../src/sample-scripts.ts';
import type { PanelDesk } from './panel-desk.ts';

export interface LocalWishes {
  seed: number | undefined;
  fresh: boolean;
  language: DeviceLanguage;
}

export class LocalDesk implements PanelDesk {
  readonly #desk: Desk;

  private constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** `seed` makes a run that can be repeated; without it one is drawn. `fresh`: the device was never started. */
  static async start({ seed, fresh, language }: LocalWishes): Promise<LocalDesk> {
    const [device, card] = await Promise.all([load('device'), load('card')]);
    const desk = await sampleDesk({
      seed: seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
      device,
      card,
      timeOfDay: Math.floor(Date.now() / 1000),
      ...(fresh ? {} : { language }),
      drive: (machine, read) => {
        const driver = new Paced(machine, read);
        driver.start();
        return driver;
      },
    });
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

async function load(name: string): Promise<Program> {
  const answer = await fetch(`./${name}.wasm`);
  if (!answer.ok) throw new Error(`Starting the device: ${name}.wasm is not beside this page.`);
  return compileProgram(name, new Uint8Array(await answer.arrayBuffer()));
}
