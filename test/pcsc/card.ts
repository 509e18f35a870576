// A personalised card in PC/SC's reader, for opensc.test.ts: `node card.ts` keeps it there until it is killed.
// SIGILLATOR_READER=1 personalises it for foreign readers.
import { lendToVpcd } from '@sigillator/simulator/vpcd';
import { activeCard } from '../targets/card-harness.ts';

const harness = await activeCard({ allowReader: process.env.SIGILLATOR_READER === '1' });
harness.powerOff();
for (let tries = 0; ; tries++) {
  try {
    await lendToVpcd(harness.card);
    break;
  } catch (error) {
    if (tries === 200) throw error;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
