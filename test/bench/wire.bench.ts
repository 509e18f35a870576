// Sealing over the wire on the simulator, in real time: host library, session, frames, firmware of device and card, flash.
// A scripted clerk reads to the last page and presses OK; virtual time that people take costs nothing here.
import { connect, type Device } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import type { KeyName as Key } from '../rig.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf } from '../wire/raw-host.ts';
import { clerkComes, declaration } from '../wire/sealing.ts';
import { wired } from '../wire/wired.ts';
import { absolute, type Row } from './row.ts';

const BATCH = 64;
const BATCHES = 21;
const SINGLES = 100;
const BYTES = 2_000;

export default async function wire(): Promise<Row[]> {
  const { rig, host } = await wired();
  host.close();
  host.leave();
  await clerkComes(rig);
  const counted = new CountedTransport(await rig.link());
  const device = await connect({ device: counted, key: keyOf(7) });
  await seal(rig, device, 1);
  counted.bytes = 0;
  const batches = await secondsOf(BATCHES, () => seal(rig, device, BATCH));
  const overhead = counted.bytes / (BATCHES * BATCH) - BYTES;
  const singles = await secondsOf(SINGLES, () => seal(rig, device, 1));
  await device.close();
  await rig.close();
  // The best batch: other load on the machine only ever slows.
  const best = Math.min(...batches);
  return [
    absolute('sealed-batch-per-second', BATCH / best, 'documents/s', 2_000),
    absolute('sealed-single-p50-ms', singles.sort((a, b) => a - b)[SINGLES / 2]! * 1_000, 'ms', 2),
    absolute('wire-overhead-bytes', overhead, 'bytes/document', 200),
  ];
}

class CountedTransport implements Transport {
  readonly kind = 'memory';
  readonly #inner: Transport;
  /** Bytes towards the device. */
  bytes = 0;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.bytes += bytes.length;
    return this.#inner.write(bytes);
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#inner.read();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

let number = 0;
/** A declaration filled up with segments as they come in declarations, of which the display shows none. */
function document(): Uint8Array {
  const bare = Buffer.from(declaration(`18SE${number++}`)).toString('latin1');
  const filler = "MOA+66:1234.56:SEK'RFF+AAQ:7654321'".repeat(100).slice(0, BYTES - bare.length - 2);
  return Buffer.from(bare.replace('AUT', `${filler.slice(0, filler.lastIndexOf("'") + 1)}AUT`), 'latin1');
}

async function seal(rig: SimRig, device: Device, count: number): Promise<void> {
  const documents = Array.from({ length: count }, () => ({ document: document(), profile: 'tdr041' }));
  let asked = false;
  const results = await device.sealDocuments(documents, {
    onProgress: (reason: string) => {
      if (reason !== 'approval' || asked) return;
      asked = true;
      // After the run that brought the news.
      setImmediate(() => clerk(rig, count));
    },
  });
  const last = results.at(-1)!;
  if (last.counter % (7 * BATCH) >= BATCH) return;
  for await (const row of device.journal(last.counter)) await device.acknowledgeJournal(row);
}

/** Pages of a review by the number of documents: the clerk reads them once, and then knows how many there are. */
const pages = new Map<number, number>();

/** Waits until keys count, reads to the last page, presses OK. */
function clerk({ machine, driver }: SimRig, count: number): void {
  machine.run(600);
  const press = (keys: Key[]): void => machine.run(machine.input({ kind: 'press', keys }) / 1000);
  if (!pages.has(count)) {
    let read = 0;
    for (; read < 1_000 && !driver.screen().includes('OK approve'); read++) press(['down']);
    pages.set(count, read);
  } else press(new Array<Key>(pages.get(count)!).fill('down'));
  press(['ok']);
  machine.settle();
}

async function secondsOf(rounds: number, work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1_000);
  }
  return times;
}
