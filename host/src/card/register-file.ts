// The issuer register: which cards a security office has made, and how many deliveries each has been sent. No secret stands
// in it, but it must not get lost: the number of a delivery may never come twice. Called by the CLI.
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { SealError } from '../errors.ts';
import type { CardKey } from './personalise.ts';

const FORMAT = 'sigillator-issuer-register-1';

export interface RegisteredCard {
  serial: string;
  issuerId: string;
  holderName: string;
  classic: boolean;
  procedure2: boolean;
  sealMethod: CardKey['method'];
  responseMethod: CardKey['method'];
  /** Generations loaded last. */
  sealGeneration: number;
  responseGeneration: number;
  /** Number of the last delivery; it only grows. */
  deliveries: number;
}

export interface Register {
  format: typeof FORMAT;
  cards: RegisteredCard[];
}

const failed = (file: string, problem: string, cause?: unknown): SealError =>
  new SealError('issuer-register', `Using the issuer register ${file} failed: ${problem}.`, { cause });

function parse(file: string, text: string): Register {
  try {
    const register = JSON.parse(text) as Register;
    const whole = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
    const sound = ({ serial, deliveries, sealGeneration, responseGeneration }: RegisteredCard): boolean =>
      typeof serial === 'string' && [deliveries, sealGeneration, responseGeneration].every(whole);
    if (register.format === FORMAT && register.cards.every(sound)) return register;
  } catch {
    // Falls to the one sentence below: whatever is wrong, it is no register.
  }
  throw failed(file, `expected a file of the form ${FORMAT}`);
}

async function read(file: string): Promise<Register> {
  try {
    return parse(file, await readFile(file, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { format: FORMAT, cards: [] };
    throw cause;
  }
}

/** Lets one program at a time change the register; what `change` leaves is written whole or not at all. */
export async function changeRegister<T>(file: string, change: (register: Register) => T): Promise<T> {
  const lock = `${file}.lock`;
  await writeFile(lock, '', { flag: 'wx' }).catch((cause) => {
    throw failed(file, `${lock} is there or cannot be made; if no other program uses the register, remove it`, cause);
  });
  try {
    const register = await read(file);
    const result = change(register);
    await writeFile(`${file}.part`, `${JSON.stringify(register, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(`${file}.part`, file);
    return result;
  } finally {
    await rm(lock, { force: true });
  }
}

/** The entry of a card; it must be there, or for a new one must not. */
export function registered(file: string, { cards }: Register, serial: string): RegisteredCard {
  const card = cards.find((entry) => entry.serial === serial);
  if (card) return card;
  throw failed(file, `it has no card ${serial}; it has those that card personalise made with this register`);
}

export function requireNew(file: string, { cards }: Register, serial: string): void {
  if (cards.some((entry) => entry.serial === serial))
    throw failed(file, `it has a card ${serial} already; give the new card another serial`);
}
