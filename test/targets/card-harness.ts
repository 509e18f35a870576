// A card of card.wasm with its own flash, and a T=1 terminal at its contacts: whole APDUs in and out, synchronously.
// Used by every test of the card. Bytes on the line can be counted and the card pulled after any of them.
import { readFileSync } from 'node:fs';
import { wasmPath } from '@sigillator/firmware/build';
import { CardChannel, type Proof, proofCommand, type Role } from '@sigillator/host/card/card-channel';
import { issuerKeyOf, organisationKey, serialBytes, terminalKeyOf } from '@sigillator/host/card/card-keys';
import { type CardStatus, parseCardStatus } from '@sigillator/host/card/card-status';
import { type ApduParts, type CardAnswer, commandApdu, parseAnswer } from '@sigillator/host/card/command-apdu';
import { type CardData, personaliseCard } from '@sigillator/host/card/personalise';
import { CardChip } from '@sigillator/simulator/card';
import { Flash, type FlashSnapshot } from '@sigillator/simulator/flash';
import { compileProgram, type Program } from '@sigillator/simulator/program';
import { T1End, terminalResult } from './t1-line.ts';

export const cardProgram = await compileProgram('card', readFileSync(wasmPath('card')));
export const CARD_SECTORS = 16;

/** The card was pulled, as the test asked for. */
export class Pulled extends Error {}

export interface HarnessOptions {
  program?: typeof cardProgram;
  entropySeed?: number;
  wide?: boolean;
  separate?: boolean;
  /** A card that was built with an external method, and the method. */
  external?: { program: Program; method: WebAssembly.Module };
}

export class CardHarness {
  readonly flash: Flash;
  readonly card: CardChip;
  #terminal = new T1End();
  #fromCard: number[] = [];
  /** Bytes that have crossed the line since power-on, both ways. */
  bytesOnLine = 0;
  /** Pulls the card when so many bytes have crossed the line. */
  pullAfter = Number.POSITIVE_INFINITY;
  nowMs = 0;
  extensions = 0;
  /** Cancels the command under way as soon as the card has asked for time. */
  cancels = false;
  atr: Uint8Array = new Uint8Array(0);

  constructor(options: HarnessOptions = {}) {
    this.flash = new Flash(CARD_SECTORS);
    this.card = new CardChip({
      program: options.program ?? options.external?.program ?? cardProgram,
      ...(options.external === undefined ? {} : { method: options.external.method }),
      flash: this.flash,
      entropySeed: options.entropySeed ?? 7,
      wide: options.wide ?? true,
      separate: options.separate ?? true,
    });
    this.card.onTransmit = (bytes) => this.#fromCard.push(...bytes);
  }

  /** Power on, answer to reset; the flash keeps what it has. */
  powerOn(): this {
    this.card.powerOff();
    this.flash.powerOn();
    this.bytesOnLine = 0;
    this.pullAfter = Number.POSITIVE_INFINITY;
    this.#fromCard = [];
    this.card.powerOn(this.nowMs);
    this.#readAtr();
    return this;
  }

  warmReset(): void {
    this.#fromCard = [];
    this.card.reset();
    this.#readAtr();
  }

  #readAtr(): void {
    this.atr = Uint8Array.from(this.#fromCard);
    this.forgetLine();
  }

  /** A fresh terminal at the contacts; the card knows nothing of it. */
  forgetLine(): void {
    this.#fromCard = [];
    this.#terminal.wasm.t1TerminalInit(this.#terminal.wasm.outputAt(), 1024, 254, false, 1600, 30, 1);
  }

  powerOff(): void {
    this.card.powerOff();
  }

  restore(snapshot: FlashSnapshot): this {
    this.card.powerOff();
    this.flash.restore(snapshot);
    return this;
  }

