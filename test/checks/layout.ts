// The top level holds the parts and root files of DESIGN.md, nothing else; every part has a README that maps it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';

const parts = ['firmware', 'host', 'protocol', 'simulator', 'test', 'hw'];
const rootFiles = [
  ...['README.md', 'DESIGN.md', 'THREATS.md', 'CHANGELOG.md', 'LICENSE', '.ci'],
  ...['package.json', 'package-lock.json', 'setup.mjs', 'tsconfig.json', 'biome.json', 'vitest.config.ts'],
  ...['.editorconfig', '.gitignore', '.gitattributes', '.git-blame-ignore-revs'],
];
const notOurs = /^(\.git|node_modules|coverage|\.cache|\.setup\.lock.*)$/;

export const layout: Check = {
  name: 'layout',
  async run(root) {
    const found = readdirSync(root).filter((name) => !notOurs.test(name));
    const missing = parts.map((part) => `${part}/README.md`).filter((file) => !existsSync(join(root, file)));
    return {
      problems: [
        ...found
          .filter((name) => ![...parts, ...rootFiles].includes(name))
          .map((name) => `${name} stands at the top level; DESIGN.md has no place for it there`),
        ...missing.map((file) => `${file} is missing`),
      ],
    };
  },
};
