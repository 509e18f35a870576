// Offers a port of the machine on TCP, loopback only: one connection is one host that opens the port. Node only.
import { createServer, type Socket } from 'node:net';
import type { Driver } from './driver.ts';
import { MemoryLink } from './memory-link.ts';

export interface TcpPort {
  /** The TCP port that was given. */
  readonly port: number;
  close(): Promise<void>;
}

/** Listens for hosts of device port `devicePort`; TCP port 0 takes any free one. */
export function serveTcp(driver: Driver, devicePort: number, tcpPort = 0): Promise<TcpPort> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    attach(driver, devicePort, socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(tcpPort, '127.0.0.1', () => {
      const address = server.address() as { port: number };
      resolve({
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function attach(driver: Driver, devicePort: number, socket: Socket): void {
  let link: MemoryLink;
  try {
    link = new MemoryLink(driver, devicePort);
  } catch {
    // Taken or without power: a host sees what it would see of a real one, a port that does not open.
    socket.destroy();
    return;
  }
  socket.setNoDelay(true);
  socket.on('data', (bytes) => {
    socket.pause();
    link.write(bytes).then(
      () => socket.resume(),
      () => socket.destroy(),
    );
  });
  // Free with the host's last byte: its next connection may be here before the goodbye to this one is through.
  for (const over of ['end', 'close']) socket.on(over, () => void link.close());
  void pump(link, socket);
}

async function pump(link: MemoryLink, socket: Socket): Promise<void> {
  for (let bytes = await link.read(); bytes !== undefined; bytes = await link.read()) socket.write(bytes);
  socket.end();
}
