// Opens a device by its name: `sim`, `tcp:HOST:PORT`. A port of another kind is one more row. Node only.
import { SealError } from '../errors.ts';
import { findSimulator } from './running-simulator.ts';
import { TcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';

interface Scheme {
  /** What stands before the first colon. */
  name: string;
  /** How it is written, for messages. */
  usage: string;
  /** Opens the device; `rest` is what follows the colon. */
  open(rest: string, environment: NodeJS.ProcessEnv): Promise<Transport>;
  /** Names of the devices of this kind that are there now. */
  list(environment: NodeJS.ProcessEnv): Promise<string[]>;
}

const schemes: readonly Scheme[] = [
  {
    name: 'sim',
    usage: 'sim',
    async open(_rest, environment) {
      const running = await findSimulator(environment);
      if (!running) throw noDevice('sim', 'no simulator runs here; start one with "sigillator simulator start"');
      return openTcp('sim', '127.0.0.1', running.ports['usb-bulk']!);
    },
    list: async (environment) => ((await findSimulator(environment)) ? ['sim'] : []),
  },
  {
    name: 'tcp',
    usage: 'tcp:HOST:PORT',
    open(rest) {
      const [, host, port] = /^(.+):(\d{1,5})$/.exec(rest) ?? [];
      if (host === undefined || port === undefined)
        throw new SealError('usage', `Opening device "tcp:${rest}": expected tcp:HOST:PORT.`);
      return openTcp(`tcp:${rest}`, host, Number(port));
    },
    // Nobody announces a TCP port: it has to be named.
    list: async () => [],
  },
];

const noDevice = (name: string, why: string, cause?: unknown): SealError =>
  new SealError('no-device', `Opening device "${name}": ${why}.`, { retryable: true, cause });

async function openTcp(name: string, host: string, port: number): Promise<Transport> {
  try {
    return await TcpTransport.open(port, host);
  } catch (cause) {
    throw noDevice(name, `nothing answers at ${host}:${port}; check that it is on`, cause);
  }
}

/** Opens the named device. */
export async function openTransport(name: string, environment = process.env): Promise<Transport> {
  const [scheme = '', ...rest] = name.split(':');
  const known = schemes.find((candidate) => candidate.name === scheme);
  if (known) return known.open(rest.join(':'), environment);
  const usages = schemes.map(({ usage }) => usage).join(', ');
  throw new SealError('usage', `Opening device "${name}": expected one of ${usages}.`);
}

/** Names of all devices that are there now. */
export async function listTransports(environment = process.env): Promise<string[]> {
  return (await Promise.all(schemes.map((scheme) => scheme.list(environment)))).flat();
}
