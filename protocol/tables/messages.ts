// Every message of the wire: number, fields, who sends it, states that allow it, time budget, retry rule.
// The single source: codecs, types, SPEC tables, CDDL, dissector and vectors are generated from it.

export type FieldType =
  | { kind: 'uint'; max: number | bigint }
  | { kind: 'bool' }
  | { kind: 'bytes'; min: number; max: number }
  | { kind: 'text'; max: number };

export interface Field {
  /** CBOR map key: 2 and up; 0 is the message number, 1 the tag that joins answer and request. */
  key: number;
  name: string;
  type: FieldType;
  optional: boolean;
  about: string;
}

/** When the device takes a request. */
export type Allowed = 'always' | 'session' | 'paired' | 'pairing' | 'collecting' | 'granted';

export interface Message {
  number: number;
  name: string;
  about: string;
  allowed: Allowed;
  request: readonly Field[];
  answer: readonly Field[];
  /** Errors it may be answered with, beside those any request may get. */
  errors: readonly string[];
  /** How long the host waits when the caller names no budget; work at the keypad needs minutes. */
  budgetMs: number;
  /** What a host may do when the answer was lost. */
  retry: 'free' | 'same-sequence' | 'ask-first';
}

const u8: FieldType = { kind: 'uint', max: 0xff };
const u16: FieldType = { kind: 'uint', max: 0xffff };
const u32: FieldType = { kind: 'uint', max: 0xffff_ffff };
const u64: FieldType = { kind: 'uint', max: 0xffff_ffff_ffff_ffffn };
const bool: FieldType = { kind: 'bool' };
const bytes = (min: number, max: number = min): FieldType => ({ kind: 'bytes', min, max });
const text = (max: number): FieldType => ({ kind: 'text', max });

type Row = [name: string, type: FieldType, about: string];
const fields = (...rows: Row[]): Field[] =>
  rows.map(([name, type, about], index) => ({
    key: index + 2,
    name: name.replace('?', ''),
    type,
    optional: name.endsWith('?'),
    about,
  }));

/** Errors that any request in a session may get. */
export const commonErrors = [
  'bad-message',
  'unknown-message',
  'bad-field',
  'no-session',
  'not-paired',
  'wrong-state',
  'busy',
  'internal',
];

const minute = 60_000;

