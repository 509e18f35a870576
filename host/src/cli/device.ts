// `sigillator device`: lists devices, says what one is, pairs and unpairs this host, reads the device journal.
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { connect } from '../device/connect.ts';
import { type Device, languages } from '../device/device.ts';
import type { JournalRow } from '../device/journal.ts';
import { deviceSerial } from '../device/serial.ts';
import { SealError } from '../errors.ts';
import { recorder } from '../link/recorder.ts';
import { listTransports } from '../transport/open.ts';
import type { Context } from './context.ts';
import { updateDevice } from './device-update.ts';
import { interrupted } from './interrupted.ts';

export interface DeviceFlags {
  device?: string;
  record?: string;
}

export function register(program: Command, context: Context): void {
  const device = program.command('device').description('devices: list, information, pairing, journal, update');
  const verb = (name: string, about: string): Command =>
    device
      .command(name)
      .description(about)
      .option(
        '--device <name>',
        'which device: usb:SERIAL, serial:SERIAL, sim, tcp:HOST:PORT; default the only one there is',
      )
      .option('--record <file>', 'write what is said to a file, secrets cut');
  device
    .command('list')
    .description('list the devices that are there')
    .action(() => list(context));
  verb('info', 'say what the device is').action((flags: DeviceFlags) => info(context, flags));
  verb('pair', 'pair this host with the device: choose pairing at its keypad first')
    .option('--name <name>', 'how the device shall call this host, at most 20 characters', hostname().slice(0, 20))
    .action((flags: DeviceFlags & { name: string }) => pair(context, flags));
  verb('unpair', 'ask the device to forget this host').action((flags: DeviceFlags) => unpair(context, flags));
  verb('update', 'bring new firmware to the device: allow updates in its settings first')
    .argument('<file>', 'the update file, signed')
    .action((file: string, flags: DeviceFlags) => updateDevice(context, file, flags));
  verb('journal', 'read the journal of what the device has sealed')
    .option('--from <counter>', 'begin at this row, default the oldest', '0')
    .option('--acknowledge', 'tell the device that the rows are safe here, so that it may use their place')
    .action((flags: JournalFlags) => journal(context, flags));
}

/** The one named, else the one configured, else the only one there is. */
export async function nameOf(context: Context, flags: DeviceFlags): Promise<string> {
  const named = context.configuration().get('device', flags.device);
  if (named !== undefined) return named;
  const found = await listTransports(context.environment);
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new SealError('no-device', 'Looking for a device: none is there. Connect one, or name it with --device.', {
      retryable: true,
    });
  throw new SealError('usage', `Looking for a device: ${found.join(', ')} are there. Choose one with --device.`);
}

