// Writes the man pages from the command tree: sigillator(1), and one page a noun. Called by protocol/generate.ts.
import type { Command } from 'commander';
import type { Context } from '../src/cli/context.ts';
import { exitCodeLines } from '../src/cli/exit-codes.ts';
import { createProgram, registerNouns, version } from '../src/cli/program.ts';
import { environmentName, settings } from '../src/cli/settings.ts';

/** Text as roff shows it: hyphens and backslashes stay themselves, no line starts a request. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');

const optionLines = (command: Command): string[] => {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .flatMap((option) => ['.TP', `.B ${roff(help.optionTerm(option))}`, roff(help.optionDescription(option))]);
};

const usage = (command: Command): string => roff(command.createHelp().commandUsage(command));

function verbLines(noun: Command): string[] {
  return noun
    .createHelp()
    .visibleCommands(noun)
    .filter((verb) => verb.name() !== 'help')
    .flatMap((verb) => [
      `.SS ${roff(verb.name())}`,
      `.B ${usage(verb)}`,
      '.PP',
      roff(verb.description()),
      ...optionLines(verb),
    ]);
}

const title = (name: string): string => `.TH ${name.toUpperCase()} 1 "" "sigillator ${version()}" "User Commands"`;

function nounPage(noun: Command): string {
  const name = `sigillator\\-${roff(noun.name())}`;
  const verbs = verbLines(noun);
  return `${[
    title(`sigillator-${noun.name()}`),
    '.SH NAME',
    `${name} \\- ${roff(noun.description())}`,
    '.SH SYNOPSIS',
    `.B ${usage(noun)}`,
    ...(verbs.length > 0 ? ['.SH VERBS', ...verbs] : ['.SH OPTIONS', ...optionLines(noun)]),
    '.SH SEE ALSO',
    '.BR sigillator (1)',
  ].join('\n')}\n`;
}

function mainPage(program: Command, commands: Command[]): string {
  return `${[
    title('sigillator'),
    '.SH NAME',
    `sigillator \\- ${roff(program.description())}`,
    '.SH SYNOPSIS',
    `.B ${usage(program)}`,
    '.SH COMMANDS',
    ...commands.flatMap((noun) => ['.TP', `.BR sigillator\\-${roff(noun.name())} (1)`, roff(noun.description())]),
    '.SH OPTIONS',
    ...optionLines(program),
    '.SH CONFIGURATION',
    'Read from /etc/sigillator/config.toml, then $XDG_CONFIG_HOME/sigillator/config.toml, then the environment,',
    'then \\-\\-set; the last one wins.',
    ...settings.flatMap(({ name, about }) => ['.TP', `.B ${roff(name)}, ${environmentName(name)}`, roff(about)]),
    '.SH EXIT STATUS',
    '.nf',
    ...exitCodeLines(),
    '.fi',
  ].join('\n')}\n`;
}

export async function generate(): Promise<{ path: string; text: string }[]> {
  const program = createProgram();
  // Registering only describes the commands; none runs, so the context is never touched.
  await registerNouns(program, {} as Context, []);
  const commands = [...program.commands].sort((a, b) => (a.name() < b.name() ? -1 : 1));
  return [
    { path: 'host/man/sigillator.1', text: mainPage(program, commands) },
    ...commands.map((noun) => ({ path: `host/man/sigillator-${noun.name()}.1`, text: nounPage(noun) })),
  ];
}
