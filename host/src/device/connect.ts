// connect(): opens a device by its name, with the key of this host. Node only; a browser opens a Link over its own ports.
import { Link, type LinkOptions } from '../link/link.ts';
import { openTransport } from '../transport/open.ts';
import type { Transport } from '../transport/transport.ts';
import { Device } from './device.ts';
import { hostKeyFile, loadHostKey } from './host-key.ts';

export interface ConnectOptions extends Partial<LinkOptions> {
  /** `sim`, `tcp:HOST:PORT`, …; or a transport that is open already. */
  device: string | Transport;
  /** Where the runtime and state folders are named; the process's own unless said otherwise. */
  environment?: NodeJS.ProcessEnv;
}

export async function connect({ device, key, environment = process.env, ...options }: ConnectOptions): Promise<Device> {
  const ownKey = key ?? (await loadHostKey(hostKeyFile(environment)));
  const transport = typeof device === 'string' ? await openTransport(device, environment) : device;
  return new Device(await Link.connect(transport, { key: ownKey, ...options }));
}
