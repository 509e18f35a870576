// Every code that the bridge can answer has a text for the office's pages, in each language: a clerk reads no English in a
// Swedish page. Codes are read from the sources that the bridge consists of, and from the errors of the device.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { errors } from '@sigillator/protocol/tables/errors';
import { refusalGroupOf } from '../../host/web/office/shell/refusal-groups.ts';
import type { Check } from './check.ts';

const start = 'host/src/bridge/daemon.ts';
const imported = /^(?:import|export)\b(?! type\b)[^;]*?'(\.[^']+)';|import\('(\.[^']+)'\)/gm;
/** What makes a SealError: the error itself, and the functions and tables that fill it in. */
const named =
  /(?:new SealError\(|\bsay\(|\brefuse\([^'"`;]*|^ {2}\d+: \[)\s*(?:'([a-z][a-z0-9-]+)'|`([a-z][a-z0-9-]*)\$\{)/gm;

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
  run(root) {
    const codes = new Map(errors.map(({ name }) => [name, 'protocol/tables/errors.ts']));
    for (const file of sourcesOf(join(root, start)))
      for (const [, code, begin] of readFileSync(file, 'utf8').matchAll(named))
        codes.set(code ?? `${begin}any`, relative(root, file));
    const missing = [...codes].filter(([code]) => refusalGroupOf(code) === undefined);
    const advice = 'no text of the office is for this code; name it in host/web/office/shell/refusal-groups.ts';
    return Promise.resolve({
      problems: missing.map(([code, file]) => `${file}: ${code}: ${advice}`),
      notes: [`${codes.size} codes`],
    });
  },
};
