// `sigillator device update FILE`: looks at the file, sends it, tells what to compare on the device before the key press, then
// waits for the device to come back and looks at what it runs.
import { developmentPublicKeys } from '@sigillator/protocol/tables/update';
import { connect } from '../device/connect.ts';
import { checkUpdateFile, untilRestart } from '../device/update.ts';
import { SealError } from '../errors.ts';
import type { Context } from './context.ts';
import { type DeviceFlags, nameOf, withDevice } from './device.ts';
import { readInput } from './files.ts';
import { startProgress } from './progress.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** As the device shows it: groups of four digits, four to a row. */
const asShown = (digest: string): string =>
  digest
    .match(/.{16}/g)!
    .map((row) => `    ${row.match(/.{4}/g)!.join(' ')}`)
    .join('\n');

/** A chip copies a file in 4 s, a slow one in half a minute. */
const BACK_MS = 60_000;
const AGAIN_MS = 100;

/** Waits for the device to come back and answers what firmware it runs. */
async function comesBack({ environment, signal }: Context, name: string): Promise<string> {
  const endMs = performance.now() + BACK_MS;
  for (;;) {
    try {
      const device = await connect({ device: name, environment });
      await device.close();
      return device.link.hello.firmware;
    } catch (cause) {
      signal.throwIfAborted();
      if (performance.now() > endMs)
        throw new SealError(
          'timed-out',
          `Starting the new firmware: expected the device to come back within ${BACK_MS / 1000} s. Look at its display, then ask it with "sigillator device info".`,
          { cause },
        );
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export async function updateDevice(context: Context, path: string, flags: DeviceFlags): Promise<void> {
  const file = await readInput(path, context.streams, context.output);
  const { board, version, digest, key } = checkUpdateFile(file);
  const development = developmentPublicKeys.some((known) => known.startsWith(hex(key)));
  const told = { board, version, digest: hex(digest), development };
  const name = await nameOf(context, flags);
  const before = await withDevice(context, { ...flags, device: name }, async (device) => {
    const progress = startProgress(context, path, file.length, 0);
    let sent = 0;
    const { signal } = context;
    try {
      await device.update(file, {
        signal,
        onSent(have) {
          progress.advance(have - sent);
          sent = have;
        },
        onWaiting() {
          progress.end();
          context.output.note(
            `The device must show version ${version}${development ? ', DEVELOPMENT' : ''} and, on its second page,\n${asShown(told.digest)}\nIf it does, press OK there.`,
          );
        },
      });
    } finally {
      progress.end();
    }
    context.output.note(`The device starts version ${version}; leave it switched on.`);
    await untilRestart(device.link);
    return device.link.hello.firmware;
  });
  const after = await comesBack(context, name);
  if (after !== version)
    throw new SealError(
      'update-damaged',
      `Starting the new firmware: expected the device to come back with version ${version}, it runs ${after}. It found the file damaged when it started; bring it again.`,
    );
  context.output.print({ ...told, before, after }, `The device runs version ${version}; keys and journal stay.`);
}
