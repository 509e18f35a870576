// Data element 0085 (syntax error, coded) of CONTRL in plain words; used by check.ts and contrl.ts.

export const syntaxErrors = {
  '12': 'invalid value',
  '13': 'missing',
  '15': 'not supported in this position',
  '16': 'too many constituents',
  '18': 'unspecified error',
  '20': 'character invalid as service character',
  '21': 'invalid character',
  '26': 'duplicate detected',
  '28': 'references do not match',
  '29': 'control count does not match the number received',
  '37': 'invalid type of character',
  '39': 'data element too long',
  '40': 'data element too short',
  '46': 'character set not supported',
} as const;

export type SyntaxErrorCode = keyof typeof syntaxErrors;

/** What is wrong, where, in words. */
export interface EdifactError {
  /** 0085. */
  code: SyntaxErrorCode;
  text: string;
  /** Number of the segment in the file, from 1. */
  segment: number;
  /** Number of the element behind the tag, 0 for the tag itself. */
  element: number;
  /** Of the first byte that is wrong, in the file. */
  offset: number;
}
