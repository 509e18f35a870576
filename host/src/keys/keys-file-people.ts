// People from a keys file alone: for a small office, the CLI and PAM, where no key store stands. Every issuer with a response
// key is a clerk by that name. Called by the CLI.
import { SealError } from '../errors.ts';
import { requireDigits } from '../seal/digits.ts';
import { isValidAt, type VerifierKey } from '../seal/keys-file.ts';
import { requireMethod, type SealMethods, sealMethods } from '../seal/methods.ts';
import { oneTimeResponse } from '../seal/response.ts';
import { decoyRows } from './decoy.ts';
import type { People } from './people.ts';
import type { Procedure } from './person.ts';

export function peopleOfKeysFile(keys: VerifierKey[], methods: SealMethods = sealMethods()): People {
  const decoys = decoyRows();
  const own = (user: string, use: VerifierKey['use']): VerifierKey[] =>
    keys.filter((key) => key.issuer === user && key.use === use);
  return {
    find(user) {
      if (own(user, 'response').length === 0) return undefined;
      const procedure: Procedure = own(user, 'seal').some(({ heldBy }) => heldBy === 'host') ? 2 : 1;
      return { user, name: user, issuer: user, roles: ['clerk'], procedure };
    },
    responses(user, challenge, at) {
      const found = own(user, 'response');
      return [...found, ...decoys.slice(found.length)].map((key) => ({
        digits6: oneTimeResponse(challenge, key, methods),
        generation: key.generation,
        valid: found.includes(key) && isValidAt(key, at),
      }));
    },
    // A keys file drops the keys of a card that is revoked.
    revokedCard: () => undefined,
    takeNotices: () => [],
    issuerSeal(user, documentSeal6, at) {
      const held = own(user, 'seal').filter((key) => key.heldBy === 'host' && isValidAt(key, at));
      const key = held.reduce<VerifierKey | undefined>((a, b) => (a && a.generation > b.generation ? a : b), undefined);
      if (!key) throw new SealError('no-seal-key', `No seal key of ${user} is held here that is valid now.`);
      const digits = requireDigits(documentSeal6, 6, 'A document seal');
      const seal = requireMethod(methods, key.method ?? 'open-1').sixDigits('issuer', key.key, digits);
      return { ...seal, issuer: user, generation: key.generation, origin: 'host-held' };
    },
  };
}
