// Virtual NOR flash: the rules of the part, wear, and power that goes in the middle of an operation. Used by the virtual
// card and device, and by the power-cut tests. It is not the contract of a board: see firmware/shared/flash.ts for that.
import { flashMap } from '@sigillator/protocol/tables/flash';
import { Stopped } from './chip.ts';
import type { FlashPart } from './flash-part.ts';
import { Random } from './random.ts';

export const SECTOR_BYTES = flashMap.sector;
export const PAGE_BYTES = flashMap.page;

/**
 * What a cut leaves of the bits that an operation was to change. `none` and `all`: no bit, every bit. `prefix`: those of a
 * first part (of an erase: of some stretch). `random`: each or not. `weak`: some changed, some not, some read differently each
 * time. `ghost`: as if it had not happened until the second power-up from then, after that as if it had. `fade`: the
 * other way round. An erase cut as `random` or `weak` leaves any bits.
 */
export type Tear = 'none' | 'all' | 'prefix' | 'random' | 'weak' | 'ghost' | 'fade';
export const TEARS: readonly Tear[] = ['none', 'all', 'prefix', 'random', 'weak', 'ghost', 'fade'];

/** A copy of all that a flash remembers. */
export interface FlashSnapshot {
  bytes: Uint8Array;
  weak: Map<number, number>;
  ghosts: Ghost[];
  wear: Uint32Array;
  powerUps: number;
}

/** Bytes that the next power-ups will change: cleared as in `bytes` (a ghost) or set back as in `bytes` (a fade). */
interface Ghost {
  fade: boolean;
  address: number;
  bytes: Uint8Array;
  atPowerUp: number;
}

export class Flash implements FlashPart {
  readonly bytes: Uint8Array;
  /** False: a 1 over a 0 is ignored, as the part does; for tests that begin with contents nobody programmed. */
  strict = true;
  /** Erases of each sector. */
  readonly wear: Uint32Array;
  /** Operations (programs and erases) and reads since the flash was made. */
  operations = 0;
  reads = 0;
  readBytes = 0;
  #weak = new Map<number, number>();
  #ghosts: Ghost[] = [];
  #powerUps = 0;
  #cutAfter = -1;
  #tear: Tear = 'none';
  #random: Random;

  constructor(sectors: number, seed = 1) {
    this.bytes = new Uint8Array(sectors * SECTOR_BYTES).fill(0xff);
    this.wear = new Uint32Array(sectors);
    this.#random = new Random(seed, 'flash');
  }

  /** Cuts power (throws `Stopped`) in the middle of the operation that comes after `operations` whole ones (0: the next; -1: none). */
  cutAfter(operations: number, tear: Tear, seed = 1): void {
    this.#cutAfter = operations;
    this.#tear = tear;
    this.#random = new Random(seed, 'flash');
  }

  /** Power comes back: ghosts come nearer. A cut that was planned and did not come yet stays planned. */
  powerOn(): void {
    this.#cutAfter = -1;
    this.#powerUps++;
    const due = this.#ghosts.filter((ghost) => ghost.atPowerUp <= this.#powerUps);
    this.#ghosts = this.#ghosts.filter((ghost) => ghost.atPowerUp > this.#powerUps);
    for (const { address, bytes, fade } of due)
      for (const [i, byte] of bytes.entries())
        this.bytes[address + i] = fade ? this.bytes[address + i]! | byte : this.bytes[address + i]! & byte;
  }

