// The log of the bridge: one JSON object a line. What is secret is struck out by name, wherever it stands; nothing logs
// headers, addresses or bodies in the first place.
import { type DestinationStream, type Logger, pino } from 'pino';

const secret = [
  'authorization',
  'cookie',
  'token',
  'password',
  'pin',
  'response',
  'challenge',
  'key',
  'secret',
  'document',
  'documents',
  'sealed',
  'content',
  'issuerSeal18',
  'issuerSeal6',
  'digits',
];
/** At the top, one and two levels down. */
const paths = secret.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export const createLog = (level: string, destination: DestinationStream): Logger =>
  pino({ level, base: {}, redact: { paths, censor: '[secret]' } }, destination);
