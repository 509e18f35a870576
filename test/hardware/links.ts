// The link suite on a real board: each link in a test runner of its own, whose clerk is the person. Called by by-hand.ts.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listSerial } from '@sigillator/host/transport/serial';
import { listUsb } from '@sigillator/host/transport/usb';
import { type Counts, runSuite } from '../suites.ts';
import { serveHand } from './hand-calls.ts';
import type { Person } from './person.ts';

/** What the test runner is told by its environment; vitest.config.ts looks at the first. */
export const HAND_LINK = 'SIGILLATOR_HAND_LINK';
export const HAND_PORT = 'SIGILLATOR_HAND_PORT';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The ways to the one board that is plugged in. */
export async function foundLinks(): Promise<string[]> {
  const names = [...(await listUsb()), ...(await listSerial())];
  const serials = new Set(names.map((name) => name.slice(name.indexOf(':') + 1)));
  if (serials.size === 1) return names;
  const what = serials.size === 0 ? 'no board is at USB; plug it in' : `${[...names].join(', ')} are there`;
  throw new Error(`Testing links by hand: ${what}, or name the link: npm test -- links serial:/dev/ttyUSB0.`);
}

export async function linkByHand(
  person: Person,
  flash: (card: string) => Promise<void>,
  link: string,
): Promise<Counts> {
  const server = await serveHand({
    say: async (text) => person.say(text),
    does: (todo, actions) => person.does(todo, actions),
    shows: (text) => person.shows(text),
    flash,
  });
  person.onGone = () => server.close();
  const environment = { [HAND_LINK]: link, [HAND_PORT]: String(server.port) };
  Object.assign(process.env, environment);
  try {
    const counts = await runSuite(root, ['test/hardware/links.hand.ts'], 'ignore');
    person.stays?.();
    return counts;
  } finally {
    for (const name of Object.keys(environment)) delete process.env[name];
    server.close();
  }
}
