// csr, decipher-grant, decipher, key-package: what the RSA keys and the issuer's packages need. Each waits for a key
// press
// of the clerk, but for deciphering within a grant.
import {
  Decipher, DecipherGrant, GRANT_MINUTES, GRANT_OPERATIONS, KeyPackage, Message, WireError,
} from '../../../protocol/generated/firmware/wire';
import { fieldNumber, fieldPointer } from '../../shared/wire-codec';
import { sessionDecipher, sessionVerified } from '../card/session';
import { Asked, askClerk, mayAskClerk } from '../documents/asking';
import { csrTake } from '../documents/csr';
import { grantUse, grantWish } from '../documents/grant';
import { PACKAGE_MAX, PACKAGE_MIN, packageTake } from '../documents/package';
import { blobForget } from '../link/blob';
import { LATER } from '../link/requests';
import { waitBegin, waitOpen } from '../link/wait';

export function csr(tag: u32): u32 {
  const asks = mayAskClerk(Asked.Csr);
  if (asks != 0) return asks;
  if (!csrTake()) return WireError.BadField;
  blobForget();
  return askClerk(Asked.Csr, Message.Csr, tag, 0);
}

export function decipherGrant(tag: u32): u32 {
  const operations = fieldNumber(DecipherGrant.Operations);
  const minutes = fieldNumber(DecipherGrant.Minutes);
  if (operations == 0 || operations > GRANT_OPERATIONS || minutes == 0 || minutes > GRANT_MINUTES)
    return WireError.BadField;
  const asks = mayAskClerk(Asked.Grant);
  if (asks != 0) return asks;
  grantWish(operations, minutes);
  return askClerk(Asked.Grant, Message.DecipherGrant, tag, 0);
}

/** Taken only while the grant lasts, which is while its screen stands and the card is in. */
export function decipher(tag: u32): u32 {
  if (waitOpen()) return WireError.Locked;
  if (!sessionVerified()) return WireError.NoCard;
  waitBegin(Message.Decipher, tag);
  grantUse();
  sessionDecipher(fieldPointer(Decipher.Ciphertext));
  return LATER;
}

export function keyPackage(tag: u32): u32 {
  const length = fieldNumber(KeyPackage.Package);
  if (length < PACKAGE_MIN || length > PACKAGE_MAX) return WireError.BadField;
  const asks = mayAskClerk(Asked.Package);
  if (asks != 0) return asks;
  packageTake(fieldPointer(KeyPackage.Package), length);
  return askClerk(Asked.Package, Message.KeyPackage, tag, 0);
}
