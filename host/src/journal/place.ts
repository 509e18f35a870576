// Where the journal of this user lies unless told otherwise, and the key that signs its checkpoints. Bridge and CLI ask.
import { homedir } from 'node:os';
import { join } from 'node:path';

const state = (environment: NodeJS.ProcessEnv, name: string): string =>
  join(environment.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sigillator', name);

export const journalFile = (environment: NodeJS.ProcessEnv = process.env): string => state(environment, 'journal.db');
/** Beside the journal it belongs to, as long as nobody chose a better place. */
export const journalKeyFile = (place: string, environment: NodeJS.ProcessEnv = process.env): string =>
  isPostgres(place) ? state(environment, 'journal-key') : `${place}.key`;

export const isPostgres = (place: string): boolean => /^postgres(ql)?:/.test(place);
