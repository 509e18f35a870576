// Generated files are what their generators write today.
import type { Check } from './check.ts';
import { linesOf, runProgram } from './program.ts';

export const generated: Check = {
  name: 'generated',
  async run(root, create) {
    const said = await runProgram('node', ['protocol/generate.ts', ...(create ? [] : ['--check'])], root);
    return { problems: said.code === 0 ? [] : linesOf(said, root) };
  },
};
