// `sigillator config`: shows the configuration and where each value comes from.
import type { Command } from 'commander';
import { configurationFiles } from './configuration.ts';
import type { Context } from './context.ts';
import { environmentName, settings } from './settings.ts';

export function register(program: Command, context: Context): void {
  const config = program.command('config').description('show the configuration');
  config
    .command('show')
    .description('print every setting with its value')
    .option('--origin', 'say where each value comes from')
    .action(({ origin }: { origin?: boolean }) => show(context, origin ?? false));
  config
    .command('files')
    .description('print the files that are read, the last one wins')
    .action(() => {
      const files = configurationFiles(context.environment);
      context.output.print(files, files.join('\n'));
    });
  config.addHelpText('after', () => ['', 'Settings:', ...settings.map(describe)].join('\n'));
}

const describe = ({ name, about }: { name: string; about: string }): string =>
  `  ${name.padEnd(16)} ${about} (${environmentName(name)})`;

function show({ configuration, output }: Context, withOrigin: boolean): void {
  const rows = [...configuration().origins()].map(([name, found]) => ({
    name,
    value: found.value ?? null,
    ...(withOrigin ? { origin: found.origin } : {}),
  }));
  const lines = rows.map((row) => `${row.name} = ${row.value ?? '(none)'}${row.origin ? `  # ${row.origin}` : ''}`);
  output.print(rows, lines.join('\n'));
}
