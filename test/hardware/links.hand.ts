// The device suite over one link of a real board, with a person at its keys. Run by links.ts, which has the person.
import { randomBytes } from 'node:crypto';
import { keyPairOf, SealError } from '@sigillator/host';
import { awaitTransport } from '@sigillator/host/transport/open';
import { beforeEach, describe } from 'vitest';
import { cliProgram } from '../ports/cli-program.ts';
import { sealingOverLink } from '../ports/link-sealing.ts';
import { type LinkKind, sentencesOverLink } from '../ports/link-suite.ts';
import { ClerkByHand } from './clerk-by-hand.ts';
import { HAND_LINK, HAND_PORT } from './links.ts';

const name = process.env[HAND_LINK]!;
/** A board that was plugged in again starts and is found by the system first. */
const BACK_MS = 20_000;

const link: LinkKind<ClerkByHand> = {
  name,
  slow: true,
  async open(_clerk, patient) {
    if (patient) return awaitTransport(name, BACK_MS);
    // Ports of USB can be opened twice by one process, so it takes another.
    const second = cliProgram(['device', 'info', '--json', '--device', name]);
    await second.says('"busy"');
    throw new SealError('busy', 'A second program heard "busy".', { retryable: true });
  },
  pull: (clerk) => clerk.pull(),
  restore: (clerk) => clerk.restore(),
};

describe(name, () => {
  // The device has never heard of this host.
  const over = sentencesOverLink(link, keyPairOf(randomBytes(32)), () =>
    ClerkByHand.come(Number(process.env[HAND_PORT])),
  );
  sealingOverLink(over);
  beforeEach(async ({ task, onTestFailed }) => {
    await over.desk().say(`\n${name}: ${task.name}`);
    onTestFailed(async () => {
      const [error] = task.result?.errors ?? [];
      await over.desk().say(`FAIL: ${error?.message}`);
    });
  });
});
