// Target `sim`: the simulator in this process, in virtual time.

import type { Transport } from '@sigillator/host/transport';
import { TcpTransport } from '@sigillator/host/transport/tcp';
import { loadProgram } from '@sigillator/simulator/firmware';
import { Flash } from '@sigillator/simulator/flash';
import { DEVICE_FLASH_SECTORS } from '@sigillator/simulator/flash-sizes';
import { ForeignCard } from '@sigillator/simulator/foreign-card';
import { parseKeys } from '@sigillator/simulator/keys';
import { Machine, type MachineOptions } from '@sigillator/simulator/machine';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { type PortName, portNames } from '@sigillator/simulator/ports';
import { screenText } from '@sigillator/simulator/screen-text';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { VirtualTime } from '@sigillator/simulator/virtual-time';
import type { Rig } from '../rig.ts';

export type LinkKind = 'memory' | 'tcp';

export interface SimOptions extends Partial<MachineOptions> {
  link?: LinkKind;
  /** Switch the device on at once; default true. */
  on?: boolean;
}

export class SimRig implements Rig {
  readonly target = 'sim';
  readonly machine: Machine;
  readonly driver: VirtualTime;
  readonly #linkKind: LinkKind;
  #tcp = new Map<number, TcpPort>();
  #transports: Transport[] = [];

  constructor(machine: Machine, linkKind: LinkKind) {
    this.machine = machine;
    this.driver = new VirtualTime(machine, () => screenText(machine.display.pages()));
    this.#linkKind = linkKind;
  }

  async press(keys: string): Promise<void> {
    await this.driver.pass(this.machine.input({ kind: 'press', keys: parseKeys(keys) }) / 1000);
  }

  async screen(): Promise<string> {
    return this.driver.screen();
  }

  waitFor(text: string, budgetMs?: number): Promise<string> {
    return this.driver.waitFor(text, budgetMs);
  }

  async insertCard(name: string): Promise<void> {
    this.machine.input({ kind: 'insert', card: name });
  }

  async removeCard(): Promise<void> {
    this.machine.input({ kind: 'remove' });
  }

  async power(on: boolean): Promise<void> {
    this.machine.input({ kind: 'power', on });
    this.machine.settle();
  }

  passTime(deltaMs: number): Promise<void> {
    return this.driver.pass(deltaMs);
  }

  async link(name: PortName = 'usb-bulk'): Promise<Transport> {
    const port = portNames.indexOf(name);
    const transport = this.#linkKind === 'memory' ? new MemoryLink(this.driver, port) : await this.#connectTcp(port);
    this.#transports.push(transport);
    return transport;
  }

  async #connectTcp(port: number): Promise<Transport> {
    let tcp = this.#tcp.get(port);
    if (tcp === undefined) {
      tcp = await serveTcp(this.driver, port);
      this.#tcp.set(port, tcp);
    }
    return TcpTransport.open(tcp.port);
  }

  async close(): Promise<void> {
    for (const transport of this.#transports) await transport.close();
    for (const tcp of this.#tcp.values()) await tcp.close();
  }
}

/** A new simulated device on the built firmware, with the cards `silent` and `bank` unless others are given. */
export async function createSimRig({ link = 'memory', on = true, ...options }: SimOptions = {}): Promise<SimRig> {
  const { seed = 1, device = await loadProgram('device'), flash = new Flash(DEVICE_FLASH_SECTORS, seed) } = options;
  const firstStage = options.firstStage ?? (await loadProgram('first-stage'));
  const cards = options.cards ?? [
    ['silent', new ForeignCard('silent')],
    ['bank', new ForeignCard('bank')],
  ];
  const rig = new SimRig(new Machine({ ...options, seed, device, firstStage, flash, cards }), link);
  if (on) await rig.power(true);
  return rig;
}
