// The device suite over the links that need nothing but this machine: memory, TCP, a pseudo-terminal.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport } from '@sigillator/host/transport/open';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { portNames } from '@sigillator/simulator/ports';
import { type PtyPort, servePty } from '@sigillator/simulator/pty-port';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { repository } from '../unit/checks/_sample.ts';
import { hostKeyText, type LinkKind, type LinkProgram, linkSuite, sealingLinks, wantedLinks } from './link-suite.ts';
import type { LiveDesk } from './live-desk.ts';

const uart = portNames.indexOf('uart');

/** The command line, with a home of its own that holds the host's key. */
function program(words: string[]): LinkProgram {
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

function memoryLink(): LinkKind {
  let link: MemoryLink | undefined;
  return {
    name: 'memory',
    async open({ driver }) {
      // A second program finds the port taken, and tries the device's other one.
      const port = driver.machine.ports.isOpen(0) ? uart : 0;
      const opened = new MemoryLink(driver, port);
      if (port === 0) link = opened;
      return opened;
    },
    pull: async () => link?.close(),
    restore: async () => {},
  };
}

/** A link that a server of the simulator makes; its name as the command line takes it. */
function servedLink<Port extends { close(): Promise<void> }>(
  name: string,
  serve: (desk: LiveDesk) => Promise<Port>,
  nameOf: (port: Port) => string,
): LinkKind {
  let port: Port | undefined;
  const named = async (desk: LiveDesk): Promise<string> => {
    port ??= await serve(desk);
    return nameOf(port);
  };
  const close = async (): Promise<void> => {
    await port?.close();
    port = undefined;
  };
  return {
    name,
    open: async (desk) => openTransport(await named(desk)),
    pull: close,
    restore: async () => {},
    program: async (desk, words) => program([...words, '--device', await named(desk)]),
    close,
  };
}

const links: Record<string, () => LinkKind> = {
  memory: memoryLink,
  tcp: () =>
    servedLink<TcpPort>(
      'tcp',
      ({ driver }) => serveTcp(driver, uart),
      ({ port }) => `tcp:127.0.0.1:${port}`,
    ),
  pty: () =>
    servedLink<PtyPort>(
      'pty',
      ({ driver }) => servePty(driver, uart),
      ({ path }) => `serial:${path}`,
    ),
};

const sealing = sealingLinks([['memory'], ['tcp', 'pty']]);
for (const name of wantedLinks(Object.keys(links))) linkSuite(links[name]!(), name, sealing.includes(name));
