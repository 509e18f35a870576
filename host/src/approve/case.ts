// A case: one declaration on its way from the company's own system through a clerk's approval to its seals. Kept by
// case-store.ts, moved by case-acts.ts.
import type { Procedure } from '../keys/person.ts';

/**
 * open: waits for a clerk. review: a clerk looks at it. marked: that clerk means to approve it. approved: waits for its seals.
 * sealed, sent: the end. rejected: customs refused it, `problem` says why; its clerk may send it again, the company's system may
 * change it. failed: its device said no; it waits for a clerk again, and `problem` says why.
 */
export const caseStates = ['open', 'review', 'marked', 'approved', 'sealed', 'sent', 'rejected', 'failed'] as const;
export type CaseState = (typeof caseStates)[number];

/** Who approves. The issuer is the identity that goes into documents (seal document 9.6). */
export interface Clerk {
  user: string;
  name: string;
  issuer: string;
}

/** What the list shows of a document. */
export interface CaseSummary {
  customsId: string;
  messageType: string;
  documentName: string;
  /** Every repetition. */
  goods: string[];
  exportControl: string;
  destination: string;
}

/** A clerk has it: nobody else may review or change it before `until`. */
export interface Review {
  clerk: Clerk;
  until: string;
  /** SHA-256 of the document as this clerk sees it, his identity in its place. */
  digest: string;
}

export interface Approval {
  /** One act of approval, of one case or many. */
  id: string;
  /** Place of the case in that act, from 0. */
  index: number;
  at: string;
  clerk: Clerk;
  procedure: Procedure;
  /** What was approved: SHA-256 of the bytes that were shown. */
  digest: string;
  /** The language in which the clerk read that this equals a handwritten signature. */
  language: string;
}

/** How the issuer seal was known to be right: by the key, by its form alone, or because the device made it. */
export type SealCheck = 'key' | 'format' | 'device';

export interface CaseSeals {
  at: string;
  method: string;
  documentSeal6: string;
  issuerSeal6: string;
  issuer: string;
  keyGeneration?: number;
  origin: 'card' | 'host-held';
  check: SealCheck;
  /** Evidence: SHA-256 of the sealed bytes. */
  digest: string;
}

/** What stood in the way: code and sentence of the error. */
export interface CaseProblem {
  code: string;
  message: string;
}

/** All of a case but its documents: what lists need. */
export interface CaseHead {
  id: string;
  /** Counts every change. */
  version: number;
  state: CaseState;
  profile: string;
  summary: CaseSummary;
  addedAt: string;
  review?: Review;
  approval?: Approval;
  seals?: CaseSeals;
  transmission?: string;
  problem?: CaseProblem;
}

export interface Case extends CaseHead {
  /** As the company's system gave it. */
  document: Uint8Array;
  /** The bytes that were approved. */
  shown?: Uint8Array;
  /** The document with its seals. */
  sealed?: Uint8Array;
}
