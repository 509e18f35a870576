// The options that choose what is sealed, shared by the verbs of `edifact scope` and `seal`.

import { profiles } from '@sigillator/protocol/tables/profiles';
import type { Command } from 'commander';
import { SealError } from '../errors.ts';
import type { ScopeOptions } from '../scope/scope.ts';
import type { Context } from './context.ts';

export interface ScopeFlags {
  profile?: string;
  message?: string;
  start?: string;
  stop?: string;
  stopIncluded?: boolean;
}

export const addScopeOptions = (command: Command): Command =>
  command
    .option('--profile <id>', `sealing profile: ${profiles.map(({ id }) => id).join(', ')}`)
    .option('--message <reference>', 'the message with this UNH 0062')
    .option('--start <tag>', 'agreed first segment for USH 0541 = ZZZ')
    .option('--stop <tag>', 'agreed stop segment for USH 0541 = ZZZ')
    .option('--stop-included', 'the stop segment is sealed too');

/** The profile from the flag or the configuration. */
export function requireProfileOption({ configuration }: Context, flags: ScopeFlags): string {
  const profile = configuration().get('profile', flags.profile);
  if (profile !== undefined) return profile;
  const known = profiles.map(({ id }) => id).join(', ');
  throw new SealError('usage', `Which bytes are sealed depends on the profile: expected --profile, one of ${known}.`);
}

export function scopeOptionsOf<P extends string | undefined>(
  profile: P,
  { start, stop, stopIncluded }: ScopeFlags,
): { profile: P; agreed?: ScopeOptions['agreed'] } {
  if ((start === undefined) !== (stop === undefined))
    throw new SealError('usage', '--start and --stop belong together; expected both, got one.');
  if (start === undefined || stop === undefined) return { profile };
  return { profile, agreed: { start, stop, stopIncluded: stopIncluded ?? false } };
}