  #cross(): void {
    if (this.bytesOnLine++ >= this.pullAfter) {
      this.card.powerOff();
      throw new Pulled();
    }
  }

  /** One command through T=1; throws `Stopped` when a planned power cut happens, `Pulled` when the card is pulled. */
  exchange(command: Uint8Array): Uint8Array {
    const { wasm } = this.#terminal;
    this.#terminal.put(wasm.inputAt(), command);
    let result = wasm.t1TerminalSend(wasm.inputAt(), command.length, this.nowMs);
    for (;;) {
      if (result === terminalResult.answer) {
        this.#settle();
        return this.#terminal.take(wasm.outputAt(), wasm.t1TerminalAnswerLength());
      }
      if (result === terminalResult.failed) throw new Error(`T=1 failed with ${wasm.t1TerminalFailure()}`);
      if (result === terminalResult.extended) {
        this.extensions++;
        if (this.cancels) wasm.t1TerminalCancel();
      }
      if (result !== terminalResult.nothing) this.#toCard(this.#terminal.sent());
      result = this.#untilBlock();
    }
  }

  #toCard(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#cross();
      this.card.receive(byte);
    }
  }

  #untilBlock(): number {
    const { wasm } = this.#terminal;
    for (;;) {
      while (this.#fromCard.length > 0) {
        this.#cross();
        const result = wasm.t1TerminalByte(this.#fromCard.shift()!, this.nowMs);
        if (result !== terminalResult.nothing) return result;
      }
      if (this.card.step(++this.nowMs)) continue;
      if (this.#fromCard.length > 0) continue;
      this.nowMs += 100;
      const result = wasm.t1TerminalTick(this.nowMs);
      if (result !== terminalResult.nothing) return result;
    }
  }

  /** Lets the card do its idle work. */
  #settle(): void {
    while (this.card.step(++this.nowMs));
  }

  send(command: Uint8Array): CardAnswer {
    return parseAnswer(this.exchange(command));
  }

  /** A command of the table in the plain channel. */
  plain(name: string, parts: ApduParts = {}): CardAnswer {
    return this.send(commandApdu(name, parts));
  }

  status(): CardStatus {
    const answer = this.plain('get-status');
    if (answer.sw !== 0x9000) throw new Error(`get-status answered ${answer.sw.toString(16)}`);
    return parseCardStatus(answer.data);
  }

  memory(): Uint8Array {
    return this.card.chip.memory();
  }
}

/** A card that takes whole commands: this harness, or one in an emulator. */
export interface CardEnd {
  exchange(command: Uint8Array): Uint8Array;
}

/** An open channel with the commands of the table. */
export class HarnessChannel {
  readonly #harness: CardEnd;
  readonly channel: CardChannel;

  constructor(harness: CardEnd, channel: CardChannel) {
    this.#harness = harness;
    this.channel = channel;
  }

  raw(command: Uint8Array): CardAnswer {
    return this.channel.unwrap(this.#harness.exchange(this.channel.wrap(command)));
  }

  send(name: string, parts: ApduParts = {}): CardAnswer {
    return this.raw(commandApdu(name, parts));
  }

  status(): CardStatus {
    return parseCardStatus(this.send('get-status').data);
  }
}

export interface OpenOptions {
  key: Uint8Array;
  serial: Uint8Array;
  time?: number;
  /** Changes the proof before it is sent. */
  spoil?: (command: Uint8Array) => Uint8Array;
}

/** Proves a key and opens the channel; a refusal comes back as its status word. */
export function tryOpen(harness: CardEnd, role: Role, options: OpenOptions): HarnessChannel | number {
  const asked = parseAnswer(harness.exchange(commandApdu('get-challenge', {})));
  if (asked.sw !== 0x9000) return asked.sw;
  const proof: Proof = {
    role,
    key: options.key,
    serial: options.serial,
    time: options.time ?? 0,
    cardRandom: asked.data,
    terminalRandom: Uint8Array.from({ length: 16 }, (_, i) => i + 1),
  };
  const answer = parseAnswer(harness.exchange((options.spoil ?? ((command) => command))(proofCommand(proof))));
  if (answer.sw !== 0x9000) return answer.sw;
  return new HarnessChannel(harness, new CardChannel(proof, answer.data));
}

export const master = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 ^ (i * 5));
export const organisationDigits = '31415926535897932384626433832795028';
export const organisation = organisationKey(organisationDigits);
export const serialText = 'SE-4711-0001';
export const serial = serialBytes(serialText);
export const issuerKey = issuerKeyOf(master, serial);
export const terminalKey = terminalKeyOf(organisation, serial);
export const sealDigits = '98765432109876543210987654321098765';
export const nextSealDigits = '27182818284590452353602874713526624';
export const responseDigits = '16180339887498948482045868343656381';
/** 1 June 2026, and the validity of the sample keys around it. */
export const now = 1_780_272_000;
export const issuerPin = '1234';
export const holderPin = '481516';

