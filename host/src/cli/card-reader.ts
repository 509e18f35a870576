// Finds the reader that `sigillator card` uses: the second reader of a running simulator.
import type { Command } from 'commander';
import type { CardTransport } from '../card/card-transport.ts';
import { SealError } from '../errors.ts';
import { requireSimulator } from './simulator-process.ts';

export interface ReaderFlags {
  card: string;
  simulator?: string;
}

export const addReader = (command: Command): Command =>
  command
    .option('--card <name>', 'name of the card in the simulator', 'blank')
    .option('--simulator <url>', 'address of the simulator; default the one that runs');

/** The card of that name in the simulator's second reader, switched on. */
export async function openReader(
  card: string,
  simulator: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<CardTransport> {
  const url = new URL('/apdu', simulator ?? (await requireSimulator(environment)).url);
  const ask = async (body: object): Promise<Uint8Array> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch((cause) => {
      throw new SealError('no-device', `Asking the simulator at ${url.origin}: no answer. Is it running?`, { cause });
    });
    const answer = (await response.json()) as { answer?: string; message?: string };
    if (!response.ok || answer.answer === undefined)
      throw new SealError('refused', `Asking the simulator at ${url.origin}: ${answer.message ?? response.status}`);
    return Buffer.from(answer.answer, 'hex');
  };
  await ask({ card });
  return { exchange: (command) => ask({ card, command: Buffer.from(command).toString('hex') }) };
}
