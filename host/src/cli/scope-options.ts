// The options that choose what is sealed, shared by the verbs of `edifact scope` and `seal`.

import { profiles } from '@sigillator/protocol/tables/profiles';
import { type Command, Option } from 'commander';
import { SealError } from '../errors.ts';
import type { ScopeOptions } from '../scope/scope.ts';
import type { Context } from './context.ts';

const ids = profiles.map(({ id }) => id);

export interface ScopeFlags {
  profile?: string;
  message?: string;
  start?: string;
  stop?: string;
  stopIncluded?: boolean;
}

export const addScopeOptions = (command: Command): Command =>
  command
    .addOption(new Option('--profile <id>', 'sealing profile').choices(ids))
    .option('--message <reference>', 'the message with this UNH 0062')
    .option('--start <tag>', 'agreed first segment for USH 0541 = ZZZ')
    .option('--stop <tag>', 'agreed stop segment for USH 0541 = ZZZ')
    .option('--stop-included', 'the stop segment is sealed too');

/** The profile from the flag or the configuration. */
export function requireProfileOption({ configuration }: Context, flags: ScopeFlags): string {
  const profile = configuration().get('profile', flags.profile);
  const known = ids.join(', ');
  if (profile === undefined)
    throw new SealError('usage', `Which bytes are sealed depends on the profile: expected --profile, one of ${known}.`);
  if (!ids.some((id) => id === profile))
    throw new SealError('usage', `Unknown sealing profile "${profile}"; expected one of ${known}.`);
  return profile;
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
