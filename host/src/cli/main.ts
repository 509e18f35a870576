#!/usr/bin/env node
// The command `sigillator`.
import { run } from './run.ts';

const interruption = new AbortController();
process.on('SIGINT', () => {
  // The second Ctrl-C ends at once.
  if (interruption.signal.aborted) process.exit(130);
  interruption.abort();
});
// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const code = await run(process.argv.slice(2), {
  streams: process,
  environment: process.env,
  signal: interruption.signal,
});
// An interrupted command may still hold a file or a device open; Node would wait for it.
if (code === 130) process.exit(code);
process.exitCode = code;
