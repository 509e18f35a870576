// What an approval desk is put together from. The bridge makes the real parts, tests make simple ones.
import type { Journal } from '../journal/journal.ts';
import type { People } from '../keys/people.ts';
import type { CaseStore } from './case-store.ts';

/** What a device answered for a document: the bridge's Sealings fit. */
export interface DeviceSeal {
  method: string;
  digest: string;
  documentSeal6: string;
  issuerSeal6: string;
  issuer: string;
  keyGeneration: number;
  time: Date | undefined;
  /** The document with its seals; undefined where the profile has no places for them. */
  sealed: Uint8Array | undefined;
}

export interface DeviceRequest {
  /** Whose request it is: news go to this listener. */
  owner: string;
  requestId: string;
  person: string;
  /** Whose card has to seal. */
  issuer: string;
  documents: readonly { document: Uint8Array; profile: string }[];
}

/** Seals on the device at this computer, exactly once for each request id; writes the journal's rows itself. */
export interface DeviceSealer {
  /** `refused` means that nothing of it is sealed: a no in the middle of a batch ends with `sealed-already`. */
  seal(request: DeviceRequest): Promise<DeviceSeal[]>;
  /** How far a request came; `sealed` and `journalled`: its seals are kept, and asking again fetches them. */
  find(name: Pick<DeviceRequest, 'owner' | 'requestId'>): { state: string } | undefined;
  /** Throws unless it is certain that no device sealed the request, or will. */
  requireNeverSealed(name: Pick<DeviceRequest, 'owner' | 'requestId'>): Promise<void>;
}

export interface SentDocument {
  customsId: string;
  document: Uint8Array;
}

export interface Sent {
  /** Reference of the transmission. */
  transmission: string;
  /** Set where the receiver has it and refuses it: its words. */
  rejected?: string;
}

/** Hands a sealed document on; throws where it did not arrive. */
export interface Sender {
  send(document: SentDocument): Promise<Sent>;
}

export interface DeskNews {
  type: 'case' | 'sealing';
  [detail: string]: unknown;
}

export interface DeskParts {
  store: CaseStore;
  journal: Pick<Journal, 'append' | 'search'>;
  people: Pick<People, 'find' | 'issuerSeal' | 'revokedCard'>;
  clock?: () => Date;
  /** Absent: procedure 3 is refused with a sentence. */
  device?: DeviceSealer;
  /** Absent: sealed documents wait to be fetched. */
  sender?: Sender;
  /** Tells everybody, or one person. */
  onNews?: (news: DeskNews, user?: string) => void;
}