/** Opens the device that is meant, and closes it whatever happens: after Ctrl-C too, so that nothing is left on its display. */
export async function withDevice<T>(
  context: Context,
  flags: DeviceFlags,
  use: (device: Device) => Promise<T>,
): Promise<T> {
  const { record } = flags;
  if (record !== undefined) writeFileSync(record, '');
  const onMessage = recorder((message) => writeFileSync(record!, `${JSON.stringify(message)}\n`, { flag: 'a' }));
  const device = await connect({
    device: await nameOf(context, flags),
    environment: context.environment,
    ...(record === undefined ? {} : { onMessage }),
  });
  const { signal } = context;
  let stop!: () => void;
  const interruption = new Promise<never>((_, reject) => {
    stop = () => reject(interrupted());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([interruption, use(device)]);
  } finally {
    signal.removeEventListener('abort', stop);
    await device.close();
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const serialOf = (device: Device): string => deviceSerial(device.link);

interface Listed {
  id: string;
  transport: string;
  serial: string | null;
  firmware: string | null;
  paired: boolean | null;
}

async function list(context: Context): Promise<void> {
  const named = context.configuration().get('device');
  const names = [...new Set([...(named === undefined ? [] : [named]), ...(await listTransports(context.environment))])];
  const devices: Listed[] = [];
  for (const name of names) {
    const listed = await describe(context, name).catch((error: SealError) => unreachable(context, name, error));
    if (listed) devices.push(listed);
  }
  context.output.print(devices, devices.map(line).join('\n') || 'No device is there.');
}

async function describe(context: Context, name: string): Promise<Listed> {
  const device = await connect({ device: name, environment: context.environment });
  try {
    const { paired } = await read(device);
    return {
      id: name,
      transport: kindOf(name),
      serial: serialOf(device),
      firmware: device.link.hello.firmware,
      paired,
    };
  } finally {
    await device.close();
  }
}

const kindOf = (name: string): string => name.split(':')[0]!;

/** A device that another program uses is there all the same; one that does not open is not, and says why. */
function unreachable(context: Context, name: string, error: SealError): Listed | undefined {
  if (error.code !== 'busy') {
    context.output.note(`${name}: ${error.message}`);
    return undefined;
  }
  return { id: name, transport: kindOf(name), serial: null, firmware: null, paired: null };
}

const line = ({ id, serial, firmware, paired }: Listed): string =>
  serial === null
    ? `${id}  in use by another program`
    : `${id}  serial ${serial}  firmware ${firmware}  ${paired ? 'paired' : 'not paired'}`;

async function read(device: Device): Promise<{ paired: boolean; info?: Awaited<ReturnType<Device['info']>> }> {
  try {
    return { paired: true, info: await device.info() };
  } catch (error) {
    if (error instanceof SealError && error.code === 'not-paired') return { paired: false };
    throw error;
  }
}

async function info(context: Context, flags: DeviceFlags): Promise<void> {
  const name = await nameOf(context, flags);
  await withDevice(context, { ...flags, device: name }, async (device) => {
    const { paired, info: told } = await read(device);
    const { firmware, protocol } = device.link.hello;
    const known = { id: name, transport: kindOf(name), serial: serialOf(device), firmware, paired, protocol };
    if (!told) context.output.note('This host is not paired; the device tells it no more than its version.');
    context.output.print({
      ...known,
      firmwareSha256: told ? hex(told.firmwareDigest) : null,
      languages: told ? told.languages.split(' ') : null,
      ...(told
        ? {
            language: languages[told.language] ?? null,
            clock: told.clock === 0 ? null : new Date(told.clock * 1000).toISOString(),
            batchMaximum: told.batchMaximum,
            maxDocument: told.maxDocument,
            journalRows: told.journalRows,
            journalCapacity: told.journalCapacity,
            development: told.development,
          }
        : {}),
    });
  });
}

async function pair(context: Context, flags: DeviceFlags & { name: string }): Promise<void> {
  await withDevice(context, flags, async (device) => {
    const { signal } = context;
    await device.pair(
      flags.name,
      (digits) => {
        const asked = `The device must show ${digits.slice(0, 3)} ${digits.slice(3)}. If it does, press OK there.`;
        context.streams.stderr.write(`${context.output.json ? JSON.stringify({ digits }) : asked}\n`);
      },
      { signal },
    );
    context.output.print({ serial: serialOf(device), name: flags.name, paired: true }, 'Paired.');
  });
}

async function unpair(context: Context, flags: DeviceFlags): Promise<void> {
  await withDevice(context, flags, async (device) => {
    await device.unpair();
    context.output.print({ serial: serialOf(device), paired: false }, 'The device has forgotten this host.');
  });
}

interface JournalFlags extends DeviceFlags {
  from: string;
  acknowledge?: boolean;
}

async function journal(context: Context, flags: JournalFlags): Promise<void> {
  if (!/^\d{1,10}$/.test(flags.from)) throw new SealError('usage', `--from expected a counter, got "${flags.from}".`);
  await withDevice(context, flags, async (device) => {
    const rows: JournalRow[] = [];
    for await (const row of device.journal(Number(flags.from))) rows.push(row);
    const last = rows.at(-1);
    if (flags.acknowledge && last) await device.acknowledgeJournal(last);
    const printed = rows.map(({ chain, time, ...row }) => ({
      ...row,
      time: time?.toISOString() ?? null,
      chain: hex(chain),
    }));
    const lines = printed.map(
      ({ counter, time, profile, documentSeal }) => `${counter}  ${time}  ${profile}  ${documentSeal}`,
    );
    context.output.print(printed, lines.join('\n') || 'The journal is empty.');
  });
}
