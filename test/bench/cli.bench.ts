// How long the command line takes to answer, against a Node that does nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Benchmark, callsPerSecond, type Row } from './row.ts';

const main = fileURLToPath(new URL('../../host/src/cli/main.ts', import.meta.url));

const startsPerSecond = (parameters: string[]): number =>
  callsPerSecond(() => void spawnSync(process.execPath, parameters, { stdio: 'ignore' }), { rounds: 5, roundMs: 400 });

const cli: Benchmark = async (): Promise<Row[]> => {
  const bare = startsPerSecond(['--eval', '0']);
  const answering = startsPerSecond([main, 'config', 'show', '--json']);
  return [
    {
      id: 'cli-start-vs-node',
      value: 1000 / answering,
      unit: 'ms',
      peer: 'node --eval 0',
      peerValue: 1000 / bare,
      ratio: answering / bare,
    },
  ];
};

export default cli;
