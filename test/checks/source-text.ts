// Words that must not stand in a source: unfinished work, paths of one machine, addresses of a package registry.
// Also reports the longest files, because a file over 300 lines usually holds two ideas.
import type { Check } from './check.ts';
import { isGenerated, projectFiles, readLines } from './sources.ts';

const textual = /\.(ts|mjs|js|json|md|c|h|S|ld|py|sh|lua|toml|html|css|txt|tsv|yaml|yml|rules)$|\.ci\/run$/;
const outside = /^(package-lock\.json|test\/vectors\/)/;

// Put together from halves, so that this file does not find itself.
const rules: { pattern: RegExp; sentence: string }[] = [
  {
    pattern: new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`),
    sentence: 'marks unfinished work',
  },
  {
    pattern: /(^|[\s'"`(=:])\/(work|home|root|Users|mnt)\/[\w.-]/,
    sentence: 'names a path of one machine',
  },
  { pattern: /\bregistry\.[a-z]+\.[a-z]{2,}/, sentence: 'names a package registry' },
];

export const sourceText: Check = {
  name: 'source-text',
  async run(root) {
    const problems: string[] = [];
    const lengths: [file: string, lines: number][] = [];
    for (const file of projectFiles(root).filter((path) => textual.test(path) && !outside.test(path))) {
      const lines = readLines(root, file);
      lines.forEach((line, index) => {
        for (const { pattern, sentence } of rules)
          if (pattern.test(line)) problems.push(`${file}:${index + 1} ${sentence}: ${line.trim().slice(0, 80)}`);
      });
      if (/\.(ts|mjs|c|h)$/.test(file) && !isGenerated(file)) lengths.push([file, lines.length - 1]);
    }
    return { problems, notes: sizeNotes(lengths) };
  },
};

function sizeNotes(lengths: [string, number][]): string[] {
  const sorted = lengths.map(([, lines]) => lines).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const long = lengths.filter(([, lines]) => lines > 300).map(([file, lines]) => `${file} (${lines})`);
  const figures = `${sorted.length} source files, lines: median ${at(0.5)}, p90 ${at(0.9)}, longest ${at(1)}`;
  return long.length > 0 ? [figures, `over 300 lines: ${long.join(', ')}`] : [figures];
}
