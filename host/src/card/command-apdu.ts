// Builds command APDUs by name from the APDU table, and reads status words. Called by the card channel and personalisation.
import { commands, type StatusWord, statusWords } from '@sigillator/protocol/tables/apdu';
import { SealError } from '../errors.ts';

export interface ApduParts {
  p1?: number;
  p2?: number;
  data?: Uint8Array;
}

/** A command with extended lengths where the data or the answer needs them. */
export function commandApdu(name: string, parts: ApduParts = {}): Uint8Array {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined)
    throw new TypeError(`Building a card command: expected a name of the table, got "${name}".`);
  const p1 = parts.p1 ?? (command.p1 === 'any' ? 0 : command.p1[0]!);
  const p2 = parts.p2 ?? (command.p2 === 'any' ? 0 : command.p2[0]!);
  return apdu(command.ins, p1, p2, parts.data ?? new Uint8Array(0), command.answer.length > 0);
}

/** A command of any header; `answers` adds an expected length of "all". */
export function apdu(ins: number, p1: number, p2: number, data: Uint8Array, answers: boolean): Uint8Array {
  const header = [0x00, ins, p1, p2];
  if (data.length > 255) {
    const length = [0, data.length >> 8, data.length & 0xff];
    return Uint8Array.from([...header, ...length, ...data, ...(answers ? [0, 0] : [])]);
  }
  return Uint8Array.from([...header, ...(data.length > 0 ? [data.length, ...data] : []), ...(answers ? [0] : [])]);
}

export interface CardAnswer {
  data: Uint8Array;
  sw: number;
}

export function parseAnswer(bytes: Uint8Array): CardAnswer {
  if (bytes.length < 2)
    throw new SealError('card-answer', `Reading a card answer: expected a status word, got ${bytes.length} bytes.`);
  return { data: bytes.slice(0, -2), sw: (bytes.at(-2)! << 8) | bytes.at(-1)! };
}

/** What a status word says. */
export function statusText(sw: number): string {
  const words: StatusWord[] = Object.values(statusWords);
  if ((sw & 0xfff0) === statusWords.wrongPin.value) return `wrong PIN; tries left: ${sw & 15}`;
  return words.find(({ value }) => value === sw)?.text ?? 'unknown status word';
}

/** Refusal of a command by the card. */
export class CardRefused extends SealError {
  readonly sw: number;

  constructor(command: string, sw: number) {
    super(
      'card-refused',
      `Card command ${command}: expected 9000, got ${sw.toString(16).padStart(4, '0')} (${statusText(sw)}).`,
    );
    this.sw = sw;
  }
}

export function requireOk(command: string, answer: CardAnswer): Uint8Array {
  if (answer.sw !== statusWords.ok.value) throw new CardRefused(command, answer.sw);
  return answer.data;
}
