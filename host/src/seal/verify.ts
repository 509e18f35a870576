// Verifies a sealed document with the keys of its issuers, and with the evidence where there is one.

import { readSegments } from '../edifact/reader.ts';
import { SealError } from '../errors.ts';
import { type DocumentScope, type ScopeOptions, scopeOf } from '../scope/scope.ts';
import { sameDigits } from './digits.ts';
import { explainDocumentSeal, explainIssuerSeal } from './explain.ts';
import { isValidAt, type VerifierKey } from './keys-file.ts';
import { documentSealBy, requireMethod, type SealMethods, sealMethods } from './methods.ts';
import { type Seal, sealMethod } from './open-1.ts';
import { placedSeals } from './place.ts';
import { sha256Hex } from './sha256.ts';

/** What travels beside a seal: the answer of `seal create`. Only the digest is needed. */
export interface Evidence {
  method?: string;
  profile?: string;
  /** SHA-256 of exactly the sealed bytes, hex. */
  digest: string;
  documentSeal6?: string;
  issuerSeal6?: string;
  issuer?: string;
  keyGeneration?: number;
}

export interface VerifyOptions {
  /** Default: that of the evidence, else `ush` for a message with USH, else `tdr041`. */
  profile?: string | undefined;
  message?: string | undefined;
  /** Agreed points for 0541 = ZZZ. */
  agreed?: ScopeOptions['agreed'];
  keys: VerifierKey[];
  evidence?: Evidence | undefined;
  /** Method of the document seal, default `open-1`. That of an issuer seal stands beside its key or in the evidence. */
  method?: string | undefined;
  /** Default: `open-1` and `ocra`. */
  methods?: SealMethods | undefined;
  /** Default: now. */
  at?: Date | undefined;
}

export type VerifyReason =
  | 'sealed'
  | 'seal-missing'
  | 'document-seal-wrong'
  | 'evidence-wrong'
  | 'method-unknown'
  | 'method-wrong'
  | 'issuer-unknown'
  | 'issuer-seal-wrong'
  | 'key-not-valid';

export interface Verification {
  ok: boolean;
  reason: VerifyReason;
  /** In words: what was found, what should be there, what may have gone wrong. */
  explanation: string;
  /** `host-held`: a server has the clerk's key, so the server could have made the seal. */
  origin: 'card' | 'host-held';
  profile: string;
  issuer?: string;
  generation?: number;
}

export function parseEvidence(text: string): Evidence {
  let evidence: Partial<Evidence> | null = null;
  try {
    evidence = JSON.parse(text);
  } catch {
    // Falls through to the one message for everything that is no evidence.
  }
  if (typeof evidence?.digest === 'string' && /^[0-9a-f]{64}$/i.test(evidence.digest)) return evidence as Evidence;
  const message =
    'Reading the evidence failed: expected JSON with "digest", a SHA-256 in hex. Take the answer of seal create.';
  throw new SealError('evidence', message);
}

/** The profile of a document that does not say: USH in it means `ush`. */
export const profileOf = (bytes: Uint8Array): string =>
  readSegments(bytes).some(({ tag }) => tag === 'USH') ? 'ush' : 'tdr041';

