// Generated from protocol/tables by `npm run generate`; do not edit.

/** Numbers of the messages. */
export const enum Message {
  Hello = 1,
  Info = 2,
  Card = 3,
  SealBegin = 4,
  SealDocument = 5,
  SealData = 6,
  SealApprove = 7,
  SealResult = 8,
  Cancel = 9,
  PairBegin = 10,
  PairReveal = 11,
  PairFinish = 12,
  Unpair = 13,
  Journal = 14,
  JournalAcknowledge = 15,
  ClockSet = 16,
  LanguageSet = 17,
  Csr = 18,
  ReadBlob = 19,
  DecipherGrant = 20,
  Decipher = 21,
  KeyPackage = 22,
  UpdateBegin = 23,
  UpdateData = 24,
  UpdateFinish = 25,
  Error = 0,
  Progress = 127,
}

/** Numbers of the errors. */
export const enum WireError {
  BadFrame = 1,
  BadMessage = 2,
  UnknownMessage = 3,
  BadField = 4,
  VersionRefused = 5,
  NoSession = 6,
  NotPaired = 7,
  WrongState = 8,
  Busy = 9,
  Locked = 10,
  NoCard = 11,
  CardUnfit = 12,
  PinMissing = 13,
  CardRemoved = 14,
  Refused = 15,
  TimedOut = 16,
  Cancelled = 17,
  CannotShow = 18,
  BadDocument = 19,
  DigestMismatch = 20,
  UnknownProfile = 21,
  TooLarge = 22,
  RequestReused = 23,
  RequestExpired = 24,
  RequestUnknown = 25,
  JournalFull = 26,
  NoGrant = 27,
  PairingClosed = 28,
  PairingFailed = 29,
  UpdateRefused = 30,
  ClockRefused = 31,
  KeyMissing = 32,
  Internal = 33,
  UpdateDamaged = 34,
  UpdateBoard = 35,
  UpdateOlder = 36,
  UpdateKey = 37,
}

/** Values of Progress.Reason. */
export const enum Wait {
  Card = 1,
  Pin = 2,
  Approval = 3,
  Working = 4,
  DocumentWanted = 5,
}

/** When the device takes a request. */
export const enum Allowed {
  Always = 0,
  Session = 1,
  Paired = 2,
  Pairing = 3,
  Collecting = 4,
  Granted = 5,
}

/** First byte of a frame. */
export const enum FrameKind {
  Plain = 0,
  Handshake = 1,
  Session = 2,
}

export const PROTOCOL_VERSION: u32 = 1;
export const PROTOCOL_OLDEST: u32 = 1;
export const MAX_MESSAGE: u32 = 2304;
export const MAX_FRAME: u32 = 2336;
export const HALF_FRAME_MS: u32 = 500;
export const WINDOW: u32 = 8;
export const BATCH_MAXIMUM: u32 = 64;
export const MAX_DOCUMENT: u32 = 4194304;
export const RESULTS_KEPT: u32 = 512;
export const PAIRED_HOSTS: u32 = 8;
export const HOST_NAME: u32 = 20;
export const GRANT_OPERATIONS: u32 = 100;
export const GRANT_MINUTES: u32 = 30;

// Places of the fields in each message, for the codec.
export const enum Hello {
  Oldest = 0,
  Newest = 1,
}

export const enum HelloAnswer {
  Protocol = 0,
  Firmware = 1,
  MaxMessage = 2,
  Window = 3,
}

export const enum InfoAnswer {
  Serial = 0,
  FirmwareDigest = 1,
  Languages = 2,
  Language = 3,
  BatchMaximum = 4,
  MaxDocument = 5,
  Clock = 6,
  JournalRows = 7,
  JournalCapacity = 8,
  Sequence = 9,
  Development = 10,
}

export const enum CardAnswer {
  State = 0,
  CardId = 1,
  Issuer = 2,
  Holder = 3,
  Generation = 4,
  ValidTo = 5,
}

export const enum SealBegin {
  Sequence = 0,
  Count = 1,
}

