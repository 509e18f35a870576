// The RSA block of primitives.wasm: the card's code with as large a workspace as the caller gives.
export { setWideProducts } from '../shared/montgomery';
export { narrowMultiply, narrowSquare } from '../shared/montgomery-narrow';
export { rsaSetWorkspace, rsaWipe, rsaWorkspaceBytes } from '../shared/rsa-workspace';
export { rsaKeyBytes, rsaLoadKey, rsaStoreKey } from '../shared/rsa-key';
export { rsaImportBegin, rsaImportStep } from '../shared/rsa-import';
export { rsaSignBegin, rsaSignStep } from '../shared/rsa-sign';
export { rsaVerifyBegin, rsaVerifyStep } from '../shared/rsa-verify';
export { rsaDecipherBegin, rsaDecipherLength, rsaDecipherMessage, rsaDecipherStep } from '../shared/rsa-decipher';
export { rsaGenerateBegin, rsaGenerateStep } from '../shared/rsa-keygen';
export { isPrimeBegin, isPrimeStep } from '../shared/is-prime';
export { randomBytes, randomReady, randomSeed, randomWipe } from '../shared/random';
export { derBitString, derHeader, derInteger, derPrimitive, derWrap } from '../shared/der';
export { rsaPublicKey, rsaPublicKeyInfo } from '../shared/rsa-public-key';

import { work } from '../shared/rsa-workspace';
/** Where the record of the work under way lies, for those who count its steps. */
export function rsaWork(): usize {
  return changetype<usize>(work());
}
