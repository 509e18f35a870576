// A personalised card in PC/SC's reader, for opensc.test.ts: `node card.ts FOLDER` keeps it there until it is killed.
// SIGILLATOR_READER=1 personalises it for foreign readers and gives it a key; the certificate stays in FOLDER.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lendToVpcd } from '@sigillator/simulator/vpcd';
import { activeCard } from '../targets/card-harness.ts';
import { certify } from '../targets/certificate.ts';

const reader = process.env.SIGILLATOR_READER === '1';
const harness = await activeCard({ allowReader: reader });
if (reader) writeFileSync(join(process.argv[2]!, 'certificate'), await certify(harness, 'Asa Oberg'));
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
