// Interchanges as clerks send them to customs, sealed or not.
import { documentSeal, issuerSeal, placeSeals, scopeOf, type VerifierKey } from '@sigillator/host';

const clerkKey = '98765432109876543210987654321098765';

export const keys: VerifierKey[] = [
  { issuer: 'SE2021', generation: 3, use: 'seal', key: clerkKey, validFrom: '2026-01-01', validTo: '2027-12-31' },
];

export interface Declaration {
  reference?: string;
  sender?: string;
  customsIds?: string[];
  service?: string;
}

/** An interchange with a CUSDEC for each customs id, seal fields zero. */
export function interchange(told: Declaration = {}): Uint8Array {
  const { reference = '1', sender = 'SENDER', customsIds = ['18SE0001'], service = '' } = told;
  const messages = customsIds.map(
    (id, at) =>
      `UNH+${at + 1}+CUSDEC:D:96B:UN'BGM+929+${id}+9'LOC+36+CA'FTX+AAA+++COFFEE'AUT+000000+000000'UNT+6+${at + 1}'`,
  );
  const text = `${service}UNB+UNOC:3+${sender}+CUSTOMS+260602:1345+${reference}'${messages.join('')}UNZ+${messages.length}+${reference}'`;
  return Buffer.from(text, 'latin1');
}

/** With document seal and issuer seal in every message. */
export function sealed(told: Declaration = {}): Uint8Array {
  let document = interchange(told);
  for (const [at] of (told.customsIds ?? ['18SE0001']).entries()) {
    const where = { profile: 'tdr041', message: String(at + 1) };
    const documentSeal6 = documentSeal(scopeOf(document, where).sealed).digits6;
    const issuerSeal6 = issuerSeal(documentSeal6, clerkKey).digits6;
    document = placeSeals(document, { ...where, documentSeal6, issuerSeal6 });
  }
  return document;
}
