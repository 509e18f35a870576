// Reads what customs answered to one interchange: CONTRL, and CUSRES behind it. Called by tes-sender.ts.
import { readSegments } from '../edifact/reader.ts';
import { SealError } from '../errors.ts';

export interface CustomsAnswer {
  rejected: boolean;
  /** It came before: this says nothing of what became of it then. */
  isDuplicate: boolean;
  /** In its own words as far as it has some: the types of messages, what was refused by which code, free text. */
  told: string;
}

/** UCI and UCM 0083: 7 acknowledged, 8 received. 4 is rejected; what is not known here is no acceptance. */
const acknowledged = ['7', '8'];
/** 0085: duplicate detected. */
const duplicate = '26';

const errorText = (code: string): string => (code === '' ? '' : `, error ${code}`);

/** `reference` is 0020 of what was sent: CONTRL for another interchange is no answer to it. */
export function readCustomsAnswer(answer: Uint8Array, reference: string): CustomsAnswer {
  const segments = readSegments(answer);
  const about = segments.filter(({ tag }) => tag === 'UCI').map((segment) => segment.component(1));
  if (!about.includes(reference)) {
    const came = about.length > 0 ? `one for ${about.join(', ')}` : 'an answer without any';
    throw new SealError(
      'channel-customs',
      `Sending to customs: expected CONTRL for interchange ${reference}, got ${came}. Send again later.`,
      { retryable: true },
    );
  }
  const types = segments.filter(({ tag }) => tag === 'UNH').map((segment) => segment.component(2));
  const texts: string[] = [];
  let rejected = false;
  let isDuplicate = false;
  const reject = (text: string): void => {
    rejected = true;
    texts.push(text);
  };
  for (const segment of segments) {
    const { tag } = segment;
    const [action, error] = tag === 'UCI' ? [4, 5] : [3, 4];
    if ((tag === 'UCI' || tag === 'UCM') && !acknowledged.includes(segment.component(action))) {
      if (segment.component(error) === duplicate) isDuplicate = true;
      reject(`CONTRL ${tag} code ${segment.component(action)}${errorText(segment.component(error))}`);
    }
    // 0096 and 0085 of UCS, 0085 of UCD: where the error is.
    if (tag === 'UCS') texts.push(`segment ${segment.component(1)}${errorText(segment.component(2))}`);
    if (tag === 'UCD') texts.push(`element ${segment.component(2)}${errorText(segment.component(1))}`);
    // 4343 of CUSRES: RE is rejected.
    if (tag === 'BGM' && segment.component(4) === 'RE') reject(`CUSRES RE for ${segment.component(2)}`);
    if (tag === 'FTX') texts.push(segment.elements[4]?.join('') ?? '');
  }
  return { rejected, isDuplicate, told: [types.join(', '), ...texts].join('; ').slice(0, 1_000) };
}
