// Generated from protocol/tables by `npm run generate`; do not edit.

export interface Hello {
  /** Oldest protocol version of the host. */
  oldest: number;
  /** Newest protocol version of the host. */
  newest: number;
}

export interface HelloAnswer {
  /** Version that both will speak: the newest that both know. */
  protocol: number;
  /** Firmware version. */
  firmware: string;
  /** Bytes of a message that the device takes. */
  maxMessage: number;
  /** Open requests that the device takes. */
  window: number;
}

export type Info = Record<never, never>;

export interface InfoAnswer {
  /** Serial number of the device. */
  serial: Uint8Array;
  /** SHA-256 of the running firmware. */
  firmwareDigest: Uint8Array;
  /** Languages of the display, separated by blanks. */
  languages: string;
  /** Language now: 0 Swedish, 1 English, 2 French. */
  language: number;
  /** Documents in one approval. */
  batchMaximum: number;
  /** Bytes of one document. */
  maxDocument: number;
  /** Seconds since 1970 UTC, 0 when not set. */
  clock: number;
  /** Rows that wait for an export. */
  journalRows: number;
  /** Rows that fit. */
  journalCapacity: number;
  /** Highest sequence number seen from this host. */
  sequence: bigint;
  /** True for a device with development keys. */
  development: boolean;
}

export type Card = Record<never, never>;

export interface CardAnswer {
  /** 0 none, 1 reading, 2 foreign, 3 PIN must be changed, 4 ready, 5 PIN given, 6 blocked. */
  state: number;
  /** Serial number of the card. */
  cardId?: string;
  /** Issuer id of the holder. */
  issuer?: string;
  /** Name of the holder. */
  holder?: string;
  /** Generation of the seal key in use. */
  generation?: number;
  /** Last second of its validity, seconds since 1970 UTC. */
  validTo?: number;
}

export interface SealBegin {
  /** Sequence number of the first document; the others follow. */
  sequence: bigint;
  /** Documents in the batch. */
  count: number;
}

export interface SealBeginAnswer {
  /** How many of the first documents are sealed or approved already under these numbers. */
  known: number;
}

export interface SealDocument {
  /** Place in the batch, from 0. */
  index: number;
  /** 0 seal, 1 signature of the message, 2 CMS signature. */
  purpose: number;
  /** Number of the profile. */
  profile: number;
  /** Bytes of the document. */
  length: number;
  /** SHA-256 of profile number (one byte), purpose (one byte) and document. */
  digest: Uint8Array;
  /** The first bytes. */
  data: Uint8Array;
}

export interface SealDocumentAnswer {
  /** Bytes of this document that the device has. */
  received: number;
}

export interface SealData {
  /** Place in the batch. */
  index: number;
  /** Where these bytes begin. */
  offset: number;
  /** The bytes. */
  data: Uint8Array;
}

export interface SealDataAnswer {
  /** Bytes of this document that the device has. */
  received: number;
}

export interface SealApprove {
  /** How long the clerk may take. */
  budgetMs: number;
}

export interface SealApproveAnswer {
  /** Documents sealed, from the first on. */
  sealed: number;
}

export interface SealResult {
  /** Sequence number of the document. */
  sequence: bigint;
}

export interface SealResultAnswer {
  /** Number of the seal method. */
  method: number;
  /** Number of the profile. */
  profile: number;
  /** Evidence: SHA-256 of the sealed bytes. */
  digest: Uint8Array;
  /** Document seal, 18 digits. */
  documentSeal: string;
  /** Issuer seal: 18 digits, 6 where the method of the key gives no more, none for a signature. */
  issuerSeal: string;
  /** Issuer id of the holder. */
  issuer: string;
  /** Generation of the seal key. */
  generation: number;
  /** Counter of the device journal. */
  counter: number;
  /** Seconds since 1970 UTC, 0 when the device had no time. */
  time: number;
  /** Serial number of the card. */
  cardId: string;
  /** Bytes of signature or attributes that wait; fetch them with read-blob. */
  blob?: number;
}

export type Cancel = Record<never, never>;

export type CancelAnswer = Record<never, never>;

export interface PairBegin {
  /** Name of the host as approval screens will show it. */
  name: string;
}

export interface PairBeginAnswer {
  /** SHA-256 of the random number of the device. */
  commitment: Uint8Array;
}

export interface PairReveal {
  /** Random number of the host. */
  random: Uint8Array;
}

export interface PairRevealAnswer {
  /** Random number of the device. */
  random: Uint8Array;
}

export type PairFinish = Record<never, never>;

export type PairFinishAnswer = Record<never, never>;

export type Unpair = Record<never, never>;

export type UnpairAnswer = Record<never, never>;

export interface Journal {
  /** Counter of the row; 0 for the oldest. */
  counter: number;
}

export interface JournalAnswer {
  /** Counter of the row, 0 when there is none from there on. */
  counter: number;
  /** The row as the journal hashes it; see SPEC. */
  row?: Uint8Array;
  /** SHA-256 over the chain value before and the row. */
  chain?: Uint8Array;
}

