// OCRA for the host (host/src/seal/ocra.ts): both halves with plain addresses. Exported by index-common.ts.
import { OcraInput, ocraResponse } from '../shared/ocra';
import { ocraParse, OcraSuite } from '../shared/ocra-suite';

/** `suite` takes eight u32, see OcraSuite. */
export function ocraParseSuite(text: usize, length: u32, suite: usize): u32 {
  return ocraParse(text, length, changetype<OcraSuite>(suite));
}

/** `input` is laid out as OcraInput. */
export function ocraCompute(
  context: usize, suite: usize, text: usize, length: u32, key: usize, keyLength: u32, input: usize, out: usize,
): u32 {
  return ocraResponse(
    context, changetype<OcraSuite>(suite), text, length, key, keyLength, changetype<OcraInput>(input), out,
  );
}
