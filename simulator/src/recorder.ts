// The recorder: every input of a run with its moment, and a digest over every event. `replay` runs them again: the same
// seed, options and inputs must give the same digest, to the byte.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Input, MachineEvent } from './input.ts';
import type { Machine } from './machine.ts';

export interface Recording {
  seed: number;
  inputs: { atUs: number; input: Input }[];
  /** When the recording was taken. */
  endUs: number;
  /** SHA-256 over all events, one line each. */
  digest: string;
}

export class Recorder {
  readonly #machine: Machine;
  readonly #hash = sha256.create();
  readonly #inputs: Recording['inputs'] = [];

  /** Listens from now on, so the machine should be new. */
  constructor(machine: Machine) {
    this.#machine = machine;
    machine.listeners.add((event) => this.#hash.update(utf8ToBytes(eventLine(event))));
    machine.inputListeners.add((atUs, input) => this.#inputs.push({ atUs, input }));
  }

  /** All that happened so far; the recorder goes on. */
  recording(): Recording {
    const digest = bytesToHex(this.#hash.clone().digest());
    return { seed: this.#machine.seed, inputs: [...this.#inputs], endUs: this.#machine.clock.nowUs, digest };
  }
}

/** An event as one line of JSON, bytes as hex. */
export function eventLine(event: MachineEvent): string {
  return `${JSON.stringify(event, (_, value) => (value instanceof Uint8Array ? bytesToHex(value) : value))}\n`;
}

/** Plays a recording on a new machine that was made the same way; returns the digest of what happened. */
export function replay(machine: Machine, recording: Recording): string {
  if (machine.seed !== recording.seed)
    throw new Error(`Replaying: expected a machine with seed ${recording.seed}, got one with ${machine.seed}.`);
  const recorder = new Recorder(machine);
  for (const { atUs, input } of recording.inputs) {
    machine.runUntil(atUs);
    machine.input(input);
  }
  machine.runUntil(recording.endUs);
  return recorder.recording().digest;
}
