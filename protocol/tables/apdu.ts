// Every command of the card (ISO 7816-4, -8): header, data, answer, who may send it and when, what it may answer.
// The only source: the card's dispatcher, the device and the host are generated from it or import it.
// Numbers of several bytes are big-endian. `text` fields carry their length in the byte before them, in ISO 8859-1.

/** Life of a card; Blocked is not stored but follows from the count of tries. */
export const cardStates = { blank: 0, issued: 1, mustChangePin: 2, active: 3, blocked: 4 } as const;
export type CardState = keyof typeof cardStates;

/**
 * What a command came through. `reader` is the plain channel of a card that was personalised for foreign readers.
 * `terminal` and `issuer` are ENVELOPE records after a mutual authentication.
 */
export const channels = { plain: 0, terminal: 1, issuer: 2, reader: 3 } as const;
export type Channel = keyof typeof channels;

/** Who proves itself in MUTUAL AUTHENTICATE (P2). */
export const roles = { terminal: 0x01, issuer: 0x02 } as const;

/** Key references. */
export const keyReferences = {
  pin: 0x80,
  sealCurrent: 0x81,
  sealNext: 0x82,
  response: 0x91,
  rsaSignature: 0xa1,
  rsaEncryption: 0xa2,
} as const;

/** Seal and response methods as one byte; the registry's names beside them. */
export const cardMethods = { 'open-1': 1, ocra: 2, external: 3 } as const;

/** Bits of the flags in the status answer. */
export const cardFlags = { allowReader: 1, classic: 2, softCard: 4 } as const;

/** Why a card is blocked. */
export const blockReasons = { none: 0, wrongPins: 1, interruptedLastTry: 2 } as const;

/** The validity byte of a seal or response: checked against a known time, or the time was unknown. */
export const validityChecks = { checked: 0, timeUnknown: 1 } as const;

export const applicationId = 'f0534947494c4c41544f52';
/**
 * A second name of the application, on cards for foreign readers: that of IsoApplet, whose driver every OpenSC has. It is
 * selected whole and answers with the version of IsoApplet's interface, 0.6, and a byte of features, none.
 */
export const readerApplicationId = 'f276a288bcfba69d34f31001';
export const readerInterface = '000600';

export interface StatusWord {
  value: number;
  text: string;
}

export const statusWords = {
  ok: { value: 0x9000, text: 'done' },
  moreData: { value: 0x6100, text: 'more of the answer waits; the low byte says how much (00: 256 or more)' },
  authenticationFailed: { value: 0x6300, text: 'the proof of the terminal or issuer key is wrong' },
  wrongPin: { value: 0x63c0, text: 'wrong PIN; the low digit is the number of tries left' },
  memoryFailure: { value: 0x6581, text: 'the memory did not take what was written' },
  wrongLength: { value: 0x6700, text: 'wrong length' },
  securityStatus: { value: 0x6982, text: 'needs the PIN, or another channel' },
  pinBlocked: { value: 0x6983, text: 'the PIN is blocked for ever' },
  conditions: { value: 0x6985, text: 'not allowed in this state of the card' },
  channelBroken: { value: 0x6988, text: 'the record does not open; the channel is closed' },
  keyExpired: { value: 0x69f0, text: 'the key has expired' },
  keyNotYetValid: { value: 0x69f1, text: 'the key is not valid yet' },
  keysEqual: { value: 0x69f2, text: 'seal key and response key must differ' },
  keyNotDigits: { value: 0x69f3, text: 'a key has exactly 35 decimal digits' },
  mustChangePin: { value: 0x69f5, text: 'the PIN must be changed first' },
  issuerLocked: { value: 0x69f6, text: 'ten wrong proofs: the issuer channel is locked for ever' },
  packageStale: { value: 0x69f7, text: 'this delivery, or a later one, is already in the card' },
  requestReused: { value: 0x69fa, text: 'the same request hash came with another document seal' },
  entropyFailure: { value: 0x69fb, text: 'the noise source failed its health test' },
  wrongData: { value: 0x6a80, text: 'the data has a wrong form' },
  notFound: { value: 0x6a82, text: 'no such file or application' },
  memoryFull: { value: 0x6a84, text: 'the memory is full or worn out' },
  wrongP1P2: { value: 0x6a86, text: 'wrong P1 or P2' },
  keyNotFound: { value: 0x6a88, text: 'no such key, PIN or data object' },
  wrongOffset: { value: 0x6b00, text: 'offset outside the file' },
  unknownInstruction: { value: 0x6d00, text: 'unknown instruction' },
  unknownClass: { value: 0x6e00, text: 'unknown class' },
  internal: { value: 0x6f00, text: 'the card found itself in a state that cannot be' },
} as const satisfies Record<string, StatusWord>;
export type StatusName = keyof typeof statusWords;

