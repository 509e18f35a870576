// Known answers of everything the device computes, one test a step but the last, which takes many. Called at start
// and from the menu; self-test-
// answers.ts holds the answers and their sources. A wrong one stops the device with the number of the test.
import { AEAD_TAG, aeadOpen, aeadSeal } from '../shared/chacha20-poly1305';
import { compress18to6 } from '../shared/compress';
import { equalBytes } from '../shared/constant-time';
import { HKDF_CTX, hkdfExpand, hkdfExtract } from '../shared/hkdf';
import { HMAC_SHA256_CTX, hmacSha256 } from '../shared/hmac';
import { PBKDF2_CTX, pbkdf2Begin, pbkdf2Finish } from '../shared/pbkdf2';
import { SHA256_CTX, sha256Final, sha256Init, sha256Update } from '../shared/sha256';
import { x25519Begin, x25519Finish, x25519Step } from '../shared/x25519';
import {
  ABC, ABC_SHA256, AEAD_AAD, AEAD_BOX, AEAD_KEY, AEAD_LENGTH, AEAD_NONCE, CURVE_POINT, CURVE_SCALAR, CURVE_SHARED,
  DIGITS18, DIGITS6, HKDF_IKM, HKDF_INFO, HKDF_OKM, HKDF_SALT, JEFE, JEFE_HMAC, PASSWD, PASSWD_KEY, QUESTION, SALT,
} from './self-test-answers';
import { Stop, stop } from './stop';

/** Tests that take one step. The one behind them takes several. */
const SHORT: u32 = 6;
/** Steps of the curve that fit in one step of the device, as in link/device-keys.ts. */
const CURVE_STEPS: u32 = 16;
const scratch: usize = memory.data(1024, 8);
const out: usize = memory.data(128, 8);
const tag: usize = memory.data(16, 8);

/** Does step `number` of the tests, from 0 on; returns true if there is another one. */
export function selfTestStep(number: u32): bool {
  if (number < SHORT) {
    if (!passes(number)) stop(Stop.SelfTest + number);
    return true;
  }
  if (number == SHORT) x25519Begin(scratch, CURVE_SCALAR, CURVE_POINT);
  if (x25519Step(scratch, CURVE_STEPS) > 0) return true;
  x25519Finish(scratch, out);
  if (!same(CURVE_SHARED, 32)) stop(Stop.SelfTest + SHORT);
  return false;
}

function passes(number: u32): bool {
  switch (number) {
    case 0:
      sha256Init(scratch);
      sha256Update(scratch, ABC, 3);
      sha256Final(scratch, out);
      return same(ABC_SHA256, 32);
    case 1:
      hmacSha256(scratch, JEFE, 4, QUESTION, 28, out);
      return same(JEFE_HMAC, 32);
    case 2:
      hkdfExtract(scratch, HKDF_SALT, 13, HKDF_IKM, 22, out + 32);
      hkdfExpand(scratch, out + 32, 32, HKDF_INFO, 10, out, 32);
      return same(HKDF_OKM, 32);
    case 3:
      pbkdf2Begin(scratch, PASSWD, 6, SALT, 4, 1, 1);
      pbkdf2Finish(scratch, out);
      return same(PASSWD_KEY, 32);
    case 4:
      // Opened, closed again, and a changed tag must not open.
      if (!opens(AEAD_BOX + AEAD_LENGTH)) return false;
      aeadSeal(scratch, AEAD_KEY, AEAD_NONCE, AEAD_AAD, 12, out, AEAD_LENGTH, out, tag);
      if (!same(AEAD_BOX, AEAD_LENGTH) || !equalBytes(tag, AEAD_BOX + AEAD_LENGTH, AEAD_TAG)) return false;
      store<u8>(tag, load<u8>(tag) ^ 1);
      return !opens(tag);
    default:
      compress18to6(DIGITS18, out);
      return same(DIGITS6, 6);
  }
}

function opens(withTag: usize): bool {
  return aeadOpen(scratch, AEAD_KEY, AEAD_NONCE, AEAD_AAD, 12, AEAD_BOX, AEAD_LENGTH, withTag, out) != 0;
}

function same(answer: usize, length: u32): bool {
  return equalBytes(out, answer, length) != 0;
}
