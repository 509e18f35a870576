// Listens for one peer at a time that wants the simulated device on its USB: usb-redir on a socket file or a TCP port of
// this machine, USB/IP on a TCP port of this machine. Node only.
import { createServer, type Socket } from 'node:net';
import type { UsbDevice } from './usb-device.ts';
import { UsbIpPeer } from './usb-ip.ts';
import { UsbRedirPeer } from './usb-redir.ts';

export interface UsbServer {
  /** The socket file, or the TCP port that was given. */
  readonly at: string | number;
  close(): Promise<void>;
}

const peers = { 'usb-redir': UsbRedirPeer, 'usb-ip': UsbIpPeer } as const;

/** `at`: a socket file, or a TCP port (0: any free one). */
export function serveUsb(device: UsbDevice, kind: keyof typeof peers, at: string | number): Promise<UsbServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new peers[kind](socket, device);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const listening = (): void => {
      const address = server.address();
      resolve({
        at: address !== null && typeof address === 'object' ? address.port : at,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    };
    if (typeof at === 'string') server.listen(at, listening);
    else server.listen(at, '127.0.0.1', listening);
  });
}
