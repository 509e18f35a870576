// The enumerations of the board contracts (firmware/*/board.ts) as a C header, so that boards and firmware never differ.
// Called by build.ts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const contracts = ['device', 'card'].map((program) =>
  fileURLToPath(new URL(`../firmware/${program}/board.ts`, import.meta.url)),
);

/** `enum { Event_KeyDown = 1, … };` for each exported const enum. */
export function contractHeader(): string {
  const enums = contracts.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/^export const enum (\w+) \{([^}]*)\}/gm),
  ]);
  const lines = enums.map(([, name, body = '']) => {
    const members = [...body.matchAll(/^ {2}(\w+) = (\d+),/gm)].map(
      ([, member, value]) => `${name}_${member} = ${value}`,
    );
    return `enum { ${members.join(', ')} };`;
  });
  return `/* From firmware/device/board.ts and firmware/card/board.ts. */\n${lines.join('\n')}\n`;
}
