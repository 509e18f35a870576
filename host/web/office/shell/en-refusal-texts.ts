// Why something could not be done, in English; the other languages have the same entries.
import type { LoginVerdict } from '../../../src/login/login.ts';
import type { RefusalGroup } from './refusal-groups.ts';

export const refusalsEn: Record<RefusalGroup, string> = {
  caseApproved: 'The case is approved already, so it cannot be changed or marked.',
  caseRejected: 'Customs refused the case as it is. Send it again, or have it changed where it comes from.',
  caseChanged: 'The case is not what you saw. Read it again, then mark it.',
  caseTampered: 'The case is not what was approved. Nothing was sealed; tell the security officer.',
  caseThere: 'There is a case of this customs id with another content. Change that one.',
  busy: 'Somebody else has it right now, or it is being worked on. Try again in a moment.',
  notMarked: 'You have not marked the case. Mark it first: marking and approving are two acts.',
  notApproved: 'The case is not approved, or not any more.',
  notSealed: 'The case is not sealed.',
  sealedAlready: 'The device has sealed of it, or will. Choose “Try again”; nothing is sealed twice.',
  wrongCard: 'The card in the device is not yours. Put your own card in, then try again.',
  cardRevoked: 'The card was revoked. Hand it to the security officer, and seal with a card that is valid.',
  sealRefused:
    'A card sealed that may not. Its seal is not used, and the journal tells of it. Approve again, with your own valid card.',
  notAllowed: 'You may not do this. It needs another role, a log-in with a response, or another person.',
  notFound: 'There is no such thing, or not any more.',
  issuerSealWrong:
    'That is not the issuer seal of this document. Compare the document seal on the device, and type what it shows.',
  sealDigits: 'A seal has six digits, zeros in front included. Type all of them.',
  sealNoField: 'The document has no place for the seals.',
  document:
    'The document is not as its profile needs it, so it cannot be sealed. Have it corrected where it comes from.',
  profile: 'The sealing profile or the seal method of this document is not known here.',
  channelCustoms: 'Customs did not take the document. It stays sealed; send it again later.',
  customsHasIt:
    'Customs has this document already, and its first answer is lost. It stays sealed; ask customs what became of it.',
  request: 'What was typed or chosen is not as expected. Check it and try again.',
  tooLong: 'It is longer than is allowed.',
  tooMany: 'There have been too many of these. Wait a while, then try again.',
  notLoggedIn: 'You are not logged in. Log in and try again.',
  foreignPage: 'The bridge does not serve this page. Open the office anew by its own address.',
  stopping: 'The bridge is stopping. Try again when it is back.',
  noAnswer: 'The bridge does not answer. See that it runs, then try again.',
  failure: 'The bridge met a defect of its own or of its setup; its log says more.',
  journal: 'The journal cannot be read or written, and without it nothing goes on. Tell who looks after the bridge.',
  keyStoreClosed: 'The key store is closed. Two officers have to open it.',
  keyStoreOpen: 'The key store is open already.',
  keyStoreNotOpened: 'A name or a secret is wrong, or the key store is damaged. Nothing was opened.',
  keyStoreDamaged: 'The key store is missing, damaged or older than it was. Tell the security officers.',
  secrets: 'The two secrets have to be long enough, and not the same.',
  personUnknown: 'There is no such person here, or not one who can do this.',
  issuerTaken: 'Another person has this issuer identity.',
  ceremony: 'This introduction is over, or this is not its next step. Begin again if need be.',
  keyWrong: 'The key or what belongs to it is not right. Compare it with the sheet.',
  keyNotWanted: 'This key is not wanted for this person.',
  keyThere: 'This key is there already.',
  keyUnknown: 'There is no such key.',
  severalDevices: 'Several devices are connected. Leave only the one that is to seal, then try again.',
  noDevice: 'No device is connected, or it went. Connect it, then try again.',
  deviceTrouble:
    'Bridge and device did not understand each other. Take the device off, connect it again, and try again.',
  wrongDevice: 'This was begun on another device. Connect that one.',
  notPaired: 'The device is not paired with this computer. Pair it at its keypad first.',
  pairing: 'The pairing failed: the device is not in pairing, the numbers differ, or it was refused.',
  noCard: 'The card is not in the device. Insert it; what was approved is then finished.',
  cardUnfit: 'The card in the device cannot do this: it is another, blocked, too old, or lacks the key.',
  pinMissing: 'The PIN was not given.',
  refused: 'It was refused on the device.',
  timedOut: 'Nobody answered in time. Try again.',
  cancelled: 'It was taken back.',
  cannotShow: 'The device cannot show this document, so it does not seal it.',
  requestReused:
    'This was asked before with another content, or too long ago. Nothing was sealed; tell who looks after the bridge.',
  journalFull: 'The journal of the device is full. Have it collected, then seal again.',
  update: 'The device takes this update or this time not now.',
};

export type LoginReason = Exclude<LoginVerdict['reason'], 'right' | 'ordinary'>;

/** Why a response opened nothing. */
export const loginReasonsEn: Record<LoginReason, string> = {
  wrong: 'The response was wrong. Begin again with a new challenge.',
  'no-challenge': 'This challenge was used already. Begin again with a new one.',
  expired: 'The challenge is too old. Begin again with a new one.',
  locked: 'Too many wrong responses: a security officer has to unlock you.',
  throttled: 'Too many wrong responses in this office within an hour. Wait a while, then begin again.',
  'key-not-valid': 'The key of this card is revoked or out of its time. Ask a security officer.',
};
