// The limits of login, each with what it promises. Called by login.ts and sessions.ts.
import { SealError } from '../errors.ts';

export interface LoginPolicy {
  /** `random`: any six digits from the system's generator. `document`: the recipe of seal document 9.4, 100 numbers a day. */
  recipe: 'random' | 'document';
  challengeMinutes: number;
  /** Answers to one challenge: the first, and one more after a mistake (seal document 9.4). */
  attempts: number;
  /** Wrong answers in a row after which only an officer opens the way again: an attacker has 6 guesses in a million. */
  lockAfter: number;
  /** Wrong answers of all users together within an hour, after which nobody is judged for a while. */
  wrongPerHour: number;
  /** No challenge comes twice for a user within these days. */
  windowDays: number;
  /** Further requests within 24 hours show an open challenge again: so at most 1,288 a day are used up, of a million. */
  drawsPerDay: number;
  /** Minutes without a request after which a session ends; at most 30 (seal document 9.2). */
  idleMinutes: number;
}

export const usualPolicy: LoginPolicy = {
  recipe: 'random',
  challengeMinutes: 5,
  attempts: 2,
  lockAfter: 6,
  wrongPerHour: 100,
  windowDays: 400,
  drawsPerDay: 1000,
  idleMinutes: 30,
};

const highest: Partial<Record<keyof LoginPolicy, number>> = {
  idleMinutes: 30,
  challengeMinutes: 30,
  attempts: 2,
  lockAfter: 20,
  windowDays: 400,
  drawsPerDay: 1000,
};

/** Fills in the usual values; refuses what would break a promise. */
export function requirePolicy(given: Partial<LoginPolicy> = {}): LoginPolicy {
  const policy = { ...usualPolicy, ...given };
  for (const [name, value] of Object.entries(policy)) {
    if (name === 'recipe') continue;
    const most = highest[name as keyof LoginPolicy] ?? 10_000;
    if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most) continue;
    throw new SealError(
      'login-policy',
      `Login policy, ${name}: expected a whole number from 1 to ${most}, got ${value}.`,
    );
  }
  if (policy.windowDays < 366)
    throw new SealError('login-policy', `Login policy, windowDays: expected at least 366, got ${policy.windowDays}.`);
  if (policy.recipe !== 'random' && policy.recipe !== 'document')
    throw new SealError('login-policy', `Login policy, recipe: expected random or document, got ${policy.recipe}.`);
  return policy;
}
