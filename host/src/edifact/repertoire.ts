// Whether a segment keeps to the characters of its charset (UNB 0001); for strict checks.
import { SealError } from '../errors.ts';
import { charsetOf, latin1 } from './charset.ts';
import type { EdifactError } from './error-codes.ts';
import type { Segment } from './segment.ts';

/** ISO 9735 annex A: level A has capitals and these marks; level B adds small letters and all of ISO 646's marks. */
const levelA = /[^A-Z0-9 .,\-()/='+:?!"%&*;<>\r\n]/;
const separators = String.fromCharCode(0x1c, 0x1d, 0x1f);
const levelB = new RegExp(`[^ -~\\r\\n${separators}]`);

/** The first byte of the segment that its charset does not have, as an error. */
export function charsetProblem(segment: Segment, charset: string): EdifactError | undefined {
  if (charset === '') return undefined;
  const { bytes, number, start } = segment;
  const place = { segment: number, element: 0 };
  const repertoire = charset === 'UNOA' ? levelA : charset === 'UNOB' ? levelB : undefined;
  if (repertoire) {
    const text = latin1(bytes);
    const at = text.search(repertoire);
    if (at < 0) return undefined;
    const character = `${charset} has no character ${JSON.stringify(text[at])} (in ${segment.tag})`;
    return {
      code: '21',
      text: `${character}. The sender should declare another charset in UNB.`,
      ...place,
      offset: start + at,
    };
  }
  try {
    charsetOf(charset).decode(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const unknown = error.message.startsWith('Unknown');
    return { code: unknown ? '46' : '21', text: error.message, ...place, offset: start };
  }
}
