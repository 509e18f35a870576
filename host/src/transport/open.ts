// Opens a device by its name: `usb:SERIAL`, `serial:SERIAL`, `serial:PATH`, `sim`, `tcp:HOST:PORT`. A port of another kind
// is one more row. Node only.
import { SealError } from '../errors.ts';
import { findSimulator } from './running-simulator.ts';
import { listSerial, openSerial } from './serial.ts';
import { TcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';
import { listUsb, openUsb } from './usb.ts';

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
  { name: 'usb', usage: 'usb:SERIAL', open: openUsb, list: listUsb },
  { name: 'serial', usage: 'serial:SERIAL or serial:PATH', open: openSerial, list: listSerial },
  {
    name: 'sim',
    usage: 'sim',
    async open(rest, environment) {
      if (rest !== '')
        throw new SealError('usage', `Opening device "sim:${rest}": expected sim; only one runs at a time.`);
      const running = await findSimulator(environment);
      if (!running) throw noDevice('sim', 'no simulator runs here; start one with "sigillator simulator start"');
      if (!running.on) throw noDevice('sim', 'it is switched off; "sigillator simulator power on" switches it on');
      return openTcp('sim', '127.0.0.1', running.ports['usb-bulk']!);
    },
    list: async (environment) => ((await findSimulator(environment))?.on ? ['sim'] : []),
  },
  {
    name: 'tcp',
    usage: 'tcp:HOST:PORT',
    open(rest) {
      const [, host, port] = /^(.+):(\d{1,5})$/.exec(rest) ?? [];
      if (host === undefined || port === undefined || Number(port) > 65_535)
        throw new SealError('usage', `Opening device "tcp:${rest}": expected tcp:HOST:PORT, the port at most 65535.`);
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

/** Names of all devices that are there now; one that is there by USB bulk and by USB serial is named once, the first way. */
export async function listTransports(environment = process.env): Promise<string[]> {
  const names = (await Promise.all(schemes.map((scheme) => scheme.list(environment)))).flat();
  const byUsb = new Set(names.filter((name) => name.startsWith('usb:')).map((name) => name.slice(4)));
  return names.filter((name) => !(name.startsWith('serial:') && byUsb.has(name.slice(7))));
}

/** How often a device that is not there yet is looked for: with or without hot-plug news from the system. */
const LOOK_MS = 100;

/** Opens the named device, waiting up to `waitMs` for it to come, or to come back. */
export async function awaitTransport(name: string, waitMs: number, environment = process.env): Promise<Transport> {
  const endMs = performance.now() + waitMs;
  for (;;) {
    try {
      return await openTransport(name, environment);
    } catch (error) {
      if (!(error instanceof SealError && error.retryable) || performance.now() + LOOK_MS > endMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
