// What the bridge tells of a ceremony under way, and how its steps follow each other on the page.

export interface CeremonyState {
  id: string;
  witness: string | null;
  proved: boolean;
  step: 'witness' | 'keys' | 'proof' | 'end';
}

export interface Clerk {
  user: string;
  name: string;
  issuer: string;
  procedure: number;
}

export const pageSteps = ['person', 'witness', 'keys', 'proof', 'end'] as const;
export type PageStep = (typeof pageSteps)[number];

export type Use = 'response' | 'seal';

/** The sheets of the envelope: a seal key only for a clerk of procedure 2. */
export const sheetsOf = ({ procedure }: Clerk): Use[] => (procedure === 2 ? ['response', 'seal'] : ['response']);

export const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;
