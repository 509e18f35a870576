// Writes the firmware's version, as its package states it, for the device's version screen and for programs. Called by
// generate.ts.
import { readFileSync } from 'node:fs';

const source = new URL('../../firmware/package.json', import.meta.url);
export const { version } = JSON.parse(readFileSync(source, 'utf8')) as { version: string };

export function generate(): { path: string; text: string }[] {
  return [
    {
      path: 'protocol/generated/version.ts',
      text: `// Generated from firmware/package.json by protocol/generate/version.ts; do not edit.
export const firmwareVersion = '${version}';
`,
    },
    {
      path: 'protocol/generated/firmware/version.ts',
      text: `// Generated from firmware/package.json by protocol/generate/version.ts; do not edit.
/** "${version}" */
export const versionText: usize = memory.data<u8>([${[...Buffer.from(version, 'latin1')].join(', ')}]);
export const versionLength: u32 = ${version.length};
`,
    },
  ];
}
