// The settings of the bridge, checked before it starts: where it listens, who may call it, how much it logs, and where sealed
// documents go. Called by the noun bridge and by diagnose.
import { SealError } from '../errors.ts';

const wrong = (name: string, expected: string, value: string): SealError =>
  new SealError('configuration', `Setting ${name}: expected ${expected}, got "${value}".`);

export function requireLogLevel(value: string): string {
  if (['debug', 'info', 'warn', 'error'].includes(value)) return value;
  throw wrong('bridge-log', 'debug, info, warn or error', value);
}

export function requireCustoms(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw wrong('customs', 'an address such as https://customs.example/tes', value);
}

/** Exactly as browsers send them: scheme, name and port, nothing behind. */
export function requireOrigins(value: string): string[] {
  const origins = value.split(/\s+/).filter(Boolean);
  for (const one of origins)
    if (!URL.canParse(one) || new URL(one).origin !== one)
      throw wrong('bridge-origins', 'origins such as https://erp.example, with blanks between', one);
  return origins;
}
