// The command line in a process of its own, with a home of its own that holds the host's key of the link suite.
// Used by links.test.ts and by the suite on a real board.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../unit/checks/_sample.ts';
import { hostKeyText, type LinkProgram } from './link-suite.ts';

export function cliProgram(words: string[]): LinkProgram {
  const home = mkdtempSync(join(tmpdir(), 'sigillator-link-'));
  mkdirSync(join(home, 'sigillator'));
  writeFileSync(join(home, 'sigillator', 'host-key'), `${hostKeyText}\n`, { mode: 0o600 });
  const folders = { XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: home };
  const child = spawn(process.execPath, ['host/src/cli/main.ts', ...words], {
    cwd: repository,
    env: { ...process.env, ...folders },
  });
  let text = '';
  const ended = new Promise<void>((resolve) =>
    child.on('close', () => {
      rmSync(home, { recursive: true });
      resolve();
    }),
  );
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (bytes: Buffer): void => {
        text += bytes;
        if (text.includes(wanted)) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`"${words.join(' ')}" ended: ${text}`)));
    });
  return { says, ended, kill: () => child.kill('SIGKILL') };
}