export const sampleCard: CardData = {
  serial: serialText,
  issuerId: 'SE5566778899',
  holderName: 'Åsa Öberg',
  contact: 'Security office, 08-123 45',
  pin: issuerPin,
  tries: 3,
  stretchCount: 3,
  allowReader: false,
  classic: false,
  keys: [
    {
      reference: 'sealCurrent',
      method: 'open-1',
      generation: 1,
      validFrom: now - 1e6,
      validTo: now + 1e6,
      digits: sealDigits,
    },
    {
      reference: 'sealNext',
      method: 'open-1',
      generation: 2,
      validFrom: now + 5e5,
      validTo: now + 4e6,
      digits: nextSealDigits,
    },
    {
      reference: 'response',
      method: 'ocra',
      generation: 1,
      validFrom: now - 1e6,
      validTo: now + 4e6,
      digits: responseDigits,
    },
  ],
};

/** A card as it comes from the issuer: personalised, its PIN to be changed. */
export async function issuedCard(changes: Partial<CardData> = {}, options: HarnessOptions = {}): Promise<CardHarness> {
  const harness = new CardHarness(options).powerOn();
  const transport = { exchange: async (command: Uint8Array) => harness.exchange(command) };
  await personaliseCard(transport, { ...sampleCard, ...changes }, master, organisation);
  return harness.powerOn();
}

/** The terminal's channel; fails if the card refuses. */
export function terminalChannel(harness: CardEnd, time = now): HarnessChannel {
  const opened = tryOpen(harness, 'terminal', { key: terminalKey, serial, time });
  if (typeof opened === 'number') throw new Error(`The terminal channel was refused with ${opened.toString(16)}`);
  return opened;
}

export function issuerChannel(harness: CardHarness): HarnessChannel {
  const opened = tryOpen(harness, 'issuer', { key: issuerKey, serial });
  if (typeof opened === 'number') throw new Error(`The issuer channel was refused with ${opened.toString(16)}`);
  return opened;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const filled = (pin: string): number[] => [
  ...ascii(pin.padEnd(8, '\xff')).slice(0, pin.length),
  ...new Array(8 - pin.length).fill(255),
];

export const verify = (channel: HarnessChannel, pin: string): number => channel.send('verify', { data: ascii(pin) }).sw;
export const changePin = (channel: HarnessChannel, oldPin: string, newPin: string): number =>
  channel.send('change-reference-data', { data: Uint8Array.from([...filled(oldPin), ...filled(newPin)]) }).sw;

/** A card in the holder's hands: PIN changed, powered off and on again. */
export async function activeCard(changes: Partial<CardData> = {}, options: HarnessOptions = {}): Promise<CardHarness> {
  const harness = await issuedCard(changes, options);
  const sw = changePin(terminalChannel(harness), changes.pin ?? issuerPin, holderPin);
  if (sw !== 0x9000) throw new Error(`The first PIN change answered ${sw.toString(16)}`);
  return harness.powerOn();
}

export const requestHash = (value: number): Uint8Array => new Uint8Array(32).fill(value);
export const sealData = (hash: Uint8Array, digits: string): Uint8Array => Uint8Array.from([...hash, ...ascii(digits)]);

/** S(RESYNCH request), ISO/IEC 7816-3 11.3.2: the terminal drops what is under way. */
const resynch = [0x00, 0xc0, 0x00, 0xc0];

/** Runs `work` and sends S(RESYNCH) after `steps` steps of the card; false if the card was done before. */
export function giveUp(card: CardHarness, steps: number, work: () => void): boolean {
  const step = card.card.step.bind(card.card);
  let left = steps;
  let sent = false;
  card.card.step = (nowMs) => {
    if (left-- === 0) {
      sent = true;
      for (const byte of resynch) card.card.receive(byte);
      throw new RangeError('given up');
    }
    return step(nowMs);
  };
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  card.card.step = step;
  return sent;
}
