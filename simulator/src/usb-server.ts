// Listens for peers that want the simulated device on its USB, which one has at a time (usb-device.ts): usb-redir on a socket file
// or a TCP port of this machine, USB/IP on a TCP port of this machine. Node only.
import { lstat, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { UsbDevice } from './usb-device.ts';
import { UsbIpPeer } from './usb-ip.ts';
import { UsbRedirPeer } from './usb-redir.ts';

export interface UsbServer {
  /** The socket file, or the TCP port that was given. */
  readonly at: string | number;
  close(): Promise<void>;
}

const peers = { 'usb-redir': UsbRedirPeer, 'usb-ip': UsbIpPeer } as const;

/** `at`: a socket file, or a TCP port (0: any free one). A socket file that a dead process left behind is replaced. */
export async function serveUsb(device: UsbDevice, kind: keyof typeof peers, at: string | number): Promise<UsbServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new peers[kind](socket, device);
  });
  if (typeof at === 'string' && (await isLeftOver(at))) await rm(at);
  await listen(server, at).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`Offering the device by ${kind} at ${at}: ${refusal(cause, at)}`, { cause });
  });
  const address = server.address();
  return {
    at: address !== null && typeof address === 'object' ? address.port : at,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const listen = (server: Server, at: string | number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    if (typeof at === 'string') server.listen(at, resolve);
    else server.listen(at, '127.0.0.1', resolve);
  });

/** True for a socket file at which nobody listens any more. */
async function isLeftOver(file: string): Promise<boolean> {
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isSocket()) return false;
  return new Promise((resolve) => {
    const socket = connect(file, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}

function refusal({ code, message }: NodeJS.ErrnoException, at: string | number): string {
  if (typeof at === 'number') return `the port cannot be had (${message}). Give another, or 0 for any free one.`;
  if (code === 'EADDRINUSE')
    return 'another program listens there, or it is no socket. End that program, or give another file.';
  return `the socket file cannot be made (${message}). Give a file in a folder that is there and yours.`;
}
