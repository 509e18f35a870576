// `npm start`: says what the clone can do today; with --demo it seals a sample on its own and ends.
import { demonstration } from './demo.ts';

const words = process.argv.slice(2);
const guide = [
  'Set up. What runs today:',
  '  npm start -- --demo                 the document seal of a sample, by the firmware',
  '  npm run -s sigillator -- --help     the command line',
  '  npm test                            everything this machine can test',
];

if (words.some((word) => word !== '--demo')) {
  process.stderr.write(`npm start: expected nothing or --demo, got ${words.join(' ')}\n`);
  process.exitCode = 2;
} else {
  const lines = words.length > 0 ? await demonstration() : guide;
  process.stdout.write(`${lines.join('\n')}\n`);
}
