// Devices for tests of the bridge alone: they seal at once or when the test approves, and can be unplugged.
import type { SealDocumentsOptions, SealRequest, SealResult } from '@sigillator/host';
import { documentSeal, issuerSeal, SealError, scopeOf, sha256Hex } from '@sigillator/host';
import type { DeviceSource, OpenDevice } from '@sigillator/host/bridge/device-source';

/** Key of the card that is in every fake device. */
export const cardKey = '98765432109876543210987654321098765';

export class FakeDevice {
  readonly serial: string;
  readonly rows: { counter: number; requestId: string; digest: string; profile?: string; host?: string }[] = [];
  readonly results = new Map<string, SealResult>();
  /** What is sealed now waits for this promise; resolved: seals at once. */
  approval: Promise<void> = Promise.resolve();
  /** Requests that stand on its display; two at once would be a mixture. */
  showing = 0;
  mostShowing = 0;
  plugged = true;
  opened = 0;
  capacity = 512;
  /** The card that is in it. */
  issuer = 'SE5566';
  card = { cardId: 'CARD1', generation: 1 };
  /** It comes only when documents are shown, and goes behind them. */
  hidden = false;
  /** Highest number that it has heard, whatever became of its rows. */
  highest = 0n;
  /** Up to this row a host has said that it has it. */
  acknowledged = 0;

  constructor(serial = '0011223344556677') {
    this.serial = serial;
  }

  /** From now on a request waits until the function that comes back is called. */
  waitForClerk(): () => void {
    let approve = (): void => {};
    this.approval = new Promise((resolve) => {
      approve = resolve;
    });
    return approve;
  }

  async seal(requests: readonly SealRequest[], { onProgress, signal }: SealDocumentsOptions): Promise<SealResult[]> {
    this.#requireLink();
    this.showing++;
    this.mostShowing = Math.max(this.mostShowing, this.showing);
    try {
      if (!requests.every(({ requestId }) => this.results.has(String(requestId)))) {
        onProgress?.('approval', 0);
        await Promise.race([this.approval, aborted(signal)]);
        this.#requireLink();
      }
      return requests.map((request) => this.#sealOne(request));
    } finally {
      this.showing--;
    }
  }

  #sealOne({ document, profile, requestId }: SealRequest): SealResult {
    const known = this.results.get(String(requestId));
    if (!known && this.rows.length - this.acknowledged >= this.capacity)
      throw new SealError('journal-full', 'Sealing: the journal is full.', { retryable: true });
    const { sealed } = scopeOf(document, { profile });
    const digest = sha256Hex(sealed);
    if (known) {
      if (known.digest !== digest) throw new SealError('request-reused', 'Sealing: another document.');
      return known;
    }
    if (requestId! <= this.highest) throw new SealError('request-expired', 'Sealing: too old.');
    const seal = documentSeal(sealed);
    const issuer = issuerSeal(seal.digits6, cardKey);
    const result: SealResult = {
      method: 'open-1',
      profile,
      digest,
      documentSeal18: seal.digits18,
      documentSeal6: seal.digits6,
      issuerSeal18: issuer.digits18,
      issuerSeal6: issuer.digits6,
      issuer: this.issuer,
      keyGeneration: this.card.generation,
      counter: this.rows.length + 1,
      time: new Date('2026-06-01T08:00:00Z'),
      cardId: this.card.cardId,
      requestId: String(requestId),
    };
    this.highest = requestId!;
    this.rows.push({ counter: result.counter, requestId: result.requestId, digest, profile });
    this.results.set(result.requestId, result);
    return result;
  }

  /** Another program of this user, such as the command line, which takes the next number that the device has not heard. */
  async sealElsewhere(document: Uint8Array): Promise<SealResult> {
    const [made] = await this.seal([{ document, profile: 'tdr041', requestId: this.highest + 1n }], {});
    return made!;
  }

  /** It has dropped this host and taken it anew: its numbers begin again, its rows stay. */
  pairAnew(): void {
    this.results.clear();
    this.highest = 0n;
  }

  #result(sequence: bigint): SealResult {
    const result = this.results.get(String(sequence));
    if (result) return result;
    throw new SealError(sequence <= this.highest ? 'request-expired' : 'request-unknown', 'Nothing known.');
  }

  #requireLink(): void {
    if (!this.plugged) throw new SealError('no-device-link', 'The cable went.', { retryable: true });
  }

  open(): OpenDevice {
    if (!this.plugged) throw new SealError('no-device', 'Not there.', { retryable: true });
    this.opened++;
    return {
      serial: this.serial,
      firmware: '0.1.0',
      host: '00ff00ff00ff00ff',
      info: async () => ({
        sequence: this.highest,
        journalRows: this.rows.length - this.acknowledged,
        journalCapacity: this.capacity,
      }),
      isSealed: async (first) => this.results.has(String(first)),
      card: async () => (this.hidden ? { state: 0 } : { state: 5, ...this.card, issuer: this.issuer }),
      sealDocuments: (requests, options = {}) => this.seal(requests, options),
      result: async (sequence) => this.#result(sequence),
      journal: () => this.#journal(),
      acknowledgeJournal: async ({ counter }) => {
        this.acknowledged = counter;
        return 0;
      },
      pair: async (_, onDigits) => onDigits('123456'),
      close: async () => {},
    };
  }

  async *#journal(): ReturnType<OpenDevice['journal']> {
    const rest = { time: undefined, cardId: '', profile: '', method: '', documentSeal: '', issuer: '', purpose: 0 };
    const host = '00ff00ff00ff00ff';
    for (const row of this.rows) yield { ...rest, host, ...row, chain: new Uint8Array(32) };
  }
}

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new SealError('cancelled', 'Taken back.', { retryable: true }))),
  );

/** The fake devices by name, as ports of a computer. */
export const portsWith = (devices: Record<string, FakeDevice>): DeviceSource => ({
  list: async () => Object.keys(devices).filter((id) => devices[id]!.plugged),
  open: async (id) => devices[id]!.open(),
});
