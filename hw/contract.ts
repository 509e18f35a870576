// What firmware and boards must agree on: the enumerations of the board contracts (firmware/*/board.ts), and the tables of flash
// and updates, as a C header and for linker scripts. Called by build.ts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const contracts = ['firmware/device/board', 'firmware/card/board'];
const generated = ['flash', 'update'].map((table) => `protocol/generated/firmware/${table}`);

/** Each exported const enum of a file: its name and its members. */
const enums = (file: string): [name: string, members: [string, string][]][] =>
  [
    ...readFileSync(fileURLToPath(new URL(`../${file}.ts`, import.meta.url)), 'utf8').matchAll(
      /^export const enum (\w+) \{([^}]*)\}/gm,
    ),
  ].map(([, name = '', body = '']) => [
    name,
    [...body.matchAll(/^ {2}(\w+) = (\d+),/gm)].map(([, member = '', value = '']) => [`${name}_${member}`, value]),
  ]);

/** `enum { Event_KeyDown = 1, … };` for each exported const enum. */
export function contractHeader(): string {
  const lines = [...contracts, ...generated]
    .flatMap(enums)
    .map(([, members]) => `enum { ${members.map(([name, value]) => `${name} = ${value}`).join(', ')} };`);
  return `/* From the board contracts of firmware/ and the tables of flash and updates. */
#ifndef CONTRACT_H_
#define CONTRACT_H_
${lines.join('\n')}
#endif
`;
}

/** The same numbers by the same names, as parameters of the linker: of the tables only. */
export const linkerSymbols = (): string[] =>
  generated
    .flatMap(enums)
    .flatMap(([, members]) => members)
    .map(([name, value]) => `-Wl,--defsym,${name}=${value}`);
