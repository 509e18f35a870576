// Every code that the bridge can answer, and every outcome that it writes into the journal, has a text for the office's pages
// in each language: a clerk reads no English in a Swedish page. Codes and outcomes are read from the sources that the bridge
// consists of, codes also from the errors of the device. Outcomes with names and numbers in them are met by tests.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { errors } from '@sigillator/protocol/tables/errors';
import type { Check } from './check.ts';

const start = 'host/src/bridge/daemon.ts';
const imported = /^(?:import|export)\b(?! type\b)[^;]*?'(\.[^']+)';|import\('(\.[^']+)'\)/gm;
/** What makes a SealError: the error itself, and the functions and tables that fill it in. */
const named =
  /(?:new SealError\(|\bsay\(|\brefuse\([^'"`;]*|^ {2}\d+: \[)\s*(?:'([a-z][a-z0-9-]+)'|`([a-z][a-z0-9-]*)\$\{)/gm;

const outcome = /\boutcome(?::| =)[^'`;\n]*'([^']+)'/g;

/** The sources that a module runs, itself included. */
function sourcesOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file)) return found;
  found.add(file);
  for (const [, fixed, late] of readFileSync(file, 'utf8').matchAll(imported))
    sourcesOf(resolve(dirname(file), (fixed ?? late)!), found);
  return found;
}

export const refusals: Check = {
  name: 'refusals',
  async run(root) {
    // Late, because a sample repository has the checks without the pages.
    const { knownOutcome } = await import('../../host/web/office/shell/outcome-texts.ts');
    const { refusalGroupOf } = await import('../../host/web/office/shell/refusal-groups.ts');
    const codes = new Map(errors.map(({ name }) => [name, 'protocol/tables/errors.ts']));
    const outcomes = new Map<string, string>();
    for (const file of sourcesOf(join(root, start))) {
      const [text, name] = [readFileSync(file, 'utf8'), relative(root, file)];
      for (const [, code, begin] of text.matchAll(named)) codes.set(code ?? `${begin}any`, name);
      for (const [, told] of text.matchAll(outcome)) outcomes.set(told!, name);
    }
    const untold = (place: string) => `no text of the office is for it; name it in host/web/office/shell/${place}`;
    const problems = [
      ...(existsSync(join(root, start)) ? [] : [`${start} is not there: this check reads what it imports`]),
      ...[...codes]
        .filter(([code]) => refusalGroupOf(code) === undefined)
        .map(([code, file]) => `${file}: code ${code}: ${untold('refusal-groups.ts')}`),
      ...[...outcomes]
        .filter(([told]) => knownOutcome(told, 'sv') === undefined)
        .map(([told, file]) => `${file}: outcome "${told}": ${untold('outcome-texts.ts')}`),
    ];
    return { problems, notes: [`${codes.size} codes, ${outcomes.size} outcomes`] };
  },
};