export const messages: readonly Message[] = [
  {
    number: 1,
    name: 'hello',
    about: 'Says which versions each side speaks. The only message an unpaired host gets an answer to in clear.',
    allowed: 'always',
    request: fields(
      ['oldest', u8, 'oldest protocol version of the host'],
      ['newest', u8, 'newest protocol version of the host'],
    ),
    answer: fields(
      ['protocol', u8, 'version that both will speak: the newest that both know'],
      ['firmware', text(16), 'firmware version'],
      ['maxMessage', u16, 'bytes of a message that the device takes'],
      ['window', u8, 'open requests that the device takes'],
    ),
    errors: ['version-refused'],
    // A device that was just switched on tests itself before it answers.
    budgetMs: 10_000,
    retry: 'free',
  },
  {
    number: 2,
    name: 'info',
    about: 'What the device is.',
    allowed: 'paired',
    request: [],
    answer: fields(
      ['serial', bytes(8), 'serial number of the device'],
      ['firmwareDigest', bytes(32), 'SHA-256 of the running firmware'],
      ['languages', text(16), 'languages of the display, separated by blanks'],
      ['language', u8, 'language now: 0 Swedish, 1 English, 2 French'],
      ['batchMaximum', u8, 'documents in one approval'],
      ['maxDocument', u32, 'bytes of one document'],
      ['clock', u32, 'seconds since 1970 UTC, 0 when not set'],
      ['journalRows', u32, 'rows that wait for an export'],
      ['journalCapacity', u32, 'rows that fit'],
      ['sequence', u64, 'highest sequence number seen from this host'],
      ['development', bool, 'true for a device with development keys'],
    ),
    errors: [],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 3,
    name: 'card',
    about: 'What card is in the slot.',
    allowed: 'paired',
    request: [],
    answer: fields(
      ['state', u8, '0 none, 1 reading, 2 foreign, 3 PIN must be changed, 4 ready, 5 PIN given, 6 blocked'],
      ['cardId?', text(16), 'serial number of the card'],
      ['issuer?', text(17), 'issuer id of the holder'],
      ['holder?', text(40), 'name of the holder'],
      ['generation?', u8, 'generation of the seal key in use'],
      ['validTo?', u32, 'last second of its validity, seconds since 1970 UTC'],
    ),
    errors: [],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 4,
    name: 'seal-begin',
    about: 'Opens a batch: documents that the clerk approves by one key press.',
    allowed: 'paired',
    request: fields(
      ['sequence', u64, 'sequence number of the first document; the others follow'],
      ['count', u8, 'documents in the batch'],
    ),
    answer: fields(['known', u8, 'how many of the first documents are sealed or approved already under these numbers']),
    errors: ['locked', 'too-large', 'request-expired', 'journal-full'],
    budgetMs: 2_000,
    retry: 'same-sequence',
  },
  {
    number: 5,
    name: 'seal-document',
    about: 'Announces the next document and brings its first bytes.',
    allowed: 'collecting',
    request: fields(
      ['index', u8, 'place in the batch, from 0'],
      ['purpose', u8, '0 seal, 1 signature of the message, 2 CMS signature'],
      ['profile', u8, 'number of the profile'],
      ['length', u32, 'bytes of the document'],
      ['digest', bytes(32), 'SHA-256 of profile number (one byte), purpose (one byte) and document'],
      ['data', bytes(0, 2200), 'the first bytes'],
    ),
    answer: fields(['received', u32, 'bytes of this document that the device has']),
    errors: [
      'unknown-profile',
      'too-large',
      'bad-document',
      'digest-mismatch',
      'cannot-show',
      'request-reused',
      'request-expired',
    ],
    budgetMs: 5_000,
    retry: 'same-sequence',
  },
  {
    number: 6,
    name: 'seal-data',
    about: 'Brings the next bytes of a document.',
    allowed: 'collecting',
    request: fields(
      ['index', u8, 'place in the batch'],
      ['offset', u32, 'where these bytes begin'],
      ['data', bytes(1, 2200), 'the bytes'],
    ),
    answer: fields(['received', u32, 'bytes of this document that the device has']),
    errors: ['bad-document', 'digest-mismatch', 'cannot-show', 'request-reused'],
    budgetMs: 5_000,
    retry: 'same-sequence',
  },
  {
    number: 7,
    name: 'seal-approve',
    about: 'Asks the clerk. Answered when the clerk has decided and every approved document is sealed.',
    allowed: 'collecting',
    request: fields(['budgetMs', u32, 'how long the clerk may take']),
    answer: fields(['sealed', u8, 'documents sealed, from the first on']),
    errors: [
      'no-card',
      'card-unfit',
      'pin-missing',
      'card-removed',
      'refused',
      'timed-out',
      'cancelled',
      'journal-full',
      'digest-mismatch',
    ],
    budgetMs: 5 * minute,
    retry: 'same-sequence',
  },
  {
    number: 8,
    name: 'seal-result',
    about: 'Fetches the result of a sequence number, as often as wanted.',
    allowed: 'paired',
    request: fields(['sequence', u64, 'sequence number of the document']),
    answer: fields(
      ['method', u8, 'number of the seal method'],
      ['profile', u8, 'number of the profile'],
      ['digest', bytes(32), 'evidence: SHA-256 of the sealed bytes'],
      ['documentSeal', text(18), 'document seal, 18 digits'],
      [
        'issuerSeal',
        text(18),
        'issuer seal: 18 digits, 6 where the method of the key gives no more, none for a signature',
      ],
      ['issuer', text(17), 'issuer id of the holder'],
      ['generation', u8, 'generation of the seal key'],
      ['counter', u32, 'counter of the device journal'],
      ['time', u32, 'seconds since 1970 UTC, 0 when the device had no time'],
      ['cardId', text(16), 'serial number of the card'],
      ['blob?', u16, 'bytes of signature or attributes that wait; fetch them with read-blob'],
    ),
    errors: ['request-unknown', 'request-expired'],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 9,
    name: 'cancel',
    about: 'Ends the open batch or wait of this host. What was sealed stays sealed.',
    allowed: 'paired',
    request: [],
    answer: [],
    errors: [],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 10,
    name: 'pair-begin',
    about: 'Begins pairing while the device is in pairing at the keypad. The device commits to its random number.',
    allowed: 'pairing',
    request: fields(['name', text(20), 'name of the host as approval screens will show it']),
    answer: fields(['commitment', bytes(32), 'SHA-256 of the random number of the device']),
    errors: ['pairing-closed', 'pairing-failed'],
    budgetMs: 5_000,
    retry: 'ask-first',
  },
  {
    number: 11,
    name: 'pair-reveal',
    about: 'Brings the random number of the host; the device opens its commitment. Both then show six digits.',
    allowed: 'pairing',
    request: fields(['random', bytes(16), 'random number of the host']),
    answer: fields(['random', bytes(16), 'random number of the device']),
    errors: ['pairing-closed', 'pairing-failed'],
    budgetMs: 5_000,
    retry: 'ask-first',
  },
  {
    number: 12,
    name: 'pair-finish',
    about: 'Waits until the clerk has compared the digits and pressed the key.',
    allowed: 'pairing',
    request: [],
    answer: [],
    errors: ['pairing-closed', 'pairing-failed', 'refused', 'timed-out'],
    budgetMs: 2 * minute,
    retry: 'ask-first',
  },
  {
    number: 13,
    name: 'unpair',
    about: 'The host asks the device to forget it.',
    allowed: 'paired',
    request: [],
    answer: [],
    errors: [],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 14,
    name: 'journal',
    about: 'Reads one row of the device journal.',
    allowed: 'paired',
    request: fields(['counter', u32, 'counter of the row; 0 for the oldest']),
    answer: fields(
      ['counter', u32, 'counter of the row, 0 when there is none from there on'],
      ['row?', bytes(1, 400), 'the row as the journal hashes it; see SPEC'],
      ['chain?', bytes(32), 'SHA-256 over the chain value before and the row'],
    ),
    errors: ['request-unknown'],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 15,
    name: 'journal-acknowledge',
    about: 'Says that rows up to a counter are safe on the host, so that the device may use their place.',
    allowed: 'paired',
    request: fields(['counter', u32, 'last row that is safe'], ['chain', bytes(32), 'its chain value, as proof']),
    answer: fields(['rows', u32, 'rows that still wait']),
    errors: ['request-unknown', 'digest-mismatch'],
    budgetMs: 5_000,
    retry: 'free',
  },
  {
    number: 16,
    name: 'clock-set',
    about: 'Proposes a time; the clerk sees old and new and presses the key.',
    allowed: 'paired',
    request: fields(['time', u32, 'seconds since 1970 UTC']),
    answer: [],
    errors: ['clock-refused', 'refused', 'timed-out', 'cancelled'],
    budgetMs: 2 * minute,
    retry: 'free',
  },
  {
    number: 17,
    name: 'language-set',
    about: 'Changes the language of the display while nothing is being approved.',
    allowed: 'paired',
    request: fields(['language', u8, '0 Swedish, 1 English, 2 French']),
    answer: [],
    errors: [],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 18,
    name: 'csr',
    about: 'Certificate request that the device builds from the fields, shows, and signs with the card key.',
    allowed: 'paired',
    request: fields(
      ['key', u8, '0 signature key, 1 encryption key'],
      ['country', text(2), 'C'],
      ['organisation', text(64), 'O'],
      ['unit?', text(64), 'OU'],
      ['serialNumber', text(64), 'serialNumber: the EORI number'],
      ['commonName?', text(64), 'CN'],
      ['generate', bool, 'true to make a new key pair first'],
    ),
    answer: fields(['length', u16, 'bytes of the request; fetch them with read-blob']),
    errors: [
      'no-card',
      'card-unfit',
      'pin-missing',
      'card-removed',
      'refused',
      'timed-out',
      'cancelled',
      'key-missing',
    ],
    budgetMs: 10 * minute,
    retry: 'ask-first',
  },
  {
    number: 19,
    name: 'read-blob',
    about: 'Fetches bytes of the last long answer.',
    allowed: 'paired',
    request: fields(['offset', u16, 'where to begin'], ['length', u16, 'how many at most']),
    answer: fields(['data', bytes(0, 2200), 'the bytes']),
    errors: ['request-unknown'],
    budgetMs: 2_000,
    retry: 'free',
  },
  {
    number: 20,
    name: 'decipher-grant',
    about: 'Asks the clerk to allow a number of deciphering operations for a time.',
    allowed: 'paired',
    request: fields(['operations', u8, 'how many'], ['minutes', u8, 'for how long']),
    answer: [],
    errors: [
      'no-card',
      'card-unfit',
      'pin-missing',
      'card-removed',
      'refused',
      'timed-out',
      'cancelled',
      'key-missing',
    ],
    budgetMs: 5 * minute,
    retry: 'ask-first',
  },
  {
    number: 21,
    name: 'decipher',
    about: 'Deciphers one RSA block within the grant. A wrong padding gives random bytes, never an error.',
    allowed: 'granted',
    request: fields(['ciphertext', bytes(256), 'the RSA block']),
    answer: fields(['plaintext', bytes(0, 245), 'the plain bytes']),
    errors: ['no-grant', 'no-card', 'card-removed'],
    budgetMs: 15_000,
    retry: 'free',
  },
  {
    number: 22,
    name: 'key-package',
    about: 'Brings new keys from the issuer, encrypted for one card; the clerk presses the key to take them.',
    allowed: 'paired',
    request: fields(['package', bytes(1, 2200), 'the package as the issuer made it']),
    answer: [],
    errors: ['no-card', 'card-unfit', 'pin-missing', 'card-removed', 'refused', 'timed-out', 'cancelled'],
    budgetMs: 5 * minute,
    retry: 'free',
  },
  {
    number: 23,
    name: 'update-begin',
    about: 'Announces new firmware. The device checks the signature of the header before it takes a byte more.',
    allowed: 'paired',
    request: fields(['header', bytes(256), 'the first bytes of the update file']),
    answer: fields(['have', u32, 'bytes of the file that are there, the header and those of an earlier try']),
    errors: ['update-refused', 'update-damaged', 'update-board', 'update-older', 'update-key', 'locked'],
    budgetMs: 10_000,
    retry: 'free',
  },
  {
    number: 24,
    name: 'update-data',
    about:
      'Brings bytes of the update file. Bytes that are not the next ones change nothing; the answer says which are.',
    allowed: 'paired',
    request: fields(['offset', u32, 'where they begin in the file'], ['data', bytes(1, 2048), 'the bytes']),
    answer: fields(['have', u32, 'bytes that are there now']),
    errors: ['update-refused'],
    budgetMs: 5_000,
    retry: 'free',
  },
  {
    number: 25,
    name: 'update-finish',
    about:
      'Ends the update: the device checks all of it, shows version and digest, and after the key press answers and starts anew.',
    allowed: 'paired',
    request: [],
    answer: [],
    errors: ['update-refused', 'update-damaged', 'update-key', 'busy', 'locked', 'refused', 'timed-out', 'cancelled'],
    budgetMs: 5 * minute,
    retry: 'ask-first',
  },
];

/** What the device sends beside answers: an error in place of an answer, and news about a wait. */
export const notices: readonly { number: number; name: string; about: string; fields: readonly Field[] }[] = [
  {
    number: 0,
    name: 'error',
    about: 'Stands in place of an answer.',
    fields: fields(['code', u8, 'number of the error'], ['message', u8, 'number of the request it answers']),
  },
  {
    number: 127,
    name: 'progress',
    about: 'The request is still open: why it waits and how far it is.',
    fields: fields(
      ['reason', u8, '1 card, 2 PIN, 3 approval, 4 working, 5 document wanted again'],
      ['done', u32, 'documents sealed so far; for reason 5 the offset wanted'],
      ['index', u8, 'the document it is about'],
    ),
  },
];

/** Why a request waits: the values of `progress.reason`. */
export const waits = { card: 1, pin: 2, approval: 3, working: 4, documentWanted: 5 } as const;
