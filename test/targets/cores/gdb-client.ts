// A debugger's side of the GDB remote protocol over two named pipes, one packet after the other, waiting: enough to call functions
// on a core that QEMU emulates. Called by qemu-core.ts.
import { readSync, writeSync } from 'node:fs';

/** What comes from the pipe when the emulator is gone: nobody would end the waiting otherwise. */
export const ENDED = '!ended!';

const checksum = (text: string): string =>
  ([...text].reduce((sum, character) => sum + character.charCodeAt(0), 0) & 255).toString(16).padStart(2, '0');
const word = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes.toString('hex');
};

export class GdbClient {
  readonly #input: number;
  readonly #output: number;
  #received = '';

  /** File descriptors to read from and to write to. */
  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
    // Until somebody has asked for the description of the registers, QEMU takes none of them singly.
    this.#exchange('qXfer:features:read:target.xml:0,ff');
  }

  setRegister(index: number, value: number): void {
    this.#expect(`P${index.toString(16)}=${word(value)}`, 'OK');
  }

  register(index: number): number {
    return Buffer.from(this.#exchange(`p${index.toString(16)}`), 'hex').readUInt32LE();
  }

  writeMemory(address: number, bytes: Uint8Array): void {
    // A packet holds 4,096 characters.
    for (let at = 0; at < bytes.length; at += 1024) {
      const part = Buffer.from(bytes.subarray(at, at + 1024));
      this.#expect(`M${(address + at).toString(16)},${part.length.toString(16)}:${part.toString('hex')}`, 'OK');
    }
  }

  readMemory(address: number, length: number): Uint8Array {
    const parts: Buffer[] = [];
    for (let at = 0; at < length; at += 1024) {
      const size = Math.min(1024, length - at);
      parts.push(Buffer.from(this.#exchange(`m${(address + at).toString(16)},${size.toString(16)}`), 'hex'));
    }
    return Buffer.concat(parts);
  }

  breakAt(address: number): void {
    this.#expect(`Z0,${address.toString(16)},2`, 'OK');
  }

  /** Runs to the next breakpoint. */
  run(): void {
    const answer = this.#exchange('c');
    if (!answer.startsWith('T05') && !answer.startsWith('S05'))
      throw new Error(`Running the emulated core: expected a breakpoint, got ${answer}.`);
  }

  /** Ends the emulator. */
  kill(): void {
    this.#send('k');
  }

  #expect(packet: string, answer: string): void {
    const got = this.#exchange(packet);
    if (got !== answer) throw new Error(`Telling the emulator ${packet.slice(0, 20)}: expected ${answer}, got ${got}.`);
  }

  #exchange(packet: string): string {
    this.#send(packet);
    for (;;) {
      const [, answer, rest] = /^\+?\$([^#]*)#..(.*)$/s.exec(this.#received) ?? [];
      if (answer !== undefined) {
        this.#received = rest!;
        writeSync(this.#output, '+');
        return answer;
      }
      const buffer = Buffer.alloc(65536);
      const length = readSync(this.#input, buffer);
      this.#received += buffer.toString('latin1', 0, length);
      if (this.#received.endsWith(ENDED)) throw new Error('The emulator has ended before it answered.');
    }
  }

  #send(packet: string): void {
    this.#received = '';
    writeSync(this.#output, `$${packet}#${checksum(packet)}`);
  }
}
