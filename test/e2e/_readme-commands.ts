// Takes the commands and programs out of the READMEs, for readme.test.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles } from '../checks/sources.ts';

export interface Shown {
  file: string;
  text: string;
  /** Why it is not run: the word at the beginning of its comment. */
  excused?: string;
}

/** A command whose comment begins so is not run but counted: it needs something, it is the test run itself, or a long one. */
const excuse = /#\s*(itself|needs root|needs hardware|takes long)\b/;

export const readmes = (root: string): string[] => projectFiles(root).filter((file) => file.endsWith('README.md'));

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

/** Each line of the `sh` blocks; a line that ends in a backslash goes on. */
export const commandsOf = (file: string, text: string): Shown[] =>
  blocks(text, 'sh')
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const reason = excuse.exec(line)?.[1];
      return { file, text: line, ...(reason ? { excused: reason } : {}) };
    });

/**
 * Each `ts` block, as a program; those that open a device are run by test/wire/readme.test.ts, which has one, those that ask
 * the bridge by test/bridge/library.test.ts.
 */
export const programsOf = (file: string, text: string): Shown[] =>
  blocks(text, 'ts')
    .filter((block) => !/await (connect|openBridge)\(/.test(block))
    .map((block) => ({ file, text: block }));

export function allShown(root: string, take: (file: string, text: string) => Shown[]): Shown[] {
  return readmes(root).flatMap((file) => take(file, readFileSync(join(root, file), 'utf8')));
}
