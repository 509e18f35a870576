// Runs inside the guest: opens the device that is named, and says how that went. Quicker there than the command line.
import { openTransport } from '@sigillator/host/transport/open';

try {
  await (await openTransport(process.argv[2]!)).close();
  process.stdout.write('opened');
} catch (error) {
  process.stderr.write(JSON.stringify(error));
}
