// A progress bar on stderr for long files: share, rate and rest time. Only on a terminal, never with --json.
import type { Context } from './context.ts';

const worthShowing = 8 << 20;
const barWidth = 24;
const redrawMs = 100;

export interface Progress {
  advance(bytes: number): void;
  end(): void;
}

const silent: Progress = { advance() {}, end() {} };

const mebibytes = (bytes: number): string => (bytes / (1 << 20)).toFixed(1);

/** Text of the bar; `elapsedMs` since the start. */
export function progressLine(name: string, done: number, total: number, elapsedMs: number): string {
  const share = Math.min(done / total, 1);
  const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '.');
  const rate = done / Math.max(elapsedMs, 1);
  const rest = Math.ceil((total - done) / Math.max(rate, 1e-9) / 1000);
  return `${name} [${bar}] ${Math.floor(share * 100)} %  ${mebibytes(rate * 1000)} MiB/s  ${rest} s left`;
}

export function startProgress(
  { output, streams }: Context,
  name: string,
  total: number,
  worth = worthShowing,
): Progress {
  const terminal = streams.stderr as NodeJS.WriteStream;
  if (output.json || !terminal.isTTY || total < worth) return silent;
  const start = performance.now();
  let done = 0;
  let drawn = 0;
  return {
    advance(bytes) {
      done += bytes;
      const now = performance.now();
      if (now - drawn < redrawMs) return;
      drawn = now;
      terminal.write(`\r\x1b[K${progressLine(name, done, total, now - start)}`);
    },
    end: () => terminal.write('\r\x1b[K'),
  };
}
