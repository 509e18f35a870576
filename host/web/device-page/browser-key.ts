// The long-lived key of this browser, by which devices know it. It lies in the page's own storage: whoever may read that may
// be this host, as with the key file of the command line.
import { type KeyPair, keyPairOf } from '../../src/link/noise.ts';

const place = 'sigillator-host-key';

export function browserKey(storage: Storage = localStorage): KeyPair {
  const kept = storage.getItem(place);
  const hex = kept ?? toHex(crypto.getRandomValues(new Uint8Array(32)));
  if (kept === null) storage.setItem(place, hex);
  return keyPairOf(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
