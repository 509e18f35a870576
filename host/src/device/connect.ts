// connect(): opens a device by its name, with the key of this host. Node only; a browser opens a Link over its own ports.
import { SealError } from '../errors.ts';
import { Link, type LinkOptions } from '../link/link.ts';
import { awaitTransport } from '../transport/open.ts';
import type { Transport } from '../transport/transport.ts';
import { Device } from './device.ts';
import { hostKeyFile, loadHostKey } from './host-key.ts';

export interface ConnectOptions extends Partial<LinkOptions> {
  /** `usb:SERIAL`, `serial:SERIAL`, `sim`, `tcp:HOST:PORT`; or a transport that is open already. */
  device: string | Transport;
  /** How long to wait for a device that is not there yet, or not again, or that another program has; default 0. */
  waitMs?: number;
  /** Where the runtime and state folders are named; the process's own unless said otherwise. */
  environment?: NodeJS.ProcessEnv;
}

const AGAIN_MS = 100;

export async function connect(options: ConnectOptions): Promise<Device> {
  const { device, key, waitMs = 0, environment = process.env, ...others } = options;
  const ownKey = key ?? (await loadHostKey(hostKeyFile(environment)));
  const endMs = performance.now() + waitMs;
  for (;;) {
    const restMs = Math.max(0, endMs - performance.now());
    const transport = typeof device === 'string' ? await awaitTransport(device, restMs, environment) : device;
    try {
      return new Device(await Link.connect(transport, { key: ownKey, ...others }));
    } catch (error) {
      // Over TCP a device that another program has is known by its silence only.
      const busy = error instanceof SealError && error.code === 'busy';
      if (!busy || typeof device !== 'string' || performance.now() + AGAIN_MS > endMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
