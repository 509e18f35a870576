// A device of a few lines of wasm, so that the simulator's own parts are tested without the real firmware. It draws one
// column for each event, counts key presses in a global, echoes ports, powers a card that is put in and draws its bytes.
import type { FlashPart } from '@sigillator/simulator/flash-part';
import { Machine, type MachineOptions } from '@sigillator/simulator/machine';
import { compileProgram, type Program } from '@sigillator/simulator/program';
import wabtInit from 'wabt';

const DEVICE = `(module
  (import "board" "display" (func $display (param i32 i32 i32)))
  (import "board" "alarm" (func $alarm (param i32)))
  (import "board" "entropy" (func $entropy (param i32 i32) (result i32)))
  (import "board" "cardPower" (func $cardPower (param i32)))
  (import "board" "portSend" (func $portSend (param i32 i32 i32) (result i32)))
  (import "board" "portReceive" (func $portReceive (param i32 i32 i32) (result i32)))
  (import "board" "flashProgram" (func $flashProgram (param i32 i32 i32)))
  (import "board" "restart" (func $restart))
  (import "board" "halt" (func $halt (param i32)))
  (memory (export "memory") 1)
  (global $column (mut i32) (i32.const 0))
  (global $work (mut i32) (i32.const 0))
  (func $draw (param $byte i32)
    (i32.store8 (i32.add (i32.const 1024) (global.get $column)) (local.get $byte))
    (global.set $column (i32.rem_u (i32.add (global.get $column) (i32.const 1)) (i32.const 128)))
    (call $display (i32.const 1024) (i32.const 0) (i32.const 1)))
  (func (export "start")
    (drop (call $entropy (i32.const 2048) (i32.const 1)))
    (call $draw (i32.load8_u (i32.const 2048))))
  (func (export "event") (param $kind i32) (param $argument i32)
    (local $length i32)
    (call $draw (i32.or (i32.shl (local.get $kind) (i32.const 4)) (i32.and (local.get $argument) (i32.const 15))))
    (if (i32.eq (local.get $kind) (i32.const 1)) (then
      (global.set $work (i32.const 3))
      (if (i32.eq (local.get $argument) (i32.const 5)) (then (call $alarm (i32.const 5000))))
      (if (i32.eq (local.get $argument) (i32.const 7)) (then
        (call $flashProgram (i32.const 0) (i32.const 1024) (i32.const 16))))
      (if (i32.eq (local.get $argument) (i32.const 8)) (then (call $restart)))
      (if (i32.eq (local.get $argument) (i32.const 9)) (then (call $halt (i32.const 42))))
      (if (i32.eq (local.get $argument) (i32.const 11)) (then (unreachable)))))
    (if (i32.eq (local.get $kind) (i32.const 4)) (then (call $cardPower (i32.const 1))))
    (if (i32.eq (local.get $kind) (i32.const 9)) (then
      (local.set $length (call $portReceive (local.get $argument) (i32.const 4096) (i32.const 64)))
      (drop (call $portSend (local.get $argument) (i32.const 4096) (local.get $length))))))
  (func (export "step") (result i32)
    (if (global.get $work) (then (global.set $work (i32.sub (global.get $work) (i32.const 1)))))
    (i32.gt_u (global.get $work) (i32.const 0))))`;

export async function assemble(name: string, text: string): Promise<Program> {
  const wabt = await wabtInit();
  const module = wabt.parseWat(`${name}.wat`, text);
  return compileProgram(name, module.toBinary({}).buffer);
}

/** Memory without any physics; `failAtProgram` throws in the middle of that program call. */
export class PlainFlash implements FlashPart {
  readonly bytes = new Uint8Array(4096).fill(0xff);
  onProgram: () => void = () => {};

  read(address: number, target: Uint8Array): void {
    target.set(this.bytes.subarray(address, address + target.length));
  }

  powerOn(): void {}

  program(address: number, bytes: Uint8Array): void {
    this.onProgram();
    bytes.forEach((byte, i) => {
      this.bytes[address + i]! &= byte;
    });
  }

  erase(): void {
    this.bytes.fill(0xff);
  }

  snapshot(): Uint8Array {
    return this.bytes.slice();
  }

  restore(state: unknown): void {
    this.bytes.set(state as Uint8Array);
  }
}

let program: Promise<Program> | undefined;

/** A machine that runs the tiny device; switched on. */
export async function tinyMachine(options: Partial<MachineOptions> = {}): Promise<Machine> {
  program ??= assemble('device', DEVICE);
  const machine = new Machine({ seed: 1, device: await program, flash: new PlainFlash(), ...options });
  machine.input({ kind: 'power', on: true });
  machine.settle();
  return machine;
}

/** What the tiny device drew: one byte a column, up to the last that is not 0. */
export function columns(machine: Machine): number[] {
  const row = [...machine.display.pages().subarray(0, 128)];
  return row.slice(0, row.findLastIndex((byte) => byte !== 0) + 1);
}
