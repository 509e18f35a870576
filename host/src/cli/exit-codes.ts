// The exit codes of the CLI. Scripts rely on them; a code never changes its meaning.
import { errors } from '@sigillator/protocol/tables/errors';

/** Error code (or the first words of one: `pin` stands for `pin-wrong` too) -> exit code, with the text for the help. */
const table: [code: string, exit: number, meaning: string][] = [
  ['done', 0, 'done'],
  ['failure', 1, 'failure'],
  ['usage', 2, 'wrong usage'],
  ['no-device', 3, 'no device'],
  ['busy', 4, 'device busy'],
  ['refused', 5, 'refused on the device'],
  ['timed-out', 6, 'time-out'],
  ['pin', 7, 'PIN wrong or blocked'],
  ['verification', 8, 'verification failed'],
  ['flow', 9, 'flow not allowed'],
  ['channel', 10, 'channel failed'],
  ['journal', 11, 'journal damaged'],
  ['interrupted', 130, 'interrupted'],
];

/** Exit code for the code of a SealError; 1 if it has none of its own. Errors of the device say theirs in their table. */
export function exitCodeOf(code: string): number {
  const told = errors.find(({ name }) => name === code);
  if (told) return told.exit;
  const row = table.find(([name]) => code === name || code.startsWith(`${name}-`));
  return row ? row[1] : 1;
}

/** The lines of the help and the man pages. */
export const exitCodeLines = (): string[] =>
  table.map(([, exit, meaning]) => `${String(exit).padStart(3)}  ${meaning}`);
