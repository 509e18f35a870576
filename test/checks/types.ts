// Types of all TypeScript, by tsc. The AssemblyScript compiler sees to its own when the firmware is built.
import type { Check } from './check.ts';
import { linesOf, runProgram } from './program.ts';

export const types: Check = {
  name: 'types',
  async run(root) {
    const said = await runProgram('tsc', ['--noEmit', '--pretty', 'false'], root);
    return { problems: said.code === 0 ? [] : linesOf(said, root) };
  },
};