export const enum SealBeginAnswer {
  Known = 0,
}

export const enum SealDocument {
  Index = 0,
  Purpose = 1,
  Profile = 2,
  Length = 3,
  Digest = 4,
  Data = 5,
}

export const enum SealDocumentAnswer {
  Received = 0,
}

export const enum SealData {
  Index = 0,
  Offset = 1,
  Data = 2,
}

export const enum SealDataAnswer {
  Received = 0,
}

export const enum SealApprove {
  BudgetMs = 0,
}

export const enum SealApproveAnswer {
  Sealed = 0,
}

export const enum SealResult {
  Sequence = 0,
}

export const enum SealResultAnswer {
  Method = 0,
  Profile = 1,
  Digest = 2,
  DocumentSeal = 3,
  IssuerSeal = 4,
  Issuer = 5,
  Generation = 6,
  Counter = 7,
  Time = 8,
  CardId = 9,
  Blob = 10,
}

export const enum PairBegin {
  Name = 0,
}

export const enum PairBeginAnswer {
  Commitment = 0,
}

export const enum PairReveal {
  Random = 0,
}

export const enum PairRevealAnswer {
  Random = 0,
}

export const enum Journal {
  Counter = 0,
}

export const enum JournalAnswer {
  Counter = 0,
  Row = 1,
  Chain = 2,
}

export const enum JournalAcknowledge {
  Counter = 0,
  Chain = 1,
}

export const enum JournalAcknowledgeAnswer {
  Rows = 0,
}

export const enum ClockSet {
  Time = 0,
}

export const enum LanguageSet {
  Language = 0,
}

export const enum Csr {
  Key = 0,
  Country = 1,
  Organisation = 2,
  Unit = 3,
  SerialNumber = 4,
  CommonName = 5,
  Generate = 6,
}

export const enum CsrAnswer {
  Length = 0,
}

export const enum ReadBlob {
  Offset = 0,
  Length = 1,
}

export const enum ReadBlobAnswer {
  Data = 0,
}

export const enum DecipherGrant {
  Operations = 0,
  Minutes = 1,
}

export const enum Decipher {
  Ciphertext = 0,
}

export const enum DecipherAnswer {
  Plaintext = 0,
}

export const enum KeyPackage {
  Package = 0,
}

export const enum UpdateBegin {
  Header = 0,
}

export const enum UpdateBeginAnswer {
  Have = 0,
}

export const enum UpdateData {
  Offset = 0,
  Data = 1,
}

export const enum UpdateDataAnswer {
  Have = 0,
}

export const enum ErrorNotice {
  Code = 0,
  Message = 1,
}

export const enum Progress {
  Reason = 0,
  Done = 1,
  Index = 2,
}

