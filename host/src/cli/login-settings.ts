// The settings of login, checked: how challenges come about, and when a log-in ends that nobody uses. Called by the nouns that
// judge responses, and by diagnose.
import { SealError } from '../errors.ts';
import type { LoginPolicy } from '../login/policy.ts';
import type { Context } from './context.ts';

/** Seal document 9.2: at most 30 minutes. */
const MOST_MINUTES = 30;

export function requireRecipe(value: string): LoginPolicy['recipe'] {
  if (value === 'random' || value === 'document') return value;
  throw new SealError('configuration', `Setting login-recipe: expected random or document, got "${value}".`);
}

export function requireIdleMinutes(value: string): number {
  const minutes = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (minutes >= 1 && minutes <= MOST_MINUTES) return minutes;
  throw new SealError(
    'configuration',
    `Setting idle-minutes: expected a whole number from 1 to ${MOST_MINUTES}, got "${value}".`,
  );
}

export const recipeOf = ({ configuration }: Context): LoginPolicy['recipe'] =>
  requireRecipe(configuration().get('login-recipe')!);
export const idleMinutesOf = ({ configuration }: Context): number =>
  requireIdleMinutes(configuration().get('idle-minutes')!);
