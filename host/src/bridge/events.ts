// News for those who listen at /v1/events: devices for all, sealings for whoever asked for them.
import type { Caller } from './caller.ts';

export interface BridgeEvent {
  /** `device`, `seal`, …: the name of what changed. */
  type: string;
  [field: string]: unknown;
}

type Listener = (event: BridgeEvent) => void;

/**
 * Names a caller in requests, journal and events: programs by their name, people apart from them, and apart from both whoever
 * pressed Enter under some name: nothing of the person is theirs.
 */
export function ownerOf(caller: Caller): string {
  if (caller.kind === 'client') return caller.name;
  return caller.rights.includes('response') ? `person:${caller.user}` : `unproved:${caller.user}`;
}

function tell(listener: Listener, event: BridgeEvent): void {
  try {
    listener(event);
  } catch {
    // It hears the next one, or its connection ends.
  }
}

export class Events {
  readonly #listeners = new Map<Listener, string>();

  /** Tells everybody, or only the listeners of one owner. Who cannot hear it fails nothing of what he would have heard of. */
  publish(event: BridgeEvent, owner?: string): void {
    for (const [listener, listening] of this.#listeners)
      if (owner === undefined || owner === listening) tell(listener, event);
  }

  /** Listens until the function that comes back is called. */
  subscribe(owner: string, listener: Listener): () => void {
    this.#listeners.set(listener, owner);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
