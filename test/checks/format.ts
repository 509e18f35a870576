// Formatting and lint of TypeScript and JSON, by biome.
import type { Check } from './check.ts';
import { linesOf, runProgram } from './program.ts';

export const format: Check = {
  name: 'format',
  async run(root) {
    const parameters = ['check', '--error-on-warnings', '--colors=off', '--max-diagnostics=50', '.'];
    const said = await runProgram('biome', parameters, root);
    return { problems: said.code === 0 ? [] : [...linesOf(said, root), 'mend it with: biome check --write .'] };
  },
};
