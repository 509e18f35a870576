// Login by a bridge on this computer that two officers have opened: for other programs, the CLI and PAM. The keys stay there.
import { SealError } from '../errors.ts';
import type { Login } from './login.ts';

export type LoginService = Pick<Login, 'challenge' | 'verify'>;

export interface RemoteLoginOptions {
  /** Of the bridge, such as `http://127.0.0.1:7373`. */
  url: string;
  /** Of this program (`bridge token`). */
  token: string;
  timeoutMs?: number;
}

export function remoteLogin({ url, token, timeoutMs = 10_000 }: RemoteLoginOptions): LoginService {
  async function post<T>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = { method: 'POST', headers, body: JSON.stringify(body), signal, redirect: 'error' as const };
    const answer = await fetch(new URL(`/v1/login/${path}`, url), sent).catch((cause) => {
      const message = `Asking the bridge at ${url}: it does not answer. Is it running?`;
      throw new SealError('no-bridge', message, { cause, retryable: true });
    });
    const said = (await answer.json().catch(() => ({}))) as { code?: string; message?: string; retryable?: boolean };
    if (answer.ok) return said as T;
    const message = said.message ?? `Asking the bridge at ${url}: it answered ${answer.status}.`;
    throw new SealError(said.code ?? 'bridge', message, { retryable: said.retryable ?? false });
  }
  return {
    challenge: (user) => post('challenge', { user }),
    verify: (user, response, keepNotices = false) => post('verify', { user, response, keepNotices }),
  };
}
