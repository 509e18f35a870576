// Writes the card's tables of commands, states and status words for people; called by protocol/generate.ts.
import { type Command, cardStates, commands, type Field, statusFields, statusWords } from '../tables/apdu.ts';

const hex = (value: number, digits = 2): string => value.toString(16).toUpperCase().padStart(digits, '0');
const values = (bytes: number[] | 'any'): string =>
  bytes === 'any' ? 'any' : bytes.map((byte) => hex(byte)).join(', ');
const row = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function field({ name, size, max, note }: Field): string {
  const length = size === 'rest' ? '' : size === 'text' ? ` (text, at most ${max})` : ` ${size}`;
  return `${name}${length}${note === undefined ? '' : `: ${note.replaceAll('|', '\\|')}`}`;
}

const fields = (list: Field[]): string => (list === statusFields ? 'see below' : list.map(field).join('; ') || '-');
const lengths = ([least, most]: [number, number]): string => (least === most ? `${least}` : `${least} to ${most}`);
const allowed = (command: Command, state: string): string => {
  if (!(command.states as string[]).includes(state)) return '';
  const channels = command.channels.map((channel) => channel[0]).join(' ');
  return command.pin ? `${channels} +PIN` : channels;
};

export function generate(): { path: string; text: string }[] {
  const states = Object.keys(cardStates);
  const parts = [
    '# Commands of the card',
    'Generated from `protocol/tables/apdu.ts` (`npm run generate`); the dispatcher runs on the same table, and\n`test/refuse/card.test.ts` goes through every command in every state and channel.',
    '## States',
    'p plain, t terminal, i issuer channel, r plain channel of a card personalised for foreign readers; "+PIN" needs the PIN\nverified through the same channel. An empty cell is refused.',
    table(
      ['command', ...states],
      commands.map((command) => [command.name, ...states.map((state) => allowed(command, state))]),
    ),
    '## Commands',
    'CLA is 00. Checks come in this order: class 6E00, instruction 6D00, P1 P2 6A86, length 6700, channel 6982, state (6983\nblocked, 69F5 PIN to be changed, else 6985), PIN 6982; then what the last column names.',
    table(
      ['command', 'INS', 'P1', 'P2', 'bytes', 'data', 'answer', 'status words of its own'],
      commands.map((command) => [
        command.name,
        hex(command.ins),
        values(command.p1),
        values(command.p2),
        lengths(command.length),
        fields(command.data),
        fields(command.answer),
        command.status.map((name) => hex(statusWords[name].value, 4)).join(' ') || '-',
      ]),
    ),
    '## Status of the card',
    table(
      ['field', 'bytes', 'meaning'],
      statusFields.map(({ name, size, max, note }) => [
        name,
        size === 'text' ? `1 + at most ${max}` : `${size}`,
        note ?? '',
      ]),
    ),
    '## Status words',
    table(
      ['word', 'meaning'],
      Object.values(statusWords).map(({ value, text }) => [hex(value, 4), text]),
    ),
  ];
  return [{ path: 'firmware/card/COMMANDS.md', text: `${parts.join('\n\n')}\n` }];
}
