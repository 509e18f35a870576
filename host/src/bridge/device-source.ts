// Where the bridge gets devices from: the ports of this computer, or what a test puts there.
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { connect } from '../device/connect.ts';
import type { Device } from '../device/device.ts';
import { hostKeyFile, loadHostKey } from '../device/host-key.ts';
import { deviceSerial } from '../device/serial.ts';
import { SealError } from '../errors.ts';
import { listTransports } from '../transport/open.ts';

/** What the bridge needs of an open device. */
export interface OpenDevice
  extends Pick<Device, 'card' | 'sealDocuments' | 'result' | 'journal' | 'acknowledgeJournal' | 'close'> {
  readonly serial: string;
  readonly firmware: string;
  /** How its journal names this host. */
  readonly host: string;
  info(): Promise<{ sequence: bigint; journalRows: number; journalCapacity: number }>;
  /** Whether it has sealed the first of these numbers, or taken an approval for them that it will finish. */
  isSealed(first: bigint, count: number): Promise<boolean>;
  pair(name: string, onDigits: (digits: string) => void): Promise<void>;
}

export interface DeviceSource {
  /** Names of the devices that are there now. */
  list(): Promise<string[]>;
  /** Opens one, waiting for it to come (back) where it is told to. */
  open(id: string, waitMs: number): Promise<OpenDevice>;
}

/** The name by which devices know this host; they take 20 characters. */
export const hostName = (): string => hostname().slice(0, 20);

/** `named` are devices that nobody announces, such as `tcp:HOST:PORT`. */
export function portsOf(environment: NodeJS.ProcessEnv, named: readonly string[] = []): DeviceSource {
  return {
    list: async () => [...new Set([...named, ...(await listTransports(environment))])],
    async open(id, waitMs) {
      const key = await loadHostKey(hostKeyFile(environment));
      const device = await connect({ device: id, waitMs, environment, key });
      return {
        serial: deviceSerial(device.link),
        firmware: device.link.hello.firmware,
        // SPEC "Device journal", key 3.
        host: createHash('sha256').update(key.publicKey).digest('hex').slice(0, 16),
        info: () => device.info(),
        card: () => device.card(),
        sealDocuments: (requests, options) => device.sealDocuments(requests, options),
        async isSealed(first, count) {
          try {
            // With another count: where a batch is approved, that is locked (SPEC "Sealing"), so it is never joined or ended.
            const { known } = await device.link.request('seal-begin', { sequence: first, count: count === 1 ? 2 : 1 });
            await device.cancel();
            return known > 0;
          } catch (error) {
            if (!(error instanceof SealError) || error.code !== 'locked') throw error;
            await device.link.request('seal-begin', { sequence: first, count }); // locked again: approved is another batch
            return true;
          }
        },
        result: (sequence) => device.result(sequence),
        journal: (from) => device.journal(from),
        acknowledgeJournal: (row) => device.acknowledgeJournal(row),
        pair: (name, onDigits) => device.pair(name, onDigits),
        close: () => device.close(),
      };
    },
  };
}
