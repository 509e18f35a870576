// The profile table: which bytes of a document a seal covers, and where the data that the clerk must see lies.
// protocol/generate/profiles.ts turns it into AssemblyScript for firmware/shared/scope.ts; the host reads it as it is.
// A host sends a device the number of a profile, never ranges.

/** What a place holds. The numbers travel on the wire and never change. */
export const fields = {
  customsId: 1,
  messageType: 2,
  documentName: 3,
  goods: 4,
  destination: 5,
  exportControl: 6,
  documentSeal: 7,
  issuerSeal: 8,
  messageReference: 9,
} as const;

export type FieldName = keyof typeof fields;

/**
 * - `data`: the data of the message from UNH up to, not including, UNT; tags, separators and release characters are
 *   left out, and a seal field counts as six zeros whatever stands in it (seal document 5.1).
 * - `security`: every character between the points that USH 0541 names (seal document 5.2).
 * - `message`: every character from the U of UNH to the terminator of UNT (0541 code 6).
 */
export type Rule = 'data' | 'security' | 'message';

/** Rule numbers of the generated table. */
export const rules: Readonly<Record<Rule, number>> = { data: 1, security: 2, message: 3 };

export interface Profile {
  readonly id: string;
  readonly number: number;
  readonly rule: Rule;
  readonly about: string;
  /** For 0541 = ZZZ (mutually agreed): sealed from the first segment `start` on, up to (or through) the first `stop`. */
  readonly agreed?: { readonly start: string; readonly stop: string; readonly stopIncluded: boolean };
}

export const profiles = [
  {
    id: 'tdr041',
    number: 1,
    rule: 'data',
    about: 'data only, from UNH up to UNT, seal fields as zeros',
  },
  {
    id: 'ush',
    number: 2,
    rule: 'security',
    about: 'every character between the points named by USH 0541',
    // An assumption where the regulations of a message say nothing else: the body without UNH and UNT.
    agreed: { start: 'BGM', stop: 'UNT', stopIncluded: false },
  },
  {
    id: 'message',
    number: 3,
    rule: 'message',
    about: 'every character from UNH through UNT',
  },
] as const satisfies readonly Profile[];

export type ProfileId = (typeof profiles)[number]['id'];

/** Digits of a seal in its field. */
export const sealDigits = 6;

/** The codes of 0541 that a scope follows; ZZZ takes the agreed points of the profile. */
export const scopeCodes = { '1': 1, '2': 2, '3': 3, '6': 6, ZZZ: 9 } as const;

export interface Place {
  readonly field: FieldName;
  /** 0065 of the message, or `*` for every message. */
  readonly message: string;
  readonly tag: string;
  /** The first component of the segment's first element, if the place depends on it. */
  readonly qualifier?: string;
  /** Counted from 1 behind the tag, as the message directories do. */
  readonly element: number;
  /** Counted from 1 within the element. */
  readonly component: number;
  /** The profiles that have this place; all if left out. */
  readonly profiles?: readonly ProfileId[];
}

const description = (component: number): Place => ({
  field: 'goods',
  message: 'CUSDEC',
  tag: 'FTX',
  qualifier: 'AAA',
  element: 4,
  component,
});

/**
 * Segments and elements are those of UN/EDIFACT D.96B. Which of them Swedish Customs used for what is not public; three
 * places are assumptions: the export control code in GIS 7365, the seals of tdr041 in the first AUT of the message
 * (CUSDEC ends with AUT, the place for a short seal; New Zealand used it so: 9280 the document seal, 9282 the issuer
 * seal), and the seals of ush in the USR of the security trailer (both 0560, issuer seal second).
 */
export const places: readonly Place[] = [
  { field: 'messageReference', message: '*', tag: 'UNH', element: 1, component: 1 },
  { field: 'messageType', message: '*', tag: 'UNH', element: 2, component: 1 },
  { field: 'documentName', message: '*', tag: 'BGM', element: 1, component: 1 },
  { field: 'documentName', message: '*', tag: 'BGM', element: 1, component: 4 },
  { field: 'customsId', message: '*', tag: 'BGM', element: 2, component: 1 },
  { field: 'goods', message: 'CUSDEC', tag: 'CST', element: 2, component: 1 },
  description(1),
  description(2),
  description(3),
  description(4),
  description(5),
  { field: 'destination', message: 'CUSDEC', tag: 'LOC', qualifier: '28', element: 2, component: 1 },
  { field: 'destination', message: 'CUSDEC', tag: 'LOC', qualifier: '36', element: 2, component: 1 },
  { field: 'exportControl', message: 'CUSDEC', tag: 'GIS', element: 1, component: 1 },
  { field: 'documentSeal', message: '*', tag: 'AUT', element: 1, component: 1, profiles: ['tdr041'] },
  { field: 'issuerSeal', message: '*', tag: 'AUT', element: 2, component: 1, profiles: ['tdr041'] },
  { field: 'documentSeal', message: '*', tag: 'USR', element: 1, component: 2, profiles: ['ush'] },
  { field: 'issuerSeal', message: '*', tag: 'USR', element: 2, component: 2, profiles: ['ush'] },
];
