// Offers a port of the machine as a pseudo-terminal, which programs open as a serial port. Node cannot make one; the
// `script` of every Linux can, and copies between it and a pipe. Node only, Linux only.
import { spawn } from 'node:child_process';
import type { Driver } from './driver.ts';
import { MemoryLink } from './memory-link.ts';

export interface PtyPort {
  /** What programs open. */
  readonly path: string;
  close(): Promise<void>;
}

/** Says its own name, lets every byte through as it is, and keeps the terminal open for as long as this process lives. */
const holder = `stty raw -echo && tty && exec tail --follow --pid=${process.pid} /dev/null`;

export function servePty(driver: Driver, devicePort: number): Promise<PtyPort> {
  const link = new MemoryLink(driver, devicePort);
  const child = spawn('script', ['--quiet', '--flush', '--command', holder, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdin.on('error', () => {});
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await link.close();
  };
  return new Promise((resolve, reject) => {
    let name = '';
    child.once('error', (cause) =>
      reject(new Error('Making a pseudo-terminal: the program "script" is missing.', { cause })),
    );
    child.once('close', () => reject(new Error('Making a pseudo-terminal: the system gave none.')));
    child.stdout.on('data', (bytes: Buffer) => {
      if (name.endsWith('\n')) {
        child.stdout.pause();
        link.write(bytes).then(
          () => child.stdout.resume(),
          () => child.kill(),
        );
        return;
      }
      name += bytes.toString('latin1');
      if (!name.endsWith('\n')) return;
      void pump(link, child.stdin);
      resolve({ path: name.trim(), close });
    });
  });
}

async function pump(link: MemoryLink, stream: NodeJS.WritableStream): Promise<void> {
  for (let bytes = await link.read(); bytes !== undefined; bytes = await link.read()) stream.write(bytes);
}