/** Longest command data and answer (without status word), outside and inside a channel. */
export const limits = {
  commandData: 560,
  answer: 560,
  challenge: 16,
  serial: 16,
  issuerId: 17,
  holderName: 40,
  contact: 80,
  pinMinimum: 4,
  pinMaximum: 8,
  triesMinimum: 3,
  triesMaximum: 15,
  issuerFailures: 10,
  keyDigits: 35,
  /** Bytes of one part of a file, and parts of a file. */
  filePart: 512,
  fileParts: 4,
} as const;

export interface Field {
  name: string;
  /** Bytes; `text` has a length byte in front and at most `max` bytes; `rest` takes what is left. */
  size: number | 'text' | 'rest';
  max?: number;
  note?: string;
}

/** The answer of GET DATA status, in this order. */
export const statusFields: Field[] = [
  { name: 'version', size: 1, note: '1' },
  { name: 'state', size: 1, note: 'cardStates' },
  { name: 'triesLeft', size: 1 },
  { name: 'triesMaximum', size: 1 },
  {
    name: 'interrupted',
    size: 1,
    note: '1: a PIN try was interrupted; it counts as used; stays 1 until a try is finished',
  },
  { name: 'flags', size: 1, note: 'cardFlags' },
  { name: 'blockReason', size: 1, note: 'blockReasons' },
  { name: 'verified', size: 1, note: '1 while the PIN is verified' },
  { name: 'pinMinimum', size: 1, note: 'fewest digits a PIN may have' },
  { name: 'issuerTriesLeft', size: 1, note: 'wrong issuer proofs until that channel locks' },
  { name: 'rsaKeys', size: 1, note: 'bit 0 signature, bit 1 encryption pair present' },
  { name: 'channel', size: 1, note: 'channels: what this answer came through' },
  { name: 'latestTime', size: 4, note: 'seconds since 1970 UTC; 0 never seen' },
  { name: 'sealCounter', size: 4 },
  { name: 'responseCounter', size: 4 },
  { name: 'signatureCounter', size: 4 },
  { name: 'deliveryCounter', size: 4 },
  { name: 'serial', size: 16, note: 'ASCII, zero bytes at the end' },
  {
    name: 'keys',
    size: 36,
    note: 'for 81, 82, 91: method (0 absent) 1, generation 1, unused 2, validFrom 4, validTo 4',
  },
  { name: 'issuerId', size: 'text', max: limits.issuerId },
  { name: 'holderName', size: 'text', max: limits.holderName },
  { name: 'contact', size: 'text', max: limits.contact },
];

export interface Command {
  name: string;
  ins: number;
  /** Allowed values; 'any' leaves the byte to the command. CLA is 00 throughout. */
  p1: number[] | 'any';
  p2: number[] | 'any';
  data: Field[];
  /** Fewest and most bytes of command data. */
  length: [number, number];
  answer: Field[];
  channels: Channel[];
  states: CardState[];
  /** True where the PIN must have been verified since the last reset or SELECT. */
  pin: boolean;
  /** What it may answer beside done and the checks of the dispatcher. */
  status: StatusName[];
}

