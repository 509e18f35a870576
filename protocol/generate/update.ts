// Writes the numbers of the update file for the firmware. Called by generate.ts.
import { updateHeader, updateOutcomes, updateSizes } from '../tables/update.ts';

const capital = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

const constants = (name: string, about: string, rows: Record<string, number>): string => `/** ${about} */
export const enum ${name} {
${Object.entries(rows)
  .map(([key, value]) => `  ${capital(key)} = ${value},`)
  .join('\n')}
}
`;

export function generate(): { path: string; text: string }[] {
  return [
    {
      path: 'protocol/generated/firmware/update.ts',
      text: `// Generated from protocol/tables/update.ts by protocol/generate/update.ts; do not edit.
${constants('Header', 'Offsets of the header of an update file.', updateHeader)}
${constants('Size', 'Bytes.', updateSizes)}
${constants('Update', 'What the first stage answers.', updateOutcomes)}`,
    },
  ];
}
