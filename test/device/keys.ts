// The keys of the keypad with their events in the table of states, for keys.test.ts and brief-states.test.ts.
import type { DeviceEvent } from '../../protocol/tables/states.ts';

export const keys: [key: string, event: DeviceEvent][] = [
  ...Array.from({ length: 10 }, (_, digit): [string, DeviceEvent] => [String(digit), 'Digit']),
  ['ok', 'Ok'],
  ['cancel', 'Cancel'],
  ['back', 'Back'],
  ['up', 'Up'],
  ['down', 'Down'],
  ['menu', 'Menu'],
];