const all: Channel[] = ['plain', 'terminal', 'issuer'];
const holder: Channel[] = ['terminal', 'reader'];
const everyState: CardState[] = ['blank', 'issued', 'mustChangePin', 'active', 'blocked'];
const personalised: CardState[] = ['issued', 'mustChangePin', 'active', 'blocked'];
const inUse: CardState[] = ['mustChangePin', 'active'];
const storing: StatusName[] = ['memoryFailure', 'memoryFull'];

export const commands: Command[] = [
  {
    name: 'select',
    ins: 0xa4,
    p1: [0x04],
    p2: [0x00, 0x0c],
    data: [{ name: 'applicationId', size: 'rest', note: 'closes the channel and forgets the PIN, found or not' }],
    length: [1, 16],
    answer: [
      {
        name: 'fci',
        size: 'rest',
        note: '6F template with 84 AID, or 00 06 00 for the name that foreign readers use; empty with P2 = 0C',
      },
    ],
    channels: ['plain'],
    states: everyState,
    pin: false,
    status: ['notFound'],
  },
  {
    name: 'select-file',
    ins: 0xa4,
    p1: [0x00, 0x08, 0x09],
    p2: [0x00, 0x0c],
    data: [
      { name: 'path', size: 'rest', note: 'file id (P1 00) or path from the MF (08) or from the application (09)' },
    ],
    length: [0, 8],
    answer: [{ name: 'fci', size: 'rest', note: '6F template with 80 size, 82 kind, 83 file id; empty with P2 = 0C' }],
    channels: all,
    states: everyState,
    pin: false,
    status: ['notFound', 'wrongData'],
  },
  {
    name: 'read-binary',
    ins: 0xb0,
    p1: 'any',
    p2: 'any',
    data: [],
    length: [0, 0],
    answer: [
      {
        name: 'bytes',
        size: 'rest',
        note: 'from offset P1 P2 on, at most Le, to the end of the part of the selected file',
      },
    ],
    channels: all,
    states: everyState,
    pin: false,
    status: ['notFound', 'wrongOffset'],
  },
  {
    name: 'get-status',
    ins: 0xca,
    p1: [0x01],
    p2: [0x01],
    data: [],
    length: [0, 0],
    answer: statusFields,
    channels: all,
    states: everyState,
    pin: false,
    status: [],
  },
  {
    name: 'get-challenge',
    ins: 0x84,
    p1: [0x00],
    p2: [0x00],
    data: [],
    length: [0, 0],
    answer: [{ name: 'cardRandom', size: 16, note: 'good for the next command only' }],
    channels: ['plain'],
    states: personalised,
    pin: false,
    status: ['entropyFailure'],
  },
  {
    name: 'mutual-authenticate',
    ins: 0x82,
    p1: [0x00],
    p2: [roles.terminal, roles.issuer],
    data: [
      { name: 'terminalRandom', size: 16 },
      { name: 'time', size: 4, note: 'seconds since 1970 UTC, 0 unknown; zero from the issuer' },
      { name: 'proof', size: 32, note: 'HMAC(key, "terminal" or "issuer", cardRandom, terminalRandom, serial, time)' },
    ],
    length: [52, 52],
    answer: [{ name: 'proof', size: 32, note: 'HMAC(key, "card", P2, cardRandom, terminalRandom, serial, time)' }],
    channels: ['plain'],
    states: personalised,
    pin: false,
    status: ['authenticationFailed', 'conditions', 'keyNotFound', 'issuerLocked', ...storing],
  },
  {
    name: 'envelope',
    ins: 0xc2,
    p1: [0x00],
    p2: [0x00],
    data: [{ name: 'record', size: 'rest', note: 'ChaCha20-Poly1305 of a whole command APDU; tag at the end' }],
    length: [20, limits.commandData],
    answer: [{ name: 'record', size: 'rest', note: 'ChaCha20-Poly1305 of answer and status word; tag at the end' }],
    channels: ['plain'],
    states: personalised,
    pin: false,
    status: ['channelBroken', 'conditions'],
  },
  {
    name: 'get-response',
    ins: 0xc0,
    p1: [0x00],
    p2: [0x00],
    data: [],
    length: [0, 0],
    answer: [{ name: 'bytes', size: 'rest', note: 'what did not fit into Le of the command before' }],
    channels: ['plain'],
    states: everyState,
    pin: false,
    status: ['conditions', 'moreData'],
  },
  {
    name: 'verify',
    ins: 0x20,
    p1: [0x00],
    p2: [keyReferences.pin],
    data: [{ name: 'pin', size: 'rest', note: 'ASCII digits, FF to fill up to 8; no data: asks for the tries left' }],
    length: [0, limits.pinMaximum],
    answer: [],
    channels: holder,
    states: inUse,
    pin: false,
    status: ['wrongPin', 'pinBlocked', 'wrongData', ...storing],
  },
  {
    name: 'change-reference-data',
    ins: 0x24,
    p1: [0x00],
    p2: [keyReferences.pin],
    data: [
      { name: 'oldPin', size: 8, note: 'ASCII digits, filled with FF' },
      { name: 'newPin', size: 8, note: 'the same; must differ from the old one' },
    ],
    length: [16, 16],
    answer: [],
    channels: holder,
    states: inUse,
    pin: false,
    status: ['wrongPin', 'pinBlocked', 'wrongData', 'entropyFailure', ...storing],
  },
  {
    name: 'seal',
    ins: 0x88,
    p1: [0x00],
    p2: [keyReferences.sealCurrent, keyReferences.sealNext],
    data: [
      { name: 'requestHash', size: 32, note: 'the same hash gets the same answer' },
      { name: 'documentSeal', size: 6, note: 'ASCII digits' },
    ],
    length: [38, 38],
    answer: [
      { name: 'method', size: 1, note: 'cardMethods' },
      { name: 'generation', size: 1 },
      { name: 'validity', size: 1, note: 'validityChecks' },
      { name: 'counter', size: 4, note: 'number of this seal on this card' },
      { name: 'digits18', size: 18, note: 'ASCII; 18 spaces for a method without this stage (ocra)' },
      { name: 'digits6', size: 6 },
      { name: 'issuerId', size: 'text', max: limits.issuerId },
    ],
    channels: ['terminal'],
    states: ['active'],
    pin: true,
    status: ['keyNotFound', 'keyExpired', 'keyNotYetValid', 'requestReused', 'wrongData', ...storing],
  },
  {
    name: 'response',
    ins: 0x88,
    p1: [0x00],
    p2: [keyReferences.response],
    data: [{ name: 'challenge', size: 6, note: 'ASCII digits' }],
    length: [6, 6],
    answer: [
      { name: 'method', size: 1, note: 'cardMethods' },
      { name: 'generation', size: 1 },
      { name: 'validity', size: 1, note: 'validityChecks' },
      { name: 'counter', size: 4, note: 'number of this response on this card' },
      { name: 'digits6', size: 6 },
    ],
    channels: ['terminal'],
    states: ['active'],
    pin: true,
    status: ['keyNotFound', 'keyExpired', 'keyNotYetValid', 'wrongData', ...storing],
  },
  {
    name: 'manage-security-environment',
    ins: 0x22,
    p1: [0x41],
    p2: [0xb6, 0xb8],
    data: [
      {
        name: 'template',
        size: 'rest',
        note: '84 01 key reference; 81 02 file, of no effect; 80 01 algorithm: 10 SHA-1, 40 SHA-256 (default), 11 SHA-256 and only as DigestInfo',
      },
    ],
    length: [3, 10],
    answer: [],
    channels: holder,
    states: ['active'],
    pin: false,
    status: ['wrongData', 'keyNotFound'],
  },
  {
    name: 'generate-key-pair',
    ins: 0x47,
    p1: [0x00],
    p2: [keyReferences.rsaSignature, keyReferences.rsaEncryption],
    data: [],
    length: [0, 0],
    answer: [{ name: 'modulus', size: 256, note: 'the exponent is 65537' }],
    channels: ['terminal'],
    states: ['active'],
    pin: true,
    status: ['entropyFailure', ...storing],
  },
  {
    name: 'read-public-key',
    ins: 0x47,
    p1: [0x81],
    p2: [keyReferences.rsaSignature, keyReferences.rsaEncryption],
    data: [],
    length: [0, 0],
    answer: [{ name: 'modulus', size: 256, note: 'the exponent is 65537' }],
    channels: all,
    states: ['mustChangePin', 'active', 'blocked'],
    pin: false,
    status: ['keyNotFound'],
  },
  {
    name: 'compute-signature',
    ins: 0x2a,
    p1: [0x9e],
    p2: [0x9a],
    data: [
      { name: 'digest', size: 'rest', note: '32 bytes (SHA-256) or 20 (SHA-1, after MSE), or the DigestInfo of it' },
    ],
    length: [20, 51],
    answer: [{ name: 'signature', size: 256 }],
    channels: holder,
    states: ['active'],
    pin: true,
    status: ['keyNotFound', 'wrongData', 'entropyFailure', 'internal', ...storing],
  },
  {
    name: 'decipher',
    ins: 0x2a,
    p1: [0x80],
    p2: [0x86],
    data: [
      { name: 'padding', size: 1, note: '00' },
      { name: 'ciphertext', size: 256 },
    ],
    length: [257, 257],
    answer: [
      { name: 'plaintext', size: 'rest', note: 'wrong padding gives a random text of its own: implicit rejection' },
    ],
    channels: holder,
    states: ['active'],
    pin: true,
    status: ['keyNotFound', 'wrongData', 'entropyFailure', 'internal'],
  },
  {
    name: 'put-issuer-key',
    ins: 0xda,
    p1: [0x01],
    p2: [0x10],
    data: [
      { name: 'serial', size: 16 },
      { name: 'issuerKey', size: 32, note: "this card's own, derived from the issuer master and the serial" },
    ],
    length: [48, 48],
    answer: [],
    channels: ['plain'],
    states: ['blank'],
    pin: false,
    status: ['wrongData', ...storing],
  },
  {
    name: 'put-holder',
    ins: 0xda,
    p1: [0x01],
    p2: [0x20],
    data: [
      { name: 'issuerId', size: 'text', max: limits.issuerId },
      { name: 'holderName', size: 'text', max: limits.holderName },
      { name: 'contact', size: 'text', max: limits.contact },
    ],
    length: [3, 3 + limits.issuerId + limits.holderName + limits.contact],
    answer: [],
    channels: ['issuer'],
    states: ['issued'],
    pin: false,
    status: ['wrongData', ...storing],
  },
  {
    name: 'put-pin',
    ins: 0xda,
    p1: [0x01],
    p2: [0x21],
    data: [
      { name: 'flags', size: 1, note: 'cardFlags; softCard is set by the board, not here' },
      { name: 'triesMaximum', size: 1, note: '3 to 15' },
      { name: 'stretchCount', size: 4, note: 'PBKDF2 iterations, 1 to 10,000,000' },
      {
        name: 'pin',
        size: 8,
        note: 'ASCII digits, filled with FF; makes a new data key, so all keys loaded before are gone',
      },
    ],
    length: [14, 14],
    answer: [],
    channels: ['issuer'],
    states: ['issued'],
    pin: false,
    status: ['wrongData', 'entropyFailure', ...storing],
  },
  {
    name: 'put-terminal-key',
    ins: 0xda,
    p1: [0x01],
    p2: [0x22],
    data: [
      { name: 'terminalKey', size: 32, note: "this card's own, derived from the organisation's key and the serial" },
    ],
    length: [32, 32],
    answer: [],
    channels: ['issuer'],
    states: ['issued', 'mustChangePin', 'active'],
    pin: false,
    status: storing,
  },
  {
    name: 'put-key',
    ins: 0xda,
    p1: [0x01],
    p2: [0x23],
    data: [
      { name: 'reference', size: 1, note: '81, 82 or 91' },
      { name: 'method', size: 1, note: 'cardMethods' },
      { name: 'generation', size: 1, note: '1 to 255' },
      { name: 'validFrom', size: 4 },
      { name: 'validTo', size: 4 },
      { name: 'digits', size: 35, note: 'ASCII digits' },
    ],
    length: [11, 80],
    answer: [],
    channels: ['issuer'],
    states: ['issued'],
    pin: false,
    status: ['conditions', 'wrongData', 'keyNotDigits', 'keysEqual', 'entropyFailure', ...storing],
  },
  {
    name: 'put-contact',
    ins: 0xda,
    p1: [0x01],
    p2: [0x24],
    data: [{ name: 'contact', size: 'text', max: limits.contact }],
    length: [1, 1 + limits.contact],
    answer: [],
    channels: ['issuer'],
    states: personalised,
    pin: false,
    status: ['wrongData', ...storing],
  },
  {
    name: 'put-file',
    ins: 0xda,
    p1: [0x01],
    p2: [0x25],
    data: [
      { name: 'fileId', size: 2, note: 'one of the file ids of the application' },
      { name: 'part', size: 1, note: '0 to 3; every part but the last holds 512 bytes' },
      { name: 'content', size: 'rest' },
    ],
    length: [3, 3 + limits.filePart],
    answer: [],
    channels: ['issuer'],
    states: ['issued', 'mustChangePin', 'active'],
    pin: false,
    status: ['notFound', 'wrongData', ...storing],
  },
  {
    name: 'put-delivery',
    ins: 0xda,
    p1: [0x01],
    p2: [0x30],
    data: [
      { name: 'counter', size: 4, note: 'higher than that of every delivery before' },
      { name: 'package', size: 'rest', note: 'ChaCha20-Poly1305 of items (tag, length, value) under the delivery key' },
    ],
    length: [21, 300],
    answer: [],
    channels: ['terminal'],
    states: ['active'],
    pin: true,
    status: [
      'packageStale',
      'authenticationFailed',
      'wrongData',
      'keyNotDigits',
      'keysEqual',
      'entropyFailure',
      ...storing,
    ],
  },
  {
    name: 'activate',
    ins: 0x44,
    p1: [0x00],
    p2: [0x00],
    data: [],
    length: [0, 0],
    answer: [],
    channels: ['issuer'],
    states: ['issued'],
    pin: false,
    status: ['conditions', ...storing],
  },
];

