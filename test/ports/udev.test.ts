// The udev rule that users install: its syntax as udev reads it, its numbers as the table has them.
// Needs: udev.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usb } from '@sigillator/protocol/tables/usb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repository } from '../unit/checks/_sample.ts';

const file = join(repository, 'hw/udev/70-sigillator.rules');
const rules = readFileSync(file, 'utf8');
const hex = (number: number): string => number.toString(16).padStart(4, '0');

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sigillator-udev-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What udev says when it reads the rules. `udevadm verify` came with a later release, `test` reads them as well. */
function complaints(text: string): string {
  const verified = join(root, 'candidate.rules');
  writeFileSync(verified, text);
  const verify = spawnSync('udevadm', ['verify', '--no-summary', verified], { encoding: 'utf8' });
  if (!/unknown|unrecognized|not a known/i.test(verify.stderr)) return verify.stdout + verify.stderr;
  // In a file system of its own, so that nothing of this machine changes and nobody need be root.
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script =
    'mount -t tmpfs none /run && mkdir -p /run/udev/rules.d && cp "$0" /run/udev/rules.d/ && udevadm test /sys/class/mem/null';
  const read = spawnSync('unshare', [...user, '--mount', '--', 'sh', '-c', script, verified], { encoding: 'utf8' });
  if (read.status !== 0) throw new Error(`Reading the rules: udevadm ended with ${read.status}: ${read.stderr}`);
  const about = (read.stdout + read.stderr).split('\n').filter((line) => line.includes('/candidate.rules'));
  return about.filter((line) => !/Reading rules file/.test(line)).join('\n');
}

test('udev reads the rules without a complaint, and complains about a broken one', () => {
  expect(complaints(rules)).toBe('');
  expect(complaints(`${rules}\nSUBSYSTEM="usb", NONSENSE=="1"\n`)).not.toBe('');
});

test('the rules name the device by the numbers and the product of the table', () => {
  for (const kind of ['ATTR', 'ATTRS'])
    expect(rules).toContain(
      `${kind}{idVendor}=="${hex(usb.vendorId)}", ${kind}{idProduct}=="${hex(usb.productId)}", ${kind}{product}=="${usb.product}"`,
    );
  expect(rules.match(/TAG\+="uaccess"/g)).toHaveLength(2);
  expect(rules).toContain('ID_MM_DEVICE_IGNORE');
});
