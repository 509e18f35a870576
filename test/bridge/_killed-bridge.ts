// A bridge without HTTP that seals documents one after the other and may kill itself at a step of the last one: `node
// _killed-bridge.ts DEVICE STATE STEP ID…`. It says the seals, a line each. crash.test.ts runs it. The steps are those of host/src/bridge/sealings.ts; the parts are the real ones, wrapped.
import { join } from 'node:path';
import '../../host/src/edifact/load-node.ts';
import { type DeviceSource, portsOf } from '../../host/src/bridge/device-source.ts';
import { Devices } from '../../host/src/bridge/devices.ts';
import { Events } from '../../host/src/bridge/events.ts';
import { SealRequests } from '../../host/src/bridge/seal-requests.ts';
import { Sealings } from '../../host/src/bridge/sealings.ts';
import { openJournal } from '../../host/src/journal/journal.ts';
import { declaration } from '../wire/sealing.ts';

const [deviceName = '', state = '', step = '', ...ids] = process.argv.slice(2);
let left = ids.length;

/** Where power goes: nothing after it is done, not even what is in memory. */
function reach(name: string): void {
  if (left === 1 && name === step) process.kill(process.pid, 'SIGKILL');
}

class Requests extends SealRequests {
  override note(...asked: Parameters<SealRequests['note']>) {
    reach('before the note');
    const row = super.note(...asked);
    reach('noted');
    return row;
  }
  override number(...asked: Parameters<SealRequests['number']>) {
    const first = super.number(...asked);
    reach('numbered');
    return first;
  }
  override seal(...asked: Parameters<SealRequests['seal']>) {
    reach('sealed by the device');
    super.seal(...asked);
    reach('seals stored');
  }
  override journalled(...asked: Parameters<SealRequests['journalled']>) {
    reach('journal written');
    super.journalled(...asked);
    reach('journal noted');
  }
}

const ports = portsOf({ ...process.env, XDG_STATE_HOME: state, XDG_RUNTIME_DIR: state }, [deviceName]);
const watched: DeviceSource = {
  list: () => ports.list(),
  async open(name, waitMs) {
    const device = await ports.open(name, waitMs);
    return {
      ...device,
      sealDocuments: (requests, options = {}) =>
        device.sealDocuments(requests, {
          ...options,
          onProgress(reason, sealed) {
            reach(`device says ${reason}`);
            options.onProgress?.(reason, sealed);
          },
        }),
    };
  },
};
const events = new Events();
const requests = new Requests(join(state, 'requests.db'));
const devices = new Devices(watched, events);
const journal = await openJournal(join(state, 'journal.db'));
const clock = { now: () => new Date() };
const sealings = new Sealings({ requests, devices, journal, events, clock });
for (const id of ids) {
  const [sealed] = await sealings.seal({
    ...{ owner: 'erp', requestId: id, device: deviceName },
    documents: [{ document: declaration(id), profile: 'tdr041' }],
  });
  const { documentSeal18, issuerSeal18, counter, digest } = sealed!;
  reach('before the answer');
  process.stdout.write(`${JSON.stringify({ documentSeal18, issuerSeal18, counter, digest })}\n`);
  left--;
}
await devices.close(0);
await journal.close();
requests.close();
