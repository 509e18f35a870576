// QEMU with the board mps2-an505: its image, a file for its flash chip, a pseudo-terminal for its serial port and a socket for
// the wires. Called by qemu.ts.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFolder, buildImage } from '../../../hw/build.ts';
import { Wires } from './wires.ts';

/** The memory that stands for the flash chip, by the board's data sheet; the chip is its beginning. */
const CHIP_BYTES = 16 << 20;

export class QemuMachine {
  readonly wires: Wires;
  /** Path of the pseudo-terminal. */
  readonly port: string;
  readonly #folder: string;
  readonly #chip: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, folder: string, chip: number, wires: Wires, port: string) {
    this.#process = process;
    this.#folder = folder;
    this.#chip = chip;
    this.wires = wires;
    this.port = port;
  }

  static async start(): Promise<QemuMachine> {
    await buildImage('mps2-an505');
    const folder = mkdtempSync(join(tmpdir(), 'sigillator-qemu-'));
    const [chip, socket] = [join(folder, 'chip'), join(folder, 'wires')];
    writeFileSync(chip, Buffer.alloc(CHIP_BYTES, 0xff));
    const server = createServer();
    const connected = once(server, 'connection') as Promise<[Socket]>;
    server.listen(socket);
    await once(server, 'listening');
    const memory = `memory-backend-file,id=chip,size=${CHIP_BYTES},mem-path=${chip},share=on`;
    const child = spawn(
      'qemu-system-arm',
      [
        ...['-machine', 'mps2-an505,memory-backend=chip', '-object', memory, '-icount', 'shift=0'],
        ...['-kernel', join(buildFolder, 'mps2-an505.elf'), '-display', 'none', '-monitor', 'none'],
        ...['-serial', 'pty', '-chardev', `socket,id=wires,path=${socket}`, '-serial', 'chardev:wires'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    try {
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`Starting QEMU: it ended with ${code}. ${text}`);
      });
      let text = '';
      const port = new Promise<string>((resolve) => {
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (bytes: Buffer) => {
            text += bytes.toString();
            const [, path] = /redirected to (\S+)/.exec(text) ?? [];
            if (path !== undefined) resolve(path);
          });
      });
      const [[wires], path] = await Promise.race([Promise.all([connected, port]), ended]);
      ended.catch(() => {});
      server.close();
      return new QemuMachine(child, folder, openSync(chip, 'r+'), new Wires(wires), path);
    } catch (error) {
      child.kill();
      server.close();
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  writeFlash(place: number, bytes: Uint8Array): void {
    writeSync(this.#chip, bytes, 0, bytes.length, place);
  }

  readFlash(place: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    readSync(this.#chip, bytes, 0, length, place);
    return bytes;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill();
      await ended;
    }
    closeSync(this.#chip);
    rmSync(this.#folder, { recursive: true });
  }
}
