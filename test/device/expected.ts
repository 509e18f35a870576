// Digits that the device must show, computed apart from it.
import { createHmac } from 'node:crypto';

/** open-1, by node:crypto and BigInt: HMAC-SHA-256 over label, zero byte and data, modulo 10^18, then 3 + 6 + 6 + 3 digits. */
export function open1Six(label: string, key: string, data: string): string {
  const digest = createHmac('sha256', key).update(`${label}\0${data}`).digest('hex');
  const digits = (BigInt(`0x${digest}`) % 10n ** 18n).toString().padStart(18, '0');
  const parts = [digits.slice(0, 3), digits.slice(3, 9), digits.slice(9, 15), digits.slice(15)].map(Number);
  const sum = parts.reduce((total, part) => (total + part > 999_999 ? total + part - 1_000_000 : total + part), 0);
  return sum.toString().padStart(6, '0');
}

/** As the screens group six digits. */
export const grouped = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;