  read(address: number, target: Uint8Array): void {
    const end = address + target.length;
    this.#check('read', address, target.length);
    this.reads++;
    this.readBytes += target.length;
    target.set(this.bytes.subarray(address, end));
    for (const [at, mask] of this.#weak)
      if (at >= address && at < end)
        target[at - address]! = (target[at - address]! & ~mask) | (this.#random.next() & mask);
  }

  /** Clears every bit that is 0 in `data`. A 1 over a solid 0 is an error: the part would ignore it, no caller may want it. */
  program(address: number, data: Uint8Array): void {
    this.#check('program', address, data.length);
    if (data.length === 0 || (address % PAGE_BYTES) + data.length > PAGE_BYTES)
      throw new RangeError(`Programming ${data.length} bytes at ${address}: expected 1 to 256 within one page.`);
    for (const [i, byte] of data.entries())
      if (this.strict && (byte & ~this.bytes[address + i]! & ~(this.#weak.get(address + i) ?? 0)) !== 0)
        throw new RangeError(`Programming a 1 over a 0 at ${address + i}: only an erase sets bits.`);
    if (this.#cutNow()) {
      this.#tearProgram(address, data);
      throw new Stopped('power');
    }
    // The pulse makes solid the bits it clears; bits it leaves alone stay as weak as they are.
    for (const [i, byte] of data.entries()) {
      this.bytes[address + i]! &= byte;
      this.#strengthen(address + i, ~byte & 0xff);
    }
    this.#solidify(address, data);
  }

  /** Sets every bit of a sector. */
  erase(sector: number): void {
    this.#check('erase', sector * SECTOR_BYTES, SECTOR_BYTES);
    this.wear[sector]!++;
    const start = sector * SECTOR_BYTES;
    if (this.#cutNow()) {
      this.#tearErase(start);
      throw new Stopped('power');
    }
    this.bytes.fill(0xff, start, start + SECTOR_BYTES);
    for (const at of [...this.#weak.keys()]) if (at >= start && at < start + SECTOR_BYTES) this.#weak.delete(at);
    this.#ghosts = this.#ghosts.filter((ghost) => ghost.address < start || ghost.address >= start + SECTOR_BYTES);
  }

  snapshot(): FlashSnapshot {
    const ghosts = this.#ghosts.map((ghost) => ({ ...ghost, bytes: ghost.bytes.slice() }));
    const [bytes, wear] = [this.bytes.slice(), this.wear.slice()];
    return { bytes, weak: new Map(this.#weak), ghosts, wear, powerUps: this.#powerUps };
  }

  restore(state: unknown): void {
    const from = state as FlashSnapshot;
    this.bytes.set(from.bytes);
    this.wear.set(from.wear);
    this.#weak = new Map(from.weak);
    this.#ghosts = from.ghosts.map((ghost) => ({ ...ghost, bytes: ghost.bytes.slice() }));
    this.#powerUps = from.powerUps;
    this.#cutAfter = -1;
  }

  #check(verb: string, address: number, length: number): void {
    if (!(address >= 0 && address + length <= this.bytes.length))
      throw new RangeError(`Flash ${verb} of ${length} bytes at ${address}: expected within ${this.bytes.length}.`);
  }

  #cutNow(): boolean {
    this.operations++;
    if (this.#cutAfter < 0 || this.#cutAfter-- > 0) return false;
    return true;
  }

  #strengthen(at: number, mask: number): void {
    const left = (this.#weak.get(at) ?? 0) & ~mask;
    if (left === 0) this.#weak.delete(at);
    else this.#weak.set(at, left);
  }

  // A bit that is programmed again to 0 is solid: no ghost and no fade of it is left.
  #solidify(address: number, data: Uint8Array): void {
    for (const ghost of this.#ghosts)
      for (let i = 0; i < ghost.bytes.length; i++) {
        const byte = data[ghost.address + i - address];
        if (byte === undefined) continue;
        ghost.bytes[i] = ghost.fade ? ghost.bytes[i]! & byte : ghost.bytes[i]! | (~byte & 0xff);
      }
  }

  #tearProgram(address: number, data: Uint8Array): void {
    const split = this.#random.between(0, data.length);
    const atPowerUp = this.#powerUps + 2;
    const cleared = data.map((byte, i) => this.bytes[address + i]! & ~byte);
    for (const [i, byte] of data.entries()) {
      const clear = this.bytes[address + i]! & ~byte;
      const choice = this.#random.next();
      const weak = this.#tear === 'weak' ? clear & choice & (choice >>> 8) : 0;
      let done = 0;
      if (this.#tear === 'all' || this.#tear === 'fade' || (this.#tear === 'prefix' && i < split)) done = clear;
      if (this.#tear === 'random' || this.#tear === 'weak') done = clear & (choice >>> 16);
      if (this.#tear === 'prefix' && i === split) done = clear & choice;
      this.bytes[address + i]! &= ~done;
      if (weak !== 0) this.#weak.set(address + i, (this.#weak.get(address + i) ?? 0) | weak);
    }
    if (this.#tear === 'ghost') this.#ghosts.push({ fade: false, address, bytes: data.slice(), atPowerUp });
    if (this.#tear === 'fade') this.#ghosts.push({ fade: true, address, bytes: cleared, atPowerUp });
  }

  #tearErase(start: number): void {
    const old = this.bytes.slice(start, start + SECTOR_BYTES);
    // `prefix`: a stretch of the sector, which often begins or ends where headers lie.
    const from = [0, 8, this.#random.between(0, SECTOR_BYTES)][this.#random.between(0, 2)]!;
    const to = [32, SECTOR_BYTES, this.#random.between(0, SECTOR_BYTES)][this.#random.between(0, 2)]!;
    for (let i = 0; i < SECTOR_BYTES; i++) {
      const choice = this.#random.next();
      const stretch = this.#tear === 'prefix' && i >= from && i < to;
      if (this.#tear === 'all' || this.#tear === 'fade' || stretch) this.bytes[start + i] = 0xff;
      if (this.#tear === 'random' || this.#tear === 'weak') this.bytes[start + i] = choice & 0xff;
      if (this.#tear === 'ghost') this.bytes[start + i] = old[i]! | (choice & 0xff);
      if (this.#tear === 'weak' && (choice & 0xf00) === 0) this.#weak.set(start + i, choice >>> 24);
    }
    // All ones at first; bits that were not quite erased come back as zeros.
    if (this.#tear === 'fade')
      this.#ghosts.push({ fade: false, address: start, bytes: old, atPowerUp: this.#powerUps + 2 });
  }
}
