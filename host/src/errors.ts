// The one error of the host library. Every layer throws it; the CLI and the bridge turn it into exit codes and answers.

export interface SealErrorOptions {
  /** What went wrong below, kept for the log. */
  cause?: unknown;
  /** True if the same call may succeed later without a change. */
  retryable?: boolean;
}

/**
 * `code` is a stable kebab-case word that programs may rely on. `message` is for people: what was being done, what was
 * expected, what came, what to do.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: SealErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryable = options.retryable ?? false;
  }

  toJSON(): { code: string; message: string; retryable: boolean } {
    return { code: this.code, message: this.message, retryable: this.retryable };
  }
}
