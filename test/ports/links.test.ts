// The device suite over the links that need nothing but this machine: memory, TCP, a pseudo-terminal.
import { openTransport } from '@sigillator/host/transport/open';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { portNames } from '@sigillator/simulator/ports';
import { type PtyPort, servePty } from '@sigillator/simulator/pty-port';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { cliProgram } from './cli-program.ts';
import { type LinkKind, linkSuite, sealingLinks, wantedLinks } from './link-suite.ts';
import type { LiveDesk } from './live-desk.ts';

const uart = portNames.indexOf('uart');

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
    program: async (desk, words) => cliProgram([...words, '--device', await named(desk)]),
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
