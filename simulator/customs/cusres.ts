// Writes CUSRES (D.96B): what customs says about each declaration of a file. Its own codes where UN/EDIFACT leaves them to
// agreement: the tables of the real system are not public.
import { type SegmentData, type Verification, writeSegments } from '@sigillator/host';

export interface Decision {
  /** 0062 of the declaration. */
  message: string;
  /** BGM 1001, as the declaration has it. */
  documentName: string;
  customsId: string;
  accepted: boolean;
  reason: Verification['reason'] | 'not-readable';
  explanation: string;
}

/** 0571 security error: 1 wrong authenticator, 2 wrong certificate, 4 algorithm, 6 protocol error, 7 security missing. */
const errorCodes: Record<Decision['reason'], string> = {
  sealed: '',
  'seal-missing': '7',
  'document-seal-wrong': '1',
  'issuer-seal-wrong': '1',
  'evidence-wrong': '1',
  'issuer-unknown': '2',
  'key-not-valid': '2',
  'method-unknown': '4',
  'method-wrong': '4',
  'not-readable': '6',
};

export interface Parties {
  /** UNB S002 and S003 of what is answered. */
  sender: string[];
  recipient: string[];
}

export function writeCusres(decisions: readonly Decision[], parties: Parties, reference: string, at: Date): Uint8Array {
  const stamp = at.toISOString().replace(/[-:T]/g, '');
  const messages = decisions.flatMap((decision, index) => message(decision, String(index + 1), stamp.slice(0, 12)));
  return writeSegments(
    [
      ['UNB', ['UNOC', '3'], parties.recipient, parties.sender, [stamp.slice(2, 8), stamp.slice(8, 12)], reference],
      ...messages,
      ['UNZ', String(decisions.length), reference],
    ],
    { charset: 'UNOC' },
  );
}

function message(decision: Decision, reference: string, stamp: string): SegmentData[] {
  const { documentName, customsId, accepted, reason, explanation } = decision;
  const body: SegmentData[] = [
    // 1225 = 11: response. 4343: accepted or rejected.
    ['BGM', documentName, customsId, '11', accepted ? 'AP' : 'RE'],
    ['DTM', ['137', stamp, '203']],
    // The message that is answered.
    ['RFF', ['ACW', decision.message]],
    ...(accepted
      ? []
      : ([
          ['ERP', '1'],
          ['ERC', errorCodes[reason]],
        ] as SegmentData[])),
    ...(accepted ? [] : ([['FTX', 'AAO', '', '', freeText(explanation)]] as SegmentData[])),
  ];
  return [['UNH', reference, ['CUSRES', 'D', '96B', 'UN']], ...body, ['UNT', String(body.length + 2), reference]];
}

/** C108: five lines of 70 characters, in the characters of UNOC. */
const freeText = (text: string): string[] =>
  [...text.replace(/[^ -~¡-ÿ]/g, '?').matchAll(/.{1,70}/g)].slice(0, 5).map(([line]) => line);
