// A sealed document with the keys of its verifier, for the tests of this folder. Its digits come from node:crypto.
import { createHmac } from 'node:crypto';
import {
  compressSeal,
  openKey,
  parseKeysFile,
  placeSeals,
  scopeOf,
  type VerifierKey,
} from '../../../host/src/index.ts';

export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
export const key = '98765432109876543210987654321098765';

/** open-1 by node:crypto: HMAC-SHA-256 over label | 0x00 | data, modulo 10^18. */
export function reference(label: string, secret: string, data: Uint8Array): string {
  const mac = createHmac('sha256', secret).update(`${label}\0`).update(data).digest('hex');
  return String(BigInt(`0x${mac}`) % 10n ** 18n).padStart(18, '0');
}

export const plain =
  "UNA:+.? 'UNB+UNOC:3+A+B+200101:1200+1'\r\nUNH+1+CUSDEC:D:96B:UN'\r\nBGM+ZEM:::EX+ID1'\r\nNAD+CZ+++St\xe5lr\xf6r AB'\r\n" +
  "FTX+AAA+++PIPES\r\nOF STEEL'\r\nLOC+36+US'\r\nAUT+000000+000000'\r\nUNT+7+1'\r\nUNZ+1+1'\r\n";
export const keys: VerifierKey[] = parseKeysFile(
  JSON.stringify([
    { issuer: 'clerk', generation: 2, use: 'seal', key, validFrom: '2026-01-01', validTo: '2026-12-31' },
    {
      issuer: 'clerk',
      generation: 2,
      use: 'response',
      key: `1${key.slice(1)}`,
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
    },
    {
      issuer: 'server',
      generation: 1,
      use: 'seal',
      key: `5${key.slice(1)}`,
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
      heldBy: 'host',
    },
  ]),
);
export const at = new Date('2026-12-31T20:00:00Z');
export const profile = 'tdr041';

export const sealedBytes = scopeOf(ascii(plain), { profile }).sealed;
export const document6 = compressSeal(reference('document', openKey, sealedBytes));
export const issuer6 = compressSeal(reference('issuer', key, ascii(document6)));
export const sealed = placeSeals(ascii(plain), { profile, documentSeal6: document6, issuerSeal6: issuer6 });