export interface JournalAcknowledge {
  /** Last row that is safe. */
  counter: number;
  /** Its chain value, as proof. */
  chain: Uint8Array;
}

export interface JournalAcknowledgeAnswer {
  /** Rows that still wait. */
  rows: number;
}

export interface ClockSet {
  /** Seconds since 1970 UTC. */
  time: number;
}

export type ClockSetAnswer = Record<never, never>;

export interface LanguageSet {
  /** 0 Swedish, 1 English, 2 French. */
  language: number;
}

export type LanguageSetAnswer = Record<never, never>;

export interface Csr {
  /** 0 signature key, 1 encryption key. */
  key: number;
  /** C. */
  country: string;
  /** O. */
  organisation: string;
  /** OU. */
  unit?: string;
  /** SerialNumber: the EORI number. */
  serialNumber: string;
  /** CN. */
  commonName?: string;
  /** True to make a new key pair first. */
  generate: boolean;
}

export interface CsrAnswer {
  /** Bytes of the request; fetch them with read-blob. */
  length: number;
}

export interface ReadBlob {
  /** Where to begin. */
  offset: number;
  /** How many at most. */
  length: number;
}

export interface ReadBlobAnswer {
  /** The bytes. */
  data: Uint8Array;
}

export interface DecipherGrant {
  /** How many. */
  operations: number;
  /** For how long. */
  minutes: number;
}

export type DecipherGrantAnswer = Record<never, never>;

export interface Decipher {
  /** The RSA block. */
  ciphertext: Uint8Array;
}

export interface DecipherAnswer {
  /** The plain bytes. */
  plaintext: Uint8Array;
}

export interface KeyPackage {
  /** The package as the issuer made it. */
  package: Uint8Array;
}

export type KeyPackageAnswer = Record<never, never>;

export interface UpdateBegin {
  /** The first bytes of the update file. */
  header: Uint8Array;
}

export interface UpdateBeginAnswer {
  /** Bytes of the file that are there, the header and those of an earlier try. */
  have: number;
}

export interface UpdateData {
  /** Where they begin in the file. */
  offset: number;
  /** The bytes. */
  data: Uint8Array;
}

export interface UpdateDataAnswer {
  /** Bytes that are there now. */
  have: number;
}

export type UpdateFinish = Record<never, never>;

export type UpdateFinishAnswer = Record<never, never>;

export interface ErrorNotice {
  /** Number of the error. */
  code: number;
  /** Number of the request it answers. */
  message: number;
}

export interface Progress {
  /** 1 card, 2 PIN, 3 approval, 4 working, 5 document wanted again. */
  reason: number;
  /** Documents sealed so far; for reason 5 the offset wanted. */
  done: number;
  /** The document it is about. */
  index: number;
}

/** What the host asks, by name. */
export interface Requests {
  'hello': Hello;
  'info': Info;
  'card': Card;
  'seal-begin': SealBegin;
  'seal-document': SealDocument;
  'seal-data': SealData;
  'seal-approve': SealApprove;
  'seal-result': SealResult;
  'cancel': Cancel;
  'pair-begin': PairBegin;
  'pair-reveal': PairReveal;
  'pair-finish': PairFinish;
  'unpair': Unpair;
  'journal': Journal;
  'journal-acknowledge': JournalAcknowledge;
  'clock-set': ClockSet;
  'language-set': LanguageSet;
  'csr': Csr;
  'read-blob': ReadBlob;
  'decipher-grant': DecipherGrant;
  'decipher': Decipher;
  'key-package': KeyPackage;
  'update-begin': UpdateBegin;
  'update-data': UpdateData;
  'update-finish': UpdateFinish;
}

/** What the device answers, by name of the request. */
export interface Answers {
  'hello': HelloAnswer;
  'info': InfoAnswer;
  'card': CardAnswer;
  'seal-begin': SealBeginAnswer;
  'seal-document': SealDocumentAnswer;
  'seal-data': SealDataAnswer;
  'seal-approve': SealApproveAnswer;
  'seal-result': SealResultAnswer;
  'cancel': CancelAnswer;
  'pair-begin': PairBeginAnswer;
  'pair-reveal': PairRevealAnswer;
  'pair-finish': PairFinishAnswer;
  'unpair': UnpairAnswer;
  'journal': JournalAnswer;
  'journal-acknowledge': JournalAcknowledgeAnswer;
  'clock-set': ClockSetAnswer;
  'language-set': LanguageSetAnswer;
  'csr': CsrAnswer;
  'read-blob': ReadBlobAnswer;
  'decipher-grant': DecipherGrantAnswer;
  'decipher': DecipherAnswer;
  'key-package': KeyPackageAnswer;
  'update-begin': UpdateBeginAnswer;
  'update-data': UpdateDataAnswer;
  'update-finish': UpdateFinishAnswer;
}