/** The field table; see wire-firmware.ts in protocol/generate for its layout. */
export const WIRE_TABLE: usize = memory.data<u8>([
  1, 0, 2, 0, 0, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 1, 1, 4, 0, 0, 0, 8, 0, 0,
  3, 0, 0, 16, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 8, 0, 0, 2, 0, 0, 2, 1, 11,
  2, 8, 0, 8, 0, 0, 2, 32, 0, 32, 0, 0, 3, 0, 0, 16, 0, 0, 0, 0, 0, 8, 0, 0,
  0, 0, 0, 8, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 32, 0, 0,
  0, 0, 0, 32, 0, 0, 0, 0, 0, 64, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 3, 1, 6,
  0, 0, 0, 8, 0, 0, 131, 0, 0, 16, 0, 0, 131, 0, 0, 17, 0, 0, 131, 0, 0, 40, 0, 0,
  128, 0, 0, 8, 0, 0, 128, 0, 0, 32, 0, 0, 4, 0, 2, 0, 0, 0, 64, 0, 0, 0, 0, 0,
  8, 0, 0, 4, 1, 1, 0, 0, 0, 8, 0, 0, 5, 0, 6, 0, 0, 0, 8, 0, 0, 0, 0, 0,
  8, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 32, 0, 0, 2, 32, 0, 32, 0, 0, 2, 0, 0,
  152, 8, 0, 5, 1, 1, 0, 0, 0, 32, 0, 0, 6, 0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0,
  32, 0, 0, 2, 1, 0, 152, 8, 0, 6, 1, 1, 0, 0, 0, 32, 0, 0, 7, 0, 1, 0, 0, 0,
  32, 0, 0, 7, 1, 1, 0, 0, 0, 8, 0, 0, 8, 0, 1, 0, 0, 0, 64, 0, 0, 8, 1, 11,
  0, 0, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 2, 32, 0, 32, 0, 0, 3, 0, 0, 18, 0, 0,
  3, 0, 0, 18, 0, 0, 3, 0, 0, 17, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 32, 0, 0,
  0, 0, 0, 32, 0, 0, 3, 0, 0, 16, 0, 0, 128, 0, 0, 16, 0, 0, 9, 0, 0, 9, 1, 0,
  10, 0, 1, 3, 0, 0, 20, 0, 0, 10, 1, 1, 2, 32, 0, 32, 0, 0, 11, 0, 1, 2, 16, 0,
  16, 0, 0, 11, 1, 1, 2, 16, 0, 16, 0, 0, 12, 0, 0, 12, 1, 0, 13, 0, 0, 13, 1, 0,
  14, 0, 1, 0, 0, 0, 32, 0, 0, 14, 1, 3, 0, 0, 0, 32, 0, 0, 130, 1, 0, 144, 1, 0,
  130, 32, 0, 32, 0, 0, 15, 0, 2, 0, 0, 0, 32, 0, 0, 2, 32, 0, 32, 0, 0, 15, 1, 1,
  0, 0, 0, 32, 0, 0, 16, 0, 1, 0, 0, 0, 32, 0, 0, 16, 1, 0, 17, 0, 1, 0, 0, 0,
  8, 0, 0, 17, 1, 0, 18, 0, 7, 0, 0, 0, 8, 0, 0, 3, 0, 0, 2, 0, 0, 3, 0, 0,
  64, 0, 0, 131, 0, 0, 64, 0, 0, 3, 0, 0, 64, 0, 0, 131, 0, 0, 64, 0, 0, 1, 0, 0,
  0, 0, 0, 18, 1, 1, 0, 0, 0, 16, 0, 0, 19, 0, 2, 0, 0, 0, 16, 0, 0, 0, 0, 0,
  16, 0, 0, 19, 1, 1, 2, 0, 0, 152, 8, 0, 20, 0, 2, 0, 0, 0, 8, 0, 0, 0, 0, 0,
  8, 0, 0, 20, 1, 0, 21, 0, 1, 2, 0, 1, 0, 1, 0, 21, 1, 1, 2, 0, 0, 245, 0, 0,
  22, 0, 1, 2, 1, 0, 152, 8, 0, 22, 1, 0, 23, 0, 1, 2, 0, 1, 0, 1, 0, 23, 1, 1,
  0, 0, 0, 32, 0, 0, 24, 0, 2, 0, 0, 0, 32, 0, 0, 2, 1, 0, 0, 8, 0, 24, 1, 1,
  0, 0, 0, 32, 0, 0, 25, 0, 0, 25, 1, 0, 0, 1, 2, 0, 0, 0, 8, 0, 0, 0, 0, 0,
  8, 0, 0, 127, 1, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 8, 0, 0,
  255,
]);

/** By message number: Allowed, or 255 where there is no such request. */
export const MESSAGE_ALLOWED: usize = memory.data<u8>([
  255, 0, 2, 2, 2, 4, 4, 4, 2, 2, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 5, 2, 2,
  2, 2,
]);
export const MESSAGE_NUMBERS: u32 = 26;

/** By message number: milliseconds it may take. */
export const MESSAGE_BUDGET: usize = memory.data<u32>([
  0, 10000, 2000, 2000, 2000, 5000, 5000, 300000, 2000, 2000, 5000, 5000, 120000, 2000, 2000, 5000, 120000, 2000, 600000, 2000, 300000, 15000, 300000, 10000,
  5000, 300000,
]);
