// Six digits that a user has not been shown before (seal document 9.4). Called by login.ts.
import { SealError } from '../errors.ts';
import type { LoginState } from './login-state.ts';
import type { LoginPolicy } from './policy.ts';

const dayMs = 24 * 3600 * 1000;
const six = (value: number): string => String(value).padStart(6, '0');

/** A uniform whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** Last digit of the year, number of the day, then a hundredth of a second (seal document 9.4), in UTC. */
function recipe(at: number, hundredth: number): string {
  const date = new Date(at);
  const day = Math.floor((at - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1;
  return `${date.getUTCFullYear() % 10}${String(day).padStart(3, '0')}${String(hundredth % 100).padStart(2, '0')}`;
}

export function drawChallenge(
  user: string,
  at: number,
  state: LoginState,
  policy: LoginPolicy,
  random: Random,
): string {
  const from = at - policy.windowDays * dayMs;
  // At most half of the million is ever taken (policy.ts), so that 200 trials in vain do not happen: 2^-200.
  for (let trial = 0; trial < 200; trial++) {
    const hundredth = Math.floor((at % 1000) / 10) + trial;
    const challenge = policy.recipe === 'random' ? six(random(1_000_000)) : recipe(at, hundredth);
    if (state.draw(user, challenge, at, from)) return challenge;
  }
  const message = `No challenge is left for today: recipe "document" has 100 numbers a day. Use recipe "random", or wait.`;
  throw new SealError('challenges-used-up', message, { retryable: true });
}
