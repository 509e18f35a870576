// chip.wasm on an emulated Cortex-M33 (QEMU's mps2-an505): the second instruction set of the portable tests. No code of ours runs
// but the functions that are called; a debugger's connection moves memory and registers.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, buildCore, type CoreProgram, callWords, noRoom } from './build-core.ts';
import { ENDED, GdbClient } from './gdb-client.ts';

const m33 = { cpu: 'cortex-m33', code: 0x10000000, data: 0x38000000 };
const PAGE = 65536;
const [SP, LR, PC, XPSR] = [13, 14, 15, 25];
const THUMB = 0x01000000;

export class QemuCore {
  /** A copy of the linear memory: written over before a call, read back after it. */
  readonly memory = { buffer: new ArrayBuffer(PAGE), grow: noRoom };
  readonly #program: CoreProgram;
  readonly #gdb: GdbClient;
  readonly #close: () => void;
  /** The linear memory as the core has it. */
  #there = new Uint8Array(PAGE);

  constructor(program: CoreProgram, gdb: GdbClient, close: () => void) {
    this.#program = program;
    this.#gdb = gdb;
    this.#close = close;
    gdb.breakAt(this.#at('returned'));
    gdb.breakAt(this.#at('wasm_rt_trap'));
    this.#jump('prepare', []);
    this.#fetch();
  }

  call(name: string, ...parameters: (number | bigint)[]): number {
    const ours = new Uint8Array(this.memory.buffer);
    // Only what has changed, in pieces of a packet.
    for (let at = 0; at < PAGE; at += 1024) {
      const piece = ours.subarray(at, at + 1024);
      if (Buffer.compare(piece, this.#there.subarray(at, at + 1024)) !== 0) this.#gdb.writeMemory(m33.data + at, piece);
    }
    const result = this.#jump(`w2c_chip_${name}`, [this.#at('chip'), ...parameters]);
    this.#fetch();
    return result;
  }

  close(): void {
    this.#gdb.kill();
    this.#close();
  }

  #fetch(): void {
    this.#there.set(this.#gdb.readMemory(m33.data, PAGE));
    new Uint8Array(this.memory.buffer).set(this.#there);
  }

  #jump(symbol: string, parameters: (number | bigint)[]): number {
    const { registers, stack } = callWords(parameters);
    const sp = this.#at('stack_top') - 4 * stack.length;
    if (stack.length > 0) this.#gdb.writeMemory(sp, new Uint8Array(Uint32Array.from(stack).buffer));
    registers.forEach((value, index) => {
      this.#gdb.setRegister(index, value);
    });
    this.#gdb.setRegister(SP, sp);
    this.#gdb.setRegister(LR, this.#at('returned') | 1);
    this.#gdb.setRegister(XPSR, THUMB);
    this.#gdb.setRegister(PC, this.#at(symbol));
    this.#gdb.run();
    if (this.#gdb.register(PC) !== this.#at('returned'))
      throw new Error(`The emulated core trapped in ${symbol}: ${this.#gdb.register(0)}.`);
    return this.#gdb.register(0);
  }

  #at(symbol: string): number {
    return addressOf(this.#program, symbol);
  }
}

export async function createQemuCore(): Promise<QemuCore> {
  const program = await buildCore(m33);
  const folder = mkdtempSync(join(tmpdir(), 'sigillator-qemu-'));
  const [elf, pipe] = [join(folder, 'core.elf'), join(folder, 'gdb')];
  writeFileSync(elf, program.elf);
  execFileSync('mkfifo', [`${pipe}.in`, `${pipe}.out`]);
  const parameters = [
    ...['-machine', 'mps2-an505', '-kernel', elf, '-S', '-gdb', `pipe:${pipe}`],
    ...['-display', 'none', '-serial', 'none', '-monitor', 'none'],
  ];
  const script = `timeout 600 qemu-system-arm "$@"; printf '${ENDED}' 1<>"$0"`;
  spawn('sh', ['-c', script, `${pipe}.out`, ...parameters], { stdio: 'ignore' });
  // Read and write, so that opening does not wait for the other end.
  const [output, input] = ['in', 'out'].map((end) => openSync(`${pipe}.${end}`, constants.O_RDWR)) as [number, number];
  return new QemuCore(program, new GdbClient(input, output), () => {
    closeSync(input);
    closeSync(output);
    rmSync(folder, { recursive: true });
  });
}
