// Spelling of names, comments and texts, by cspell with the word list words.txt. Texts in Swedish and French (files
// whose name says so: sv.ts, text-fr.ts …) are held against dictionaries of these languages as well.
import type { Check } from './check.ts';
import { linesOf, runProgram } from './program.ts';

export const spelling: Check = {
  name: 'spelling',
  async run(root) {
    const parameters = [
      'lint',
      '--config',
      'test/checks/cspell.json',
      '--no-progress',
      '--no-summary',
      '--no-color',
      '.',
    ];
    const said = await runProgram('cspell', parameters, root);
    if (said.code === 0) return { problems: [] };
    return { problems: [...linesOf(said, root), 'right words of the project belong in test/checks/words.txt'] };
  },
};
