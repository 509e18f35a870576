// Writes the numbers of the update file for the firmware. Called by generate.ts.
import type { GeneratedFile } from '../generate.ts';
import { updateHeader, updateOutcomes, updateSizes } from '../tables/update.ts';
import { enumeration } from './_enumeration.ts';

export function generate(): GeneratedFile[] {
  return [
    {
      path: 'protocol/generated/firmware/update.ts',
      text: `// Generated from protocol/tables/update.ts by protocol/generate/update.ts; do not edit.
${enumeration('Header', 'Offsets of the header of an update file.', updateHeader)}
${enumeration('Size', 'Bytes.', updateSizes)}
${enumeration('Update', 'What the first stage answers.', updateOutcomes)}`,
    },
  ];
}
