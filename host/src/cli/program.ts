// Builds the command tree of the CLI, for run.ts and the man pages.
import { readFileSync } from 'node:fs';
import { Command, Help } from 'commander';
import type { Context } from './context.ts';
import { exitCodeLines } from './exit-codes.ts';
import { nouns } from './nouns.ts';

export const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

/** The program without its nouns. Global options may stand anywhere on the line. */
export function createProgram(): Command {
  return new Command('sigillator')
    .description('seals and verifies customs documents')
    .usage('NOUN VERB [options] [arguments]')
    .version(version(), '--version', 'print the version')
    .option('--json', 'print JSON: one value, or one a line')
    .option('-v, --verbose', 'say on stderr what is read, from where, and what lies behind an error')
    .option('--set <name=value>', 'set a setting for this call', collect, [])
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({
      ...{ showGlobalOptions: true, sortSubcommands: true },
      // A list that is empty when it is not given is no default that tells anybody something.
      optionDescription: (option) =>
        option.mandatory ? `${option.description} (required)` : Help.prototype.optionDescription(option),
    })
    .addHelpText('after', () => `\nExit codes:\n${exitCodeLines().join('\n')}`);
}

/** Loads the nouns that the words name; all of them if they name none (help, completions, man pages). */
export async function registerNouns(program: Command, context: Context, words: string[]): Promise<void> {
  const named = nouns.filter(({ name }) => words.includes(name));
  const modules = await Promise.all((named.length > 0 ? named : nouns).map((noun) => noun.load()));
  for (const module of modules) module.register(program, context);
}
