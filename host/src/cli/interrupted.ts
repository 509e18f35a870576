// What a command says that Ctrl-C ended. Used by run.ts for every command, by device.ts for those that first leave a device.
import { SealError } from '../errors.ts';

export const interrupted = (): SealError =>
  new SealError('interrupted', 'Interrupted; nothing more is done.', { retryable: true });
