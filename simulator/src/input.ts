// Everything the world can do to a machine, as plain data: what a recording holds and a script is made of.
import type { KeyName } from './keys.ts';

export type Input =
  | { kind: 'press'; keys: readonly KeyName[] }
  | { kind: 'hold'; key: KeyName }
  | { kind: 'release'; key: KeyName }
  | { kind: 'insert'; card: string }
  | { kind: 'remove' }
  | { kind: 'remove-after-bytes'; count: number }
  | { kind: 'power'; on: boolean }
  | { kind: 'battery-out' }
  | { kind: 'port-open'; port: number }
  | { kind: 'port-close'; port: number }
  | { kind: 'port-bytes'; port: number; hex: string }
  | { kind: 'usb-reset' }
  | { kind: 'usb-control'; hex: string };

/** What can be seen and heard of a machine, and what it did with its ports. Moments are virtual. */
export type MachineEvent = { atMs: number } & (
  | { kind: 'key'; key: KeyName; down: boolean }
  | { kind: 'screen'; pages: Uint8Array }
  | { kind: 'beep'; hertz: number; milliseconds: number }
  | { kind: 'card'; inserted: string | null }
  | { kind: 'power'; on: boolean }
  | { kind: 'halt'; code: number }
  | { kind: 'restart' }
  | { kind: 'port'; port: number; open: boolean }
  | { kind: 'sent'; port: number; bytes: Uint8Array }
);
