// Turns the number of a wire error into the error that callers see: the sentence lives here, never on the device.
import { errors } from '@sigillator/protocol/tables/errors';
import { SealError } from '../errors.ts';

const byNumber = new Map(errors.map((error) => [error.number, error]));

/** The error a device answered with; `doing` says what was being done. */
export function wireError(number: number, doing: string): SealError {
  const error = byNumber.get(number);
  if (!error)
    return new SealError(
      'unknown-error',
      `${doing}: the device answered error ${number}, which this version does not know. Update the host.`,
    );
  return new SealError(error.name, `${doing}: ${error.sentence}`, { retryable: error.retryable });
}

/** The end of a connection; what a transport says in words of its own stays. */
export function disconnected(doing: string, cause?: unknown): SealError {
  if (cause instanceof SealError) return cause;
  return new SealError('no-device-link', `${doing}: the connection to the device ended. Connect again and ask again.`, {
    retryable: true,
    ...(cause === undefined ? {} : { cause }),
  });
}
