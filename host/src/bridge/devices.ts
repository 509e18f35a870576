// The devices of this computer and who has each: one owner at a time, taken over only by somebody who knows the owner before
// (compare and swap), and one piece of work at a time, so that two programs never interleave on a device.
import { randomUUID } from 'node:crypto';
import { SealError } from '../errors.ts';
import type { DeviceSource, OpenDevice } from './device-source.ts';
import type { Events } from './events.ts';

/** What /v1/devices says of a device; null where it could not be asked. */
export interface DeviceNews {
  id: string;
  transport: string;
  serial: string | null;
  firmware: string | null;
  paired: boolean | null;
  /** The session that has it, and whose it is; null when nobody has it. */
  session: string | null;
  owner: string | null;
  /** Pieces of work that wait or run. */
  working: number;
}

interface Known {
  serial: string | null;
  firmware: string | null;
  paired: boolean | null;
}

interface Held {
  session: string;
  owner: string;
}

/** So many may wait for one device; more would wait longer than anybody does. */
const LONGEST_QUEUE = 1_000;
const LOOK_MS = 1_000;
/** A device stays open this long after its last work, for the next; then other programs can have it. */
const LINGER_MS = 3_000;

export class Devices {
  readonly #source: DeviceSource;
  readonly #events: Events;
  readonly #known = new Map<string, Known>();
  /** Further names of known devices, by other ports: a device is listed once. */
  readonly #further = new Map<string, string>();
  readonly #held = new Map<string, Held>();
  readonly #queues = new Map<string, { tail: Promise<unknown>; length: number }>();
  readonly #open = new Map<string, OpenDevice>();
  readonly #linger = new Map<string, NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(source: DeviceSource, events: Events) {
    this.#source = source;
    this.#events = events;
  }

  /** Looks for devices from now on. */
  async watch(): Promise<void> {
    await this.look();
    const again = async (): Promise<void> => {
      await this.look().catch(() => {}); // the next look may find what this one could not
      if (this.#timer !== undefined) this.#timer = setTimeout(again, LOOK_MS).unref();
    };
    this.#timer = setTimeout(again, LOOK_MS).unref();
  }

  /** Looks once; callers at the same time share the look. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const there = await this.#source.list();
    // A device at work that is not announced for a moment is not gone: its work says so if it is.
    for (const id of this.#known.keys())
      if (!there.includes(id) && !this.#open.has(id)) {
        this.#known.delete(id);
        for (const [name, first] of this.#further) if (first === id) this.#further.delete(name);
        this.#events.publish({ type: 'device', change: 'gone', id });
      }
    for (const id of there) {
      if (this.#known.get(id)?.serial || this.#queues.has(id) || this.#further.has(id)) continue;
      const before = this.#known.get(id);
      const known = await this.#describe(id);
      if (known === undefined) continue;
      const first = [...this.#known].find(
        ([name, { serial }]) => name !== id && serial !== null && serial === known.serial,
      );
      if (first !== undefined) {
        this.#further.set(id, first[0]);
        continue;
      }
      this.#known.set(id, known);
      if (before === undefined || known.serial !== null)
        this.#events.publish({ type: 'device', change: 'here', id, ...known });
    }
  }

  /** Undefined for a device that is announced but does not open. */
  async #describe(id: string): Promise<Known | undefined> {
    let device: OpenDevice;
    try {
      device = await this.#source.open(id, 0);
    } catch (error) {
      // In use by another program: it is there all the same.
      if (error instanceof SealError && error.code === 'busy') return { serial: null, firmware: null, paired: null };
      return undefined;
    }
    try {
      return { serial: device.serial, firmware: device.firmware, paired: await isPaired(device) };
    } finally {
      await device.close();
    }
  }

  list(): DeviceNews[] {
    return [...this.#known].map(([id, known]) => ({
      id,
      transport: id.split(':')[0]!,
      ...known,
      session: this.#held.get(id)?.session ?? null,
      owner: this.#held.get(id)?.owner ?? null,
      working: this.#queues.get(id)?.length ?? 0,
    }));
  }

  /** The device that is meant: the one named, the only one there is, or among several the one that has begun the work. */
  async choose(named: string | undefined, begunBy?: string): Promise<string> {
    const known = (): string | undefined => (named === undefined ? undefined : (this.#further.get(named) ?? named));
    let id = known();
    if (id !== undefined && this.#known.has(id)) return id;
    await this.look();
    id = known();
    if (id !== undefined) {
      if (this.#known.has(id)) return id;
      throw new SealError('no-device', `Looking for device "${id}": it is not there. Connect it, then ask again.`, {
        retryable: true,
      });
    }
    const there = [...this.#known.keys()];
    if (there.length === 1) return there[0]!;
    const own = there.find((one) => begunBy !== undefined && this.#known.get(one)!.serial === begunBy);
    if (own !== undefined) return own;
    if (there.length === 0)
      throw new SealError('no-device', 'Looking for a device: none is there. Connect one, then ask again.', {
        retryable: true,
      });
    const text = `Looking for a device: ${there.join(', ')} are there. Choose one with "device", or leave only one connected.`;
    throw new SealError('several-devices', text);
  }

  /** Takes a device for an owner. `previous` is the session that has it as the caller knows it, null for nobody. */
  async acquire(id: string, previous: string | null, owner: string): Promise<string> {
    const chosen = await this.choose(id);
    const held = this.#held.get(chosen);
    if ((held?.session ?? null) !== previous)
      throw new SealError(
        'busy',
        `Taking device "${chosen}": it has changed hands; look at /v1/devices and ask again.`,
        {
          retryable: true,
        },
      );
    if (held !== undefined && held.owner !== owner && this.#queues.has(chosen))
      throw new SealError('busy', `Taking device "${chosen}": its owner is sealing; ask again when that is done.`, {
        retryable: true,
      });
    const session = randomUUID();
    this.#held.set(chosen, { session, owner });
    this.#tellOwner(chosen);
    return session;
  }

  release(id: string, session: string, owner: string): void {
    const held = this.#held.get(id);
    if (held?.session !== session || held.owner !== owner)
      throw new SealError('session-over', `Releasing device "${id}": this session does not have it (any more).`);
    this.#held.delete(id);
    this.#tellOwner(id);
  }

  #tellOwner(id: string): void {
    this.#events.publish({ type: 'device', change: 'owner', id, owner: this.#held.get(id)?.owner ?? null });
  }

  /** Runs work on a device when its turn comes. Without a session the caller has the device for this work alone. */
  async use<T>(
    id: string,
    { owner, session }: { owner: string; session?: string | undefined },
    work: (open: (waitMs: number) => Promise<OpenDevice>) => Promise<T>,
  ): Promise<T> {
    this.#requireTurn(id, owner, session);
    const queue = this.#queues.get(id) ?? { tail: Promise.resolve(), length: 0 };
    if (queue.length >= LONGEST_QUEUE)
      throw new SealError('too-many', `Using device "${id}": ${queue.length} others wait for it; ask again later.`, {
        retryable: true,
      });
    queue.length++;
    this.#queues.set(id, queue);
    const done = queue.tail.then(async () => {
      // Whoever waited may have lost the device meanwhile.
      this.#requireTurn(id, owner, session);
      clearTimeout(this.#linger.get(id));
      return work((waitMs) => this.#opened(id, waitMs));
    });
    queue.tail = done.catch(() => {});
    try {
      return await done;
    } finally {
      if (--queue.length === 0) {
        this.#queues.delete(id);
        this.#linger.set(id, setTimeout(() => void this.forget(id), LINGER_MS).unref());
      }
    }
  }

  #requireTurn(id: string, owner: string, session: string | undefined): void {
    const held = this.#held.get(id);
    if (session !== undefined && held?.session !== session)
      throw new SealError(
        'session-over',
        `Using device "${id}": this session does not have it (any more); acquire it again.`,
      );
    if (held !== undefined && (held.owner !== owner || session === undefined))
      throw new SealError('busy', `Using device "${id}": "${held.owner}" has it; wait until it is released.`, {
        retryable: true,
      });
  }

  async #opened(id: string, waitMs: number): Promise<OpenDevice> {
    const open = this.#open.get(id);
    if (open) return open;
    const device = await this.#source.open(id, waitMs);
    this.#open.set(id, device);
    const { serial, firmware } = device;
    this.#known.set(id, { serial, firmware, paired: this.#known.get(id)?.paired ?? null });
    return device;
  }

  /** Closes the connection to a device: it is lost, or not needed for now. The next work opens it anew. */
  async forget(id: string): Promise<void> {
    clearTimeout(this.#linger.get(id));
    const open = this.#open.get(id);
    this.#open.delete(id);
    await open?.close().catch(() => {}); // what is lost cannot be closed, and need not be
  }

  /** Pairs this host with a device; `onDigits` gets what its display must show. */
  async pair(id: string, owner: string, name: string, onDigits: (digits: string) => void): Promise<void> {
    const held = this.#held.get(id);
    const session = held?.owner === owner ? held.session : undefined;
    await this.use(id, { owner, session }, async (open) => {
      const device = await open(0);
      await device.pair(name, onDigits);
      this.#known.set(id, { serial: device.serial, firmware: device.firmware, paired: true });
      this.#events.publish({ type: 'device', change: 'paired', id });
    });
  }

  /** Waits for all work to end, or for the time to run out, and closes every device. */
  async close(budgetMs: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = Promise.allSettled([...this.#queues.values()].map(({ tail }) => tail));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, budgetMs)))]);
    clearTimeout(timer);
    await this.#looking?.catch(() => {});
    await Promise.all([...this.#open.keys()].map((id) => this.forget(id)));
  }
}

async function isPaired(device: OpenDevice): Promise<boolean | null> {
  try {
    await device.info();
    return true;
  } catch (error) {
    return error instanceof SealError && error.code === 'not-paired' ? false : null;
  }
}
