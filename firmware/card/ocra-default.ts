// The card's OCRA suite (RFC 6287): six digits for six characters. QA06, as the hexadecimal text of a numeric one makes
// q and 16 q equal. Called by seal and response for keys of the method `ocra`.
import { ocraParse, OcraSuite } from '../shared/ocra-suite';
import { OcraInput, ocraResponse } from '../shared/ocra';
import { LIMIT_KEY_DIGITS } from '../../protocol/generated/firmware/apdu';
import { scratch } from './secrets';

/** "OCRA-1:HOTP-SHA256-6:QA06" */
const SUITE_LENGTH: u32 = 25;
const suiteText: usize = memory.data<u8>([
  79, 67, 82, 65, 45, 49, 58, 72, 79, 84, 80, 45, 83, 72, 65, 50, 53, 54, 45, 54, 58, 81, 65, 48, 54,
]);
const suite = changetype<OcraSuite>(memory.data(offsetof<OcraSuite>(), 8));
const input = changetype<OcraInput>(memory.data(offsetof<OcraInput>(), 8));

export function ocraSixDigits(key: usize, question: usize, out: usize): void {
  ocraParse(suiteText, SUITE_LENGTH, suite);
  input.question = question;
  input.questionLength = 6;
  ocraResponse(scratch, suite, suiteText, SUITE_LENGTH, key, LIMIT_KEY_DIGITS, input, out);
}
