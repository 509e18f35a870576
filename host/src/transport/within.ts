// Bounds how long a port may take over one step. Browsers know no time-outs, and some systems wait for ever. Called by the
// transports.

/** What the step comes to; the error of `late` once it has taken too long, with the step left alone. */
export function within<T>(milliseconds: number, step: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds);
    step.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
