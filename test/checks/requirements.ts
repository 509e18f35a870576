// No requirement loses its test, and no test names a requirement that does not exist.
import type { Check } from './check.ts';
import { linesOf, runProgram } from './program.ts';

export const requirements: Check = {
  name: 'requirements',
  async run(root, create) {
    const said = await runProgram('node', ['test/requirements.ts', ...(create ? ['--create'] : [])], root);
    const lines = linesOf(said, root);
    return {
      problems: said.code === 0 ? [] : lines.filter((line) => /^(LOST|UNKNOWN) /.test(line)),
      notes: lines.slice(-1),
    };
  },
};
