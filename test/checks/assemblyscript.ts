// Form and dialect of the AssemblyScript files, which biome cannot read.
import type { Check } from './check.ts';
import { isAssemblyScript, projectFiles, readLines } from './sources.ts';

interface Rule {
  pattern: RegExp;
  sentence: string;
  /** Files in which the pattern is right. */
  except?: RegExp;
}

// Looked for in the code of a line, without its comment and its texts.
const codeRules: Rule[] = [
  { pattern: /\bnew\s+[A-Z]/, sentence: 'allocates with new; lay a record over memory.data' },
  { pattern: /\bthrow\b/, sentence: 'throws; return an error code', except: /\/invariant\.ts$/ },
  {
    pattern: /\bdeclare function\b|@external/,
    sentence: 'imports from the board; only board.ts does',
    except: /\/(board|shared\/flash)\.ts$/,
  },
  { pattern: /=>/, sentence: 'has a closure; use a top-level function' },
  { pattern: /`/, sentence: 'has a template string, which allocates' },
];

const formRules: Rule[] = [
  { pattern: /.{121}/, sentence: 'is longer than 120 columns', except: /^protocol\/generated\// },
  { pattern: /\t/, sentence: 'has a tab' },
  { pattern: /[ \r]$/, sentence: 'ends in white space' },
  { pattern: /^( {2})* [^ *]/, sentence: 'is not indented by a multiple of two' },
  {
    pattern: /^[^'`/]*"[^"']*"/,
    sentence: 'has double quotes',
    except: /^protocol\/generated\/|\/(board|shared\/flash)\.ts$/,
  },
];

/** The line without texts, comments and what continues a block comment. */
const codeOf = (line: string): string =>
  /^\s*\*/.test(line) ? '' : line.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\/\/.*|\/\*.*?(\*\/|$)/g, '');

export const assemblyscript: Check = {
  name: 'assemblyscript',
  async run(root) {
    const problems: string[] = [];
    for (const file of projectFiles(root).filter(isAssemblyScript)) {
      const lines = readLines(root, file);
      if (lines.at(-1) !== '') problems.push(`${file} does not end with a line end`);
      lines.forEach((line, index) => {
        const broken = [
          ...formRules.filter(({ pattern }) => pattern.test(line)),
          ...codeRules.filter(({ pattern }) => pattern.test(codeOf(line))),
        ];
        for (const { sentence, except } of broken)
          if (!except?.test(file)) problems.push(`${file}:${index + 1} ${sentence}`);
      });
    }
    return { problems };
  },
};
