// The result of a sealed document, as callers get it.
import type { Answers } from '@sigillator/protocol/generated/messages';
import { profiles } from '@sigillator/protocol/tables/profiles';
import { compressSeal } from '../compress-seal.ts';
import type { Link } from '../link/link.ts';

export interface SealResult {
  method: string;
  profile: string;
  /** Evidence: SHA-256 over the sealed bytes, in lower-case hexadecimal. */
  digest: string;
  documentSeal18: string;
  documentSeal6: string;
  issuerSeal18: string;
  issuerSeal6: string;
  issuer: string;
  keyGeneration: number;
  counter: number;
  /** When the device sealed; undefined when it had no time. */
  time: Date | undefined;
  cardId: string;
  requestId: string;
  /** Signature or CMS attributes, where the purpose was not a seal. */
  blob?: Uint8Array;
}

/** Numbers of the seal methods on the wire. */
export const methods = ['none', 'open-1', 'ocra', 'bankgirot', 'external'] as const;

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export async function sealResult(link: Link, sequence: bigint): Promise<SealResult> {
  const answer = await link.request('seal-result', { sequence });
  const result = toSealResult(sequence, answer);
  if (answer.blob) result.blob = await readBlob(link, answer.blob);
  return result;
}

async function readBlob(link: Link, length: number): Promise<Uint8Array> {
  const { data } = await link.request('read-blob', { offset: 0, length });
  return data;
}

function toSealResult(sequence: bigint, answer: Answers['seal-result']): SealResult {
  return {
    method: methods[answer.method] ?? `method ${answer.method}`,
    profile: profiles.find((profile) => profile.number === answer.profile)?.id ?? `profile ${answer.profile}`,
    digest: hex(answer.digest),
    documentSeal18: answer.documentSeal,
    documentSeal6: compressSeal(answer.documentSeal),
    issuerSeal18: answer.issuerSeal,
    // Six digits where the method has no more, none for a signature.
    issuerSeal6: answer.issuerSeal.length === 18 ? compressSeal(answer.issuerSeal) : answer.issuerSeal,
    issuer: answer.issuer,
    keyGeneration: answer.generation,
    counter: answer.counter,
    time: answer.time === 0 ? undefined : new Date(answer.time * 1000),
    cardId: answer.cardId,
    requestId: String(sequence),
  };
}
