// Writes the AssemblyScript side of the APDU table; called by protocol/generate.ts.
import {
  applicationId,
  blockReasons,
  cardFlags,
  cardMethods,
  cardStates,
  channels,
  commands,
  deliveryItems,
  derivations,
  keyReferences,
  limits,
  readerApplicationId,
  readerInterface,
  roles,
  statusFields,
  statusWords,
  validityChecks,
} from '../tables/apdu.ts';

const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_match, _dash, letter: string) => letter.toUpperCase());
const hex = (value: number): string => `0x${value.toString(16)}`;
const constantName = (name: string): string => name.replace(/([A-Z])/g, '_$1').toUpperCase();

function constEnum(comment: string, name: string, values: Record<string, number>): string {
  const rows = Object.entries(values).map(
    ([key, value]) => `  ${pascal(key.replace('open-1', 'open1'))} = ${hex(value)},`,
  );
  return `/** ${comment} */\nexport const enum ${name} {\n${rows.join('\n')}\n}\n`;
}

/** Bytes as a function-free static array: AssemblyScript lays it out as constant data. */
function bytes(comment: string, name: string, data: Uint8Array): string {
  return `/** ${comment} */\nexport const ${name}: usize = memory.data<u8>([${[...data].map(hex).join(', ')}]);\nexport const ${name}_LENGTH: u32 = ${data.length};\n`;
}

const ANY = 0x100;
const mask = (all: Record<string, number>, names: string[]): number =>
  names.reduce((sum, name) => sum | (1 << all[name]!), 0);

/** One row of the dispatcher for every allowed P1 and P2: command, ins, p1, p2, channels, states, pin, min, max. */
function dispatchRows(): number[][] {
  return commands.flatMap((command, index) =>
    (command.p1 === 'any' ? [ANY] : command.p1).flatMap((p1) =>
      (command.p2 === 'any' ? [ANY] : command.p2).map((p2) => [
        index + 1,
        command.ins,
        p1,
        p2,
        mask(channels, command.channels),
        mask(cardStates, command.states),
        command.pin ? 1 : 0,
        command.length[0],
        command.length[1],
      ]),
    ),
  );
}

function statusOffsets(): Record<string, number> {
  const offsets: Record<string, number> = {};
  let offset = 0;
  for (const field of statusFields) {
    if (typeof field.size !== 'number') {
      offsets.texts ??= offset;
      continue;
    }
    offsets[field.name] = offset;
    offset += field.size;
  }
  return offsets;
}

export function generate(): { path: string; text: string }[] {
  const rows = dispatchRows();
  const parts = [
    '// The APDU table for the firmware. Generated from protocol/tables/apdu.ts; do not edit.\n',
    constEnum('Life of a card.', 'CardState', cardStates),
    constEnum('What a command came through.', 'Channel', channels),
    constEnum('Who proves itself in MUTUAL AUTHENTICATE (P2).', 'Role', roles),
    constEnum('Key references.', 'KeyRef', keyReferences),
    constEnum('Seal and response methods.', 'CardMethod', cardMethods),
    constEnum('Bits of the flags in the status answer.', 'CardFlag', cardFlags),
    constEnum('Why a card is blocked.', 'BlockReason', blockReasons),
    constEnum('The validity byte of a seal or response.', 'Validity', validityChecks),
    constEnum('Items inside a delivery.', 'DeliveryItem', deliveryItems),
    constEnum(
      'Status words.',
      'Sw',
      Object.fromEntries(Object.entries(statusWords).map(([name, word]) => [name, word.value])),
    ),
    constEnum(
      'Offsets in the status answer; from Texts on every text has its length in front.',
      'StatusAt',
      statusOffsets(),
    ),
    constEnum(
      'Commands, in the order of the table.',
      'Command',
      Object.fromEntries(commands.map((command, index) => [command.name, index + 1])),
    ),
    constEnum('Instruction bytes.', 'Ins', Object.fromEntries(commands.map((command) => [command.name, command.ins]))),
    ...Object.entries(limits).map(([name, value]) => `export const LIMIT_${constantName(name)}: u32 = ${value};`),
    '',
    bytes('The application identifier.', 'AID', Buffer.from(applicationId, 'hex')),
    bytes('Its name for foreign readers.', 'READER_AID', Buffer.from(readerApplicationId, 'hex')),
    bytes('What it answers under that name.', 'READER_INTERFACE', Buffer.from(readerInterface, 'hex')),
    ...Object.entries(derivations).map(([name, label]) =>
      bytes(`"${label}"`, `INFO_${constantName(name)}`, Buffer.from(label, 'ascii')),
    ),
    `/** P1 or P2 that the command itself looks at. */\nexport const ANY: u32 = ${hex(ANY)};\n`,
    `/** Rows of ${rows[0]!.length} u16: command, ins, p1, p2, channels, states, pin, least and most data. */`,
    `export const COMMAND_ROWS: u32 = ${rows.length};`,
    `export const COMMAND_COLUMNS: u32 = ${rows[0]!.length};`,
    `export const COMMAND_TABLE: usize = memory.data<u16>([\n${rows.map((row) => `  ${row.map(hex).join(', ')},`).join('\n')}\n]);`,
  ];
  return [{ path: 'protocol/generated/firmware/apdu.ts', text: `${parts.join('\n')}\n` }];
}
