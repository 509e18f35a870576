// chip.wasm on an emulated Cortex-M0+: calls its functions one by one and counts cycles. Stands for primitives.wasm in the
// portable tests and gives the benchmark its figures.
import { RP2040 } from 'rp2040js';
import { makeStrict } from '../emu/strict-core.ts';
import { addressOf, buildCore, type CoreProgram, callWords, noRoom } from './build-core.ts';

export const m0plus = { cpu: 'cortex-m0plus', code: 0x10000000, data: 0x20000000 };

export class EmulatedCore {
  /** The chip's memory; the linear memory lies at its start. */
  readonly memory: { buffer: ArrayBuffer; grow(): never };
  /** Cycles of all calls so far. */
  cycles = 0;
  /** Sees the address of each instruction before it is done. */
  onInstruction: ((address: number) => void) | undefined;
  readonly #rp = new RP2040();
  readonly #program: CoreProgram;

  constructor(program: CoreProgram) {
    this.#program = program;
    const rp = this.#rp;
    rp.flash.set(program.bin);
    makeStrict(rp, { readable: true }, (text) => {
      throw new Error(`The emulated core complains at ${rp.core.PC.toString(16)}: ${text}.`);
    });
    this.memory = { buffer: rp.sram.buffer as ArrayBuffer, grow: noRoom };
    this.jump('prepare', []);
  }

  call(name: string, ...parameters: (number | bigint)[]): number {
    return this.jump(`w2c_chip_${name}`, [this.#at('chip'), ...parameters]);
  }

  /** The pointer of a place in the linear memory. */
  address(offset: number): number {
    return m0plus.data + offset;
  }

  /** Runs a C function to its end. */
  jump(symbol: string, parameters: (number | bigint)[]): number {
    const { core } = this.#rp;
    const { registers, stack } = callWords(parameters);
    core.SP = this.#at('stack_top') - 4 * stack.length;
    const words = new Uint32Array(this.memory.buffer);
    stack.forEach((word, index) => {
      words[(core.SP - m0plus.data) / 4 + index] = word;
    });
    registers.forEach((word, index) => {
      core.registers[index] = word;
    });
    const [back, trapped] = [this.#at('returned'), this.#at('wasm_rt_trap')];
    core.LR = back | 1;
    core.PC = this.#at(symbol);
    while (core.PC !== back) {
      if (core.PC === trapped) throw new Error(`The emulated core trapped in ${symbol}: ${core.registers[0]}.`);
      this.onInstruction?.(core.PC);
      this.cycles += core.executeInstruction();
    }
    return core.registers[0]!;
  }

  #at(symbol: string): number {
    return addressOf(this.#program, symbol);
  }
}

export const createEmulatedCore = async (extra: string[] = []): Promise<EmulatedCore> =>
  new EmulatedCore(await buildCore(m0plus, extra));