export function verifyDocument(bytes: Uint8Array, options: VerifyOptions): Verification {
  const { evidence, keys, method = sealMethod, methods = sealMethods() } = options;
  const profile = options.profile ?? evidence?.profile ?? profileOf(bytes);
  const answer = (reason: VerifyReason, explanation: string, key?: VerifierKey): Verification => ({
    ok: reason === 'sealed',
    reason,
    explanation,
    origin: key?.heldBy === 'host' ? 'host-held' : 'card',
    profile,
    ...(key ? { issuer: key.issuer, generation: key.generation } : {}),
  });
  if (evidence?.method && !methods.has(evidence.method)) {
    const known = [...methods.keys()].join(', ');
    return answer('method-unknown', `The seal was made with method ${evidence.method}; this program knows ${known}.`);
  }
  const scope = scopeOf(bytes, { profile, message: options.message, agreed: options.agreed });
  const placed = placedSeals(scope);
  const found = {
    documentSeal6: placed.documentSeal6 || (evidence?.documentSeal6 ?? ''),
    issuerSeal6: placed.issuerSeal6 || (evidence?.issuerSeal6 ?? ''),
  };
  if (found.documentSeal6 === '' || found.issuerSeal6 === '' || /^0+$/.test(found.documentSeal6 + found.issuerSeal6))
    return answer(
      'seal-missing',
      `The document is not sealed: its seal fields are empty or zeros, and ${evidence ? 'the evidence has no seals' : 'no evidence was given'}.`,
    );
  const seal = documentSealBy(methods, method, scope.sealed);
  if (!sameDigits(seal.digits6, found.documentSeal6))
    return answer('document-seal-wrong', wrongDocumentSeal(bytes, scope, found.documentSeal6, seal));
  if (evidence && !sameDigits(sha256Hex(scope.sealed), evidence.digest.toLowerCase()))
    return answer(
      'evidence-wrong',
      'The six digits fit but the evidence does not: another document with the same six digits was sealed.',
    );
  return verifyIssuer(seal, found.issuerSeal6, keys, { ...options, methods }, answer);
}

function wrongDocumentSeal(bytes: Uint8Array, scope: DocumentScope, found: string, right: Seal): string {
  const said = `The document seal is ${found}, but the document gives ${right.digits6}`;
  if (right.method !== sealMethod) return `${said} with method ${right.method}.`;
  return `${said}. ${explainDocumentSeal(bytes, scope, found).text}`;
}

function verifyIssuer(
  seal: Seal,
  found: string,
  keys: VerifierKey[],
  { evidence, at = new Date(), methods }: VerifyOptions & { methods: SealMethods },
  answer: (reason: VerifyReason, explanation: string, key?: VerifierKey) => Verification,
): Verification {
  const named = keys.filter(
    ({ issuer, generation, use }) =>
      use === 'seal' &&
      (evidence?.issuer === undefined || issuer === evidence.issuer) &&
      (evidence?.keyGeneration === undefined || generation === evidence.keyGeneration),
  );
  if (named.length === 0)
    return answer(
      'issuer-unknown',
      `The keys file has no seal key of ${evidence?.issuer ?? 'any issuer'}. Add it, or ask for a newer file.`,
    );
  const told = evidence?.method;
  const candidates = named.filter(({ method }) => told === undefined || method === undefined || method === told);
  if (candidates.length === 0) {
    const wanted = [...new Set(named.map(({ method }) => method))].join(', ');
    return answer('method-wrong', `The evidence says method ${told}, but the keys are for ${wanted}.`);
  }
  const methodOf = ({ method }: VerifierKey): string => method ?? told ?? sealMethod;
  const usable = candidates.filter((key) => methods.has(methodOf(key)));
  // Keys of others, for methods that this machine lacks, are no reason to refuse everybody.
  if (usable.length === 0) {
    const wanted = [...new Set(candidates.map(methodOf))].join(', ');
    const advice = 'Set external-module and external-sha256 for external.';
    return answer('method-unknown', `The keys are for method ${wanted}, which is unknown here. ${advice}`);
  }
  const fitting = usable.filter((key) =>
    sameDigits(requireMethod(methods, methodOf(key)).sixDigits('issuer', key.key, seal.digits6).digits6, found),
  );
  const valid = fitting.find((key) => isValidAt(key, at)) ?? fitting[0];
  if (!valid) {
    const { text } = explainIssuerSeal(seal.digits6, seal.digits18, found, keys, methods);
    return answer('issuer-seal-wrong', `The issuer seal ${found} fits no key. ${text}`);
  }
  const who = `issuer ${valid.issuer}, key generation ${valid.generation}`;
  if (!isValidAt(valid, at)) {
    const span = `from ${valid.validFrom} to ${valid.validTo}`;
    return answer(
      'key-not-valid',
      `The seal fits ${who}, but that key is valid ${span}, not at ${at.toISOString()}.`,
      valid,
    );
  }
  const held = valid.heldBy === 'host' ? ' A server holds this key, so the server could have made the seal.' : '';
  return answer('sealed', `Sealed by ${who}.${held}`, valid);
}
