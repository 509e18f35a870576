// `sigillator device update FILE`: looks at the file, sends it, tells what to compare on the device before the key press.
import { developmentPublicKeys } from '@sigillator/protocol/tables/update';
import { checkUpdateFile } from '../device/update.ts';
import type { Context } from './context.ts';
import { type DeviceFlags, withDevice } from './device.ts';
import { readInput } from './files.ts';
import { startProgress } from './progress.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** As the device shows it: groups of four digits, four to a row. */
const asShown = (digest: string): string =>
  digest
    .match(/.{16}/g)!
    .map((row) => `    ${row.match(/.{4}/g)!.join(' ')}`)
    .join('\n');

export async function updateDevice(context: Context, path: string, flags: DeviceFlags): Promise<void> {
  const file = await readInput(path, context.streams, context.output);
  const { board, version, digest, key } = checkUpdateFile(file);
  const development = developmentPublicKeys.some((known) => known.startsWith(hex(key)));
  const told = { board, version, digest: hex(digest), development };
  await withDevice(context, flags, async (device) => {
    const before = device.link.hello.firmware;
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
    context.output.print({ ...told, before }, `The device starts version ${version}; keys and journal stay.`);
  });
}
