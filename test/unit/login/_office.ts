// A login over a keys file and a clock of the test's own. What a card answers is computed here by RFC 6287 with Node's HMAC.
import { createHmac } from 'node:crypto';
import '../../../host/src/edifact/load-node.ts';
import { peopleOfKeysFile } from '../../../host/src/keys/keys-file-people.ts';
import { type LoginEvent, openLogin } from '../../../host/src/login/login.ts';
import { LoginState } from '../../../host/src/login/login-state.ts';
import type { LoginPolicy } from '../../../host/src/login/policy.ts';
import type { VerifierKey } from '../../../host/src/seal/keys-file.ts';
import { seed } from '../../seed.ts';

export const annaKey = '31415926535897932384626433832795028';
export const keyRow = (issuer: string, key: string, more: Partial<VerifierKey> = {}): VerifierKey => ({
  ...{ issuer, generation: 1, use: 'response', method: 'ocra', key },
  ...{ validFrom: '2026-01-01', validTo: '2028-12-31' },
  ...more,
});
export const start = Date.parse('2026-07-01T08:00:00Z');

/** OCRA-1:HOTP-SHA256-6:QA06 (RFC 6287, 5.1; truncation of RFC 4226, 5.3). */
export function cardAnswer(challenge: string, key: string): string {
  const question = Buffer.alloc(128);
  question.write(challenge, 'latin1');
  const mac = createHmac('sha256', key).update('OCRA-1:HOTP-SHA256-6:QA06\0').update(question).digest();
  const number = mac.readUInt32BE(mac[31]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A repeatable generator (Lehmer, modulus 2^31 - 1). */
export function generator(from: number): (below: number) => number {
  let state = (from % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return Math.floor((state / 2147483647) * below);
  };
}

export interface OfficeOptions {
  keys?: VerifierKey[];
  state?: LoginState;
  policy?: Partial<LoginPolicy>;
}

export function office({
  keys = [keyRow('anna', annaKey)],
  state = new LoginState(':memory:'),
  policy,
}: OfficeOptions = {}) {
  const time = { now: start };
  const events: LoginEvent[] = [];
  const people = peopleOfKeysFile(keys);
  const login = openLogin({
    ...{ state, people, onEvent: (event) => void events.push(event), clock: () => time.now },
    random: generator(seed),
    ...(policy ? { policy } : {}),
  });
  /** What the clerk reads on the card's device. */
  const answer = (challenge: string, key = annaKey): string => cardAnswer(challenge, key);
  /** Six digits that are not the answer. */
  const wrong = (challenge: string): string => String((Number(answer(challenge)) + 1) % 1_000_000).padStart(6, '0');
  return { login, state, time, events, people, answer, wrong };
}
