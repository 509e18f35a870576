// `sigillator simulator`: starts the simulator as a process of its own and speaks its HTTP API.
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { SealError } from '../errors.ts';
import { writeSecretJson } from './card-files.ts';
import type { Context } from './context.ts';
import { readInput } from './files.ts';
import {
  DEFAULT_LANGUAGE,
  requireSimulator,
  type StartOptions,
  startSimulator,
  stopSimulator,
} from './simulator-process.ts';

export function register(program: Command, context: Context): void {
  const simulator = program.command('simulator').description('a simulated device with sample cards');
  simulator
    .command('start')
    .description('start it, or say where it runs; ends with "simulator stop"')
    .option('--seed <number>', 'repeat the run of this seed')
    .option('--language <language>', 'en, sv or fr', DEFAULT_LANGUAGE)
    .option('--new', 'a device that was never started')
    .option('--pty', 'also a serial port, as a pseudo-terminal')
    .option('--usb-redir <file>', 'also a USB device for a virtual machine, at a socket file')
    .option('--usb-ip <port>', 'also a USB device for usbip, at a TCP port of this machine; 3240 is the usual one')
    .option('--vpcd <card>', 'also a card in the reader of PC/SC: its name, or a file of card --save')
    .action(async (options: StartOptions) => {
      const running = await startSimulator(context.environment, context.signal, options);
      const lines = [`The simulator runs: ${running.url}`, ...(running.told ?? [])];
      context.output.print(running, lines.join('\n  '));
    });
  simulator
    .command('stop')
    .description('end it')
    .action(async () => {
      await stopSimulator(context.environment);
      context.output.print({ stopped: true }, 'The simulator has ended.');
    });
  simulator
    .command('press')
    .description('press keys: 0-9 ok cancel back up down menu')
    .argument('<keys...>', 'such as 1 2 ok')
    .action(async (keys: string[]) => {
      const { screen } = (await post(context, 'press', { keys: keys.join(' ') })) as { screen: string };
      context.output.print({ screen }, screen);
    });
  simulator
    .command('screen')
    .description('print what the display shows')
    .option('--wait <text>', 'wait until it shows the text')
    .option('--png <file>', 'write it as a picture')
    .action((options: ScreenOptions) => screen(context, options));
  simulator
    .command('card')
    .description('put a card in (by name), take it out ("out"), or list the cards')
    .argument('[name]')
    .option('--save <file>', 'write the named card to a file, as secret as the card itself')
    .option('--load <file>', 'put a card from such a file on the desk, under the name it had or the one given')
    .action((name: string | undefined, options: ImageOptions) => card(context, name, options));
  simulator
    .command('power')
    .description('pull the plug or put it back')
    .argument('<on|off>')
    .action(async (word: string) => {
      if (word !== 'on' && word !== 'off')
        throw new SealError('usage', `Switching power: expected "on" or "off", got "${word}".`);
      const answer = await post(context, 'power', { on: word === 'on' });
      context.output.print(answer, `power ${word}`);
    });
}

interface ScreenOptions {
  wait?: string;
  png?: string;
}

async function screen(context: Context, { wait, png }: ScreenOptions): Promise<void> {
  const { environment, output } = context;
  const path = wait === undefined ? 'screen' : `wait?text=${encodeURIComponent(wait)}`;
  const text = (await (await ask(environment, path)).text()).replace(/\n$/, '');
  if (png !== undefined) await writeFile(png, Buffer.from(await (await ask(environment, 'screen.png')).arrayBuffer()));
  output.print(png === undefined ? { screen: text } : { screen: text, output: png }, text);
}

interface ImageOptions {
  save?: string;
  load?: string;
}

async function card(context: Context, name: string | undefined, { save, load }: ImageOptions): Promise<void> {
  const { environment, output } = context;
  if (save !== undefined && load !== undefined) throw new SealError('usage', 'Expected --save or --load, got both.');
  if (save !== undefined) return saveCard(context, name, save);
  if (load !== undefined) return loadCard(context, name, load);
  if (name !== undefined) {
    const answer = (await post(context, 'card', name === 'out' ? { remove: true } : { insert: name })) as CardState;
    return output.print(answer, answer.inserted === null ? 'The slot is empty.' : `Card ${answer.inserted} is in.`);
  }
  const { cards, inserted } = (await (await ask(environment, 'state')).json()) as CardState;
  const lines = cards.map((row) => `${row.name === inserted ? '*' : ' '} ${row.name.padEnd(8)} ${row.holder}`);
  output.print({ inserted, cards }, lines.join('\n'));
}

/** What a card is outside the simulator; `image` is base64 of gzip of its memory. */
interface CardFile {
  format: typeof cardFormat;
  name: string;
  holder: string;
  image: string;
}
const cardFormat = 'sigillator-card-image-1';

async function saveCard(context: Context, name: string | undefined, file: string): Promise<void> {
  if (name === undefined) throw new SealError('usage', 'Saving a card: expected its name.');
  const answer = await ask(context.environment, `card/image?name=${encodeURIComponent(name)}`);
  const saved: CardFile = { format: cardFormat, ...((await answer.json()) as Omit<CardFile, 'format'>) };
  await writeSecretJson(file, saved);
  context.output.print(
    { card: name, output: file },
    `Card ${name} is in ${file}. Whoever has the file can search its PIN.`,
  );
}

async function loadCard(context: Context, name: string | undefined, file: string): Promise<void> {
  const bytes = Buffer.from(await readInput(file, context.streams)).toString('utf8');
  let saved: Partial<CardFile> = {};
  try {
    saved = JSON.parse(bytes);
  } catch {
    // Falls to the one sentence below: whatever is wrong, it is no card.
  }
  const { format, name: was, holder, image } = saved;
  if (format !== cardFormat || typeof was !== 'string' || typeof holder !== 'string' || typeof image !== 'string')
    throw new SealError('card-image', `Loading a card from ${file}: expected a file of the form ${cardFormat}.`);
  const card = name ?? was;
  await post(context, 'card', { load: card, holder, image });
  context.output.print({ card }, `Card ${card} lies on the desk.`);
}

interface CardState {
  inserted: string | null;
  cards: { name: string; holder: string }[];
}

async function ask(environment: NodeJS.ProcessEnv, path: string, body?: unknown): Promise<Response> {
  const { url } = await requireSimulator(environment);
  const headers = { 'content-type': 'application/json' };
  const post = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${url}${path}`, post);
  if (answer.ok) return answer;
  const { message } = (await answer.json()) as { message: string };
  throw new SealError(answer.status === 408 ? 'timed-out' : 'usage', message, { retryable: answer.status === 408 });
}

const post = async ({ environment }: Context, path: string, body: unknown): Promise<unknown> =>
  (await ask(environment, path, body)).json();
