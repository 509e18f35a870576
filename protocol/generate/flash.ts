// Writes the places in flash for the firmware. Called by generate.ts.
import type { GeneratedFile } from '../generate.ts';
import { flashMap } from '../tables/flash.ts';
import { enumeration } from './_enumeration.ts';

export function generate(): GeneratedFile[] {
  return [
    {
      path: 'protocol/generated/firmware/flash.ts',
      text: `// Generated from protocol/tables/flash.ts by protocol/generate/flash.ts; do not edit.
${enumeration('FlashMap', 'Bytes from the start of the chip.', flashMap)}`,
    },
  ];
}
