// The device suite over the links that need nothing but this process: memory, TCP, a pseudo-terminal.
import { openTransport } from '@sigillator/host/transport/open';
import { MemoryLink } from '@sigillator/simulator/memory-link';
import { portNames } from '@sigillator/simulator/ports';
import { type PtyPort, servePty } from '@sigillator/simulator/pty-port';
import { serveTcp, type TcpPort } from '@sigillator/simulator/tcp-port';
import { type LinkKind, linkSuite, wantedLinks } from './link-suite.ts';

const uart = portNames.indexOf('uart');

function tcpLink(): LinkKind {
  let port: TcpPort | undefined;
  return {
    name: 'tcp',
    async open({ driver }) {
      port ??= await serveTcp(driver, uart);
      return openTransport(`tcp:127.0.0.1:${port.port}`);
    },
    close: async () => port?.close(),
  };
}

function ptyLink(): LinkKind {
  let port: PtyPort | undefined;
  return {
    name: 'pty',
    async open({ driver }) {
      port ??= await servePty(driver, uart);
      return openTransport(`serial:${port.path}`);
    },
    close: async () => port?.close(),
  };
}

const links: Record<string, () => LinkKind> = {
  memory: () => ({ name: 'memory', open: async ({ driver }) => new MemoryLink(driver, 0) }),
  tcp: tcpLink,
  pty: ptyLink,
};

for (const name of wantedLinks(Object.keys(links))) {
  const kind = links[name]!();
  linkSuite(() => kind, name);
}
