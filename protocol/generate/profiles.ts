// Writes the AssemblyScript form of the profile table; called by protocol/generate.ts.
import type { GeneratedFile } from '../generate.ts';
import { fields, type Place, type Profile, places, profiles, rules, sealDigits } from '../tables/profiles.ts';

/** Characters of a code as one big-endian number, so that the firmware compares it in one step. */
const packed = (text: string): number => [...text].reduce((number, char) => number * 256 + char.charCodeAt(0), 0);

const hex = (number: number): string => `0x${number.toString(16).padStart(8, '0')}`;

function placeRecord(place: Place): string {
  const numbers = profiles
    .filter((profile) => place.profiles === undefined || place.profiles.includes(profile.id))
    .map((profile) => profile.number);
  const mask = numbers.reduce((bits, number) => bits | (1 << number), 0);
  const message = place.message === '*' ? '' : place.message.padEnd(6, ' ');
  return [
    packed(place.tag),
    packed(place.qualifier ?? ''),
    packed(message.slice(0, 4)),
    packed(message.slice(4)),
    place.element | ((place.component - 1) << 8) | (fields[place.field] << 16) | (mask << 24),
  ]
    .map(hex)
    .join(', ');
}

function profileRecord(profile: Profile): string {
  const { start, stop, stopIncluded } = profile.agreed ?? { start: '', stop: '', stopIncluded: false };
  return [rules[profile.rule], packed(start), packed(stop), stopIncluded ? 1 : 0].map(hex).join(', ');
}

const constants = (prefix: string, numbers: Record<string, number>): string[] =>
  Object.entries(numbers).map(
    ([name, number]) => `export const ${prefix}_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}: u32 = ${number};`,
  );

/** The generated files, with paths from the root of the repository. */
export function generate(): GeneratedFile[] {
  const byNumber = [...profiles].sort((a, b) => a.number - b.number);
  const text = [
    '// The profile table for firmware/shared/scope.ts. Generated from protocol/tables/profiles.ts; do not edit.',
    '',
    ...constants('FIELD', fields),
    '',
    ...constants('RULE', rules),
    '',
    ...constants('PROFILE', Object.fromEntries(byNumber.map((profile) => [profile.id, profile.number]))),
    `export const PROFILE_COUNT: u32 = ${byNumber.length};`,
    `export const SEAL_DIGITS: u32 = ${sealDigits};`,
    '',
    '/** By number, from 1: rule, agreed start and stop tags, whether the stop segment is sealed. */',
    'export const PROFILE_SIZE: u32 = 16;',
    'export const PROFILES: usize = memory.data<u32>([',
    ...byNumber.map((profile) => `  ${profileRecord(profile)},`),
    ']);',
    '',
    '/** Tag, qualifier or 0, message type (4 and 2 letters) or 0, element | component << 8 | field << 16 | profiles << 24. */',
    'export const PLACE_SIZE: u32 = 20;',
    `export const PLACE_COUNT: u32 = ${places.length};`,
    'export const PLACES: usize = memory.data<u32>([',
    ...places.map((place) => `  ${placeRecord(place)},`),
    ']);',
    '',
  ].join('\n');
  return [{ path: 'protocol/generated/firmware/profiles.ts', text }];
}
