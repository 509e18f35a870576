// Codes of the bridge's refusals, by what the person at the page has to know and do; a name that ends in `*` stands for all
// that begin so. The texts stand in XX-refusal-texts.ts. That no code is missing is checked (test/checks/refusals.ts).
export const refusalGroups = {
  caseApproved: 'case-approved',
  caseRejected: 'case-rejected',
  caseChanged: 'case-changed',
  caseTampered: 'case-tampered',
  caseThere: 'case-there',
  busy: 'busy locked session-over',
  notMarked: 'not-marked',
  notApproved: 'not-approved',
  notSealed: 'not-sealed',
  sealedAlready: 'sealed-already',
  wrongCard: 'wrong-card',
  cardRevoked: 'card-revoked',
  sealRefused: 'seal-refused',
  notAllowed: 'not-allowed',
  notFound: 'not-found request-unknown',
  issuerSealWrong: 'issuer-seal-wrong',
  sealDigits: 'seal-digits',
  sealNoField: 'seal-no-field',
  document: 'charset edifact-* scope-* bad-document digest-mismatch',
  profile: 'profile-unknown unknown-profile method-unknown method-unfit external-*',
  channelCustoms: 'channel-customs',
  customsHasIt: 'customs-has-it',

  request: 'bad-json bad-request usage wrong-type wrong-method entry-wrong user-name',
  tooLong: 'too-long too-large',
  tooMany: 'too-many challenges-used-up',
  notLoggedIn: 'not-logged-in wrong-token',
  foreignPage: 'wrong-host wrong-origin',
  stopping: 'stopping',
  noAnswer: 'no-answer no-bridge http-*',
  failure: 'failure internal engine-missing login-policy bridge-runs keys-file card-order ocra host-key file-not-read',
  journal: 'no-journal not-a-journal journal-* disk-full database-* checkpoint-key',

  keyStoreClosed: 'key-store-closed',
  keyStoreOpen: 'key-store-open',
  keyStoreNotOpened: 'key-store-not-opened',
  keyStoreDamaged: 'key-store key-store-missing key-store-old key-store-there login-state',
  secrets: 'secret-too-short secrets-equal',
  personUnknown: 'person-unknown',
  issuerTaken: 'issuer-taken',
  ceremony: 'ceremony',
  keyWrong: 'key-wrong',
  keyNotWanted: 'key-not-wanted',
  keyThere: 'key-there keys-equal',
  keyUnknown: 'key-unknown no-seal-key key-missing',

  severalDevices: 'several-devices',
  noDevice: 'no-device no-device-* no-session closed',
  deviceTrouble:
    'bad-frame bad-message unknown-message bad-field version-refused wrong-state session-failed unknown-error no-grant',
  wrongDevice: 'wrong-device',
  notPaired: 'not-paired',
  pairing: 'pairing-*',
  noCard: 'no-card card-removed',
  cardUnfit: 'card-unfit',
  pinMissing: 'pin-missing',
  refused: 'refused',
  timedOut: 'timed-out',
  cancelled: 'cancelled',
  cannotShow: 'cannot-show',
  requestReused: 'request-reused request-expired',
  journalFull: 'journal-full',
  update: 'update-* clock-refused',
} as const;

export type RefusalGroup = keyof typeof refusalGroups;

const exact = new Map<string, RefusalGroup>();
const begins: [string, RefusalGroup][] = [];
for (const [group, codes] of Object.entries(refusalGroups) as [RefusalGroup, string][])
  for (const code of codes.split(' '))
    if (code.endsWith('*')) begins.push([code.slice(0, -1), group]);
    else exact.set(code, group);

/** What a code means to a person; undefined for one that no text is for. */
export const refusalGroupOf = (code: string): RefusalGroup | undefined =>
  exact.get(code) ?? begins.find(([start]) => code.startsWith(start))?.[1];
