// A line with a T=1 terminal at one end and a T=1 card at the other, both from t1.wasm; used by the unit tests of T=1.
import { readFileSync } from 'node:fs';
import { wasmPath } from '@sigillator/firmware/build';

interface T1Exports {
  memory: WebAssembly.Memory;
  T1_SEND: WebAssembly.Global;
  t1BlockSendLength(): number;
  inputAt(): number;
  outputAt(): number;
  t1CardInit(buffer: number, bytes: number, crc: boolean, characterWaitMs: number): void;
  t1CardByte(byte: number, now: number): number;
  t1CardMayExtend(): number;
  t1CardTick(now: number): number;
  t1CardCommandLength(): number;
  t1CardAnswer(at: number, length: number): number;
  t1CardExtend(multiplier: number): number;
  t1TerminalInit(
    buffer: number,
    bytes: number,
    ifsc: number,
    crc: boolean,
    blockWaitMs: number,
    characterWaitMs: number,
    byteMs: number,
  ): void;
  t1TerminalSend(at: number, length: number, now: number): number;
  t1TerminalByte(byte: number, now: number): number;
  t1TerminalTick(now: number): number;
  t1TerminalDeadline(): number;
  t1TerminalCancel(): void;
  t1TerminalFailure(): number;
  t1TerminalAnswerLength(): number;
  atrStart(): void;
  atrByte(byte: number): number;
  atrWrite(at: number): number;
  atrFirstProtocol(): number;
  atrInformationMax(): number;
  atrUsesCrc(): number;
  atrBlockWaitMs(etuMicroseconds: number, clockKilohertz: number): number;
  atrCharacterWaitMs(etuMicroseconds: number): number;
}

const compiled = new WebAssembly.Module(readFileSync(wasmPath('t1')));

/** One instance of t1.wasm with helpers to move bytes. */
export class T1End {
  readonly wasm = new WebAssembly.Instance(compiled, {}).exports as unknown as T1Exports;

  put(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.wasm.memory.buffer).set(bytes, at);
  }

  take(at: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.memory.buffer).slice(at, at + length);
  }

  sent(): Uint8Array {
    return this.take(this.wasm.T1_SEND.value, this.wasm.t1BlockSendLength());
  }
}

export const cardResult = { nothing: 0, transmit: 1, command: 2, cleared: 3 } as const;
export const terminalResult = { nothing: 0, transmit: 1, extended: 2, answer: 3, failed: 4 } as const;
export const failures = { none: 0, mute: 1, resynchronised: 2, cancelled: 3, tooLong: 4 } as const;

export interface LineOptions {
  ifsc?: number;
  crc?: boolean;
  /** What the card answers; its own command unless given. */
  answer?: (command: Uint8Array) => Uint8Array;
  /** How often the card asks for time first. */
  extensions?: number;
  /** The answer is ready before the last request for time was agreed to. */
  answerEarly?: boolean;
  /** Sees every byte on the line, in order; returns what arrives in its place. */
  disturb?: (byte: number, index: number, toCard: boolean) => number[];
}

export const blockWaitMs = 200;
const characterWaitMs = 20;

export class T1Line {
  readonly card = new T1End();
  readonly terminal = new T1End();
  readonly options: LineOptions;
  now = 1000;
  bytesOnLine = 0;
  commands: Uint8Array[] = [];
  #pending: Uint8Array | undefined;
  #extensions = 0;
  #toCard: number[] = [];
  #toTerminal: number[] = [];

  constructor(options: LineOptions = {}) {
    this.options = options;
    const crc = options.crc ?? false;
    this.card.wasm.t1CardInit(this.card.wasm.inputAt(), 1024, crc, characterWaitMs);
    this.terminal.wasm.t1TerminalInit(
      this.terminal.wasm.outputAt(),
      1024,
      options.ifsc ?? 254,
      crc,
      blockWaitMs,
      characterWaitMs,
      1,
    );
  }

  #carry(bytes: Uint8Array, toCard: boolean): void {
    for (const byte of bytes) {
      const arrives = this.options.disturb?.(byte, this.bytesOnLine, toCard) ?? [byte];
      this.bytesOnLine++;
      (toCard ? this.#toCard : this.#toTerminal).push(...arrives);
    }
  }

  #cardDoes(result: number): void {
    if (result === cardResult.transmit || result === cardResult.cleared) this.#carry(this.card.sent(), false);
    if (result === cardResult.cleared) this.#pending = undefined;
    if (result !== cardResult.command) return;
    this.#pending = this.card.take(this.card.wasm.inputAt(), this.card.wasm.t1CardCommandLength());
    this.commands.push(this.#pending);
    this.#extensions = this.options.extensions ?? 0;
  }

  /** The card's own work: first it asks for time as often as the options say, then it answers. */
  #work(): void {
    if (this.#pending === undefined || !this.card.wasm.t1CardMayExtend()) return;
    if (this.#extensions > 0) {
      this.#extensions--;
      this.#cardDoes(this.card.wasm.t1CardExtend(2));
      if (this.#extensions > 0 || !this.options.answerEarly) return;
    }
    const answer = (this.options.answer ?? ((command) => command))(this.#pending);
    this.#pending = undefined;
    this.card.put(this.card.wasm.outputAt(), answer);
    this.#cardDoes(this.card.wasm.t1CardAnswer(this.card.wasm.outputAt(), answer.length));
  }

  /** Sends a command and lets time pass until it ends; returns the answer or the failure's number. */
  exchange(command: Uint8Array): Uint8Array | number {
    this.#toCard = [];
    this.#toTerminal = [];
    this.terminal.put(this.terminal.wasm.inputAt(), command);
    let result = this.terminal.wasm.t1TerminalSend(this.terminal.wasm.inputAt(), command.length, this.now);
    for (let turns = 0; turns < 200_000; turns++) {
      if (result === terminalResult.answer)
        return this.terminal.take(this.terminal.wasm.outputAt(), this.terminal.wasm.t1TerminalAnswerLength());
      if (result === terminalResult.failed) return this.terminal.wasm.t1TerminalFailure();
      if (result !== terminalResult.nothing) {
        this.#carry(this.terminal.sent(), true);
        result = terminalResult.nothing;
      }
      if (this.#toCard.length > 0) this.#cardDoes(this.card.wasm.t1CardByte(this.#toCard.shift()!, ++this.now));
      else if (this.#toTerminal.length > 0)
        result = this.terminal.wasm.t1TerminalByte(this.#toTerminal.shift()!, ++this.now);
      else {
        this.now += 7;
        this.#cardDoes(this.card.wasm.t1CardTick(this.now));
        if (this.#toTerminal.length === 0) result = this.terminal.wasm.t1TerminalTick(this.now);
      }
      this.#work();
    }
    throw new Error('T=1 exchange: expected an end, got 200,000 turns without one');
  }
}
