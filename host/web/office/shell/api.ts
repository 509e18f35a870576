// The bridge as the pages call it: JSON over HTTP under the session (a cookie that no script can read) that the login opened.
// What the bridge refuses comes as an ApiError with its code and sentence.
import type { Role } from './page.ts';

export interface User {
  user: string;
  name: string;
  roles: readonly Role[];
  /** `seal` for who answered the challenge at the login. */
  rights: readonly string[];
  /** How this clerk's documents are sealed as a rule: 1 typed, 2 by the office, 3 by the device at the computer. */
  procedure: 1 | 2 | 3;
  /** Minutes without an act after which the bridge ends the session; at most 30. */
  idleMinutes: number;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export class Api {
  /** Called after each answer to somebody who acts. */
  onAct: () => void = () => {};
  /** Called when the bridge does not know the session any more. */
  onEnd: () => void = () => {};

  get<T>(path: string): Promise<T> {
    return this.#ask<T>('GET', path);
  }

  /** What the page loads by itself, on news: nobody acted, so it keeps no session alive (seal document 9.2). */
  background<T>(path: string): Promise<T> {
    return this.#ask<T>('GET', path, undefined, { 'x-background': '1' });
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#ask<T>('POST', path, body);
  }

  async #ask<T>(method: string, path: string, body?: unknown, background?: Record<string, string>): Promise<T> {
    const sent =
      body === undefined
        ? { headers: background ?? {} }
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`/v1/${path}`, { method, ...sent });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const answer = isJson && text !== '' ? JSON.parse(text) : {};
    if (!response.ok) {
      if (answer.code === 'not-logged-in') this.onEnd();
      throw new ApiError(
        response.status,
        answer.code ?? `http-${response.status}`,
        answer.message ?? response.statusText,
      );
    }
    if (background === undefined) this.onAct();
    return answer as T;
  }
}
