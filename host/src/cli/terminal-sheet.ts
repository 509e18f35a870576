// The sheet from which the organisation's terminal key is typed at each device, with the check value that the device then
// shows (firmware/device/screens/terminal-key.ts). Called by `card sheet`.
import { open1 } from '../seal/open-1.ts';

/** Six digits: the open-1 document seal of the word "terminal" under the key. */
export const terminalCheck = (digits: string): string =>
  open1('document', digits, new TextEncoder().encode('terminal')).digits6;

export function terminalSheet(digits: string): string {
  const check = terminalCheck(digits);
  const groups = digits.match(/.{5}/g)!.map((group, i) => `Group ${i + 1}     ${group}`);
  const lines = [
    'TERMINAL KEY OF THE ORGANISATION',
    '',
    ...groups,
    '',
    `Check value ${check.slice(0, 3)} ${check.slice(3)}`,
    '',
    'To be typed at each device by the security officer together with a witness (settings, terminal key). The device then',
    'shows the check value: if it is another one, a digit is wrong. Lock this sheet away.',
  ];
  return `${lines.join('\n')}\n`;
}