/** Items inside a delivery; the value is laid out as the data of the PUT DATA command of that name. */
export const deliveryItems = { terminalKey: 0x22, key: 0x23, contact: 0x24 } as const;

/** Labels and layouts of key derivation; HKDF-SHA-256 throughout. All ASCII, no terminator. */
export const derivations = {
  /** Organisation's terminal key: HKDF(ikm = 35 ASCII digits, salt = empty, info). */
  terminalOrganisation: 'sigillator terminal organisation',
  /** This card's terminal key: HKDF(ikm = organisation key, salt = serial (16 bytes), info). */
  terminalCard: 'sigillator terminal card',
  /** This card's issuer key: HKDF(ikm = issuer master, salt = serial (16 bytes), info). */
  issuerCard: 'sigillator issuer card',
  /** Session: HKDF(ikm = key proved, salt = cardRandom + terminalRandom, info + P2), 64 bytes: to the card, from the card. */
  session: 'sigillator session',
  /** Delivery: HKDF(ikm = issuer key of the card, salt = serial, info). Nonce: 8 zero bytes + counter; AAD: serial. */
  delivery: 'sigillator delivery',
} as const;

// A record of the channel: nonce = 4 zero bytes + 64-bit number of the record in its direction (from 0, big-endian);
// AAD = P2 of MUTUAL AUTHENTICATE, one byte. A record that does not open closes the channel.
