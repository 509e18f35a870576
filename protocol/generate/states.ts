// Writes the device's table of states for the firmware, and the page that shows it to people. Called by generate.ts.
import { type DeviceEvent, deviceEvents, deviceStates } from '../tables/states.ts';
import { byteRows } from './font.ts';

const names = Object.keys(deviceStates);
const events = Object.keys(deviceEvents) as DeviceEvent[];

function stateNumber(name: string, from: string): number {
  const index = names.indexOf(name);
  if (index < 0) throw new Error(`State ${from} leads to ${name}, which is no state; mend protocol/tables/states.ts.`);
  return index;
}

/** Rows of one state: event, how many next states, those states. */
function rows(name: string): number[] {
  return Object.entries(deviceStates[name]?.on ?? {}).flatMap(([event, followers]) => {
    const to = [...new Set(followers)].map((next) => stateNumber(next, name));
    return [events.indexOf(event as DeviceEvent), to.length, ...to];
  });
}

function firmwareTable(): string {
  const all = names.map(rows);
  const offsets = all.map((_, index) => all.slice(0, index).flat().length);
  return `// Generated from protocol/tables/states.ts by protocol/generate/states.ts; do not edit.
/** Every state of the device. */
export const enum State {
${names.map((name, index) => `  ${name} = ${index},`).join('\n')}
}

/** Every event of the conversation. */
export const enum On {
${events.map((name, index) => `  ${name} = ${index},`).join('\n')}
}

/** For each state its rows, one after the other: event, how many next states, the next states. */
export const transitions: usize = memory.data<u8>([
${byteRows(all.flat())}
]);

/** Where each state begins in transitions; one more for the end. */
export const transitionOffsets: usize = memory.data<u16>([
${byteRows([...offsets, all.flat().length])}
]);
`;
}

function diagram(): string {
  const arrows = new Map<string, string[]>();
  for (const [name, row] of Object.entries(deviceStates))
    for (const [event, followers] of Object.entries(row.on))
      for (const next of followers)
        if (next !== name && event !== 'Idle') {
          const key = `${name} --> ${next}`;
          arrows.set(key, [...(arrows.get(key) ?? []), deviceEvents[event as DeviceEvent]]);
        }
  const lines = [...arrows].map(([arrow, labels]) => `  ${arrow}: ${labels.map(short).join(', ')}`);
  return `\`\`\`mermaid\nstateDiagram-v2\n  [*] --> Start\n${lines.join('\n')}\n\`\`\``;
}

const short = (label: string): string =>
  ({
    'a digit key': '0-9',
    'a card is put in': 'card in',
    'the card is taken out': 'card out',
    'the card has answered': 'answer',
    'work of the device itself is done': 'done',
    'the time the screen asked for has passed': 'tick',
  })[label] ?? label;

function page(): string {
  const tables = Object.entries(deviceStates).map(([name, row]) => {
    const lines = Object.entries(row.on).map(([event, followers]) => {
      const to = [...new Set(followers)].map((next) => (next === name ? 'stays' : next)).join(', ');
      return `| ${deviceEvents[event as DeviceEvent]} | ${to} |`;
    });
    const table = lines.length === 0 ? 'Nothing.' : `| event | leads to |\n|---|---|\n${lines.join('\n')}`;
    return `### ${name}\n\nShows: ${row.says}.\n\n${table}\n`;
  });
  return `# States of the device

Generated from \`protocol/tables/states.ts\` (\`npm run generate\`); the firmware runs on the same table, and an event that
a state does not list is refused and changes nothing.

${diagram()}

The idle time (2 minutes, at most 30) leads to Locked with a card and to NoCard without; these arrows are left out above.

## What each state takes

${tables.join('\n')}`;
}

export function generate(): { path: string; text: string }[] {
  return [
    { path: 'protocol/generated/firmware/states.ts', text: firmwareTable() },
    { path: 'firmware/device/STATES.md', text: page() },
  ];
}
