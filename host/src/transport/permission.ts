// What a person does who may not open a device, by the system of this machine. Node only. Called by usb.ts and serial.ts.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const rule = '70-sigillator.rules';
/** In the published package, and in a clone. */
const places = ['../../udev/', '../../../hw/udev/'];

/** Where the rule for Linux lies on this machine; its bare name where it was left out. */
export function ruleFile(): string {
  const files = places.map((place) => fileURLToPath(new URL(place + rule, import.meta.url)));
  return files.find((file) => existsSync(file)) ?? rule;
}

const quoted = (file: string): string => (/^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`);

/** `path`: the device was named by the path of a serial port, which may be an adapter that no rule knows. */
export function permissionAdvice(path = '', system: NodeJS.Platform = process.platform): string {
  if (system === 'win32')
    return 'Another program has it, or Windows gave it another driver: end programs and pages that use it; if that does not help, remove it with its driver in the Device Manager and plug it in again.';
  if (system === 'darwin')
    return 'Another program has it: end programs and pages that use it, then plug the device in again.';
  if (system !== 'linux') return 'Ask whoever looks after this machine for the right to use the device.';
  const group = path === '' ? '' : ` For the port of an adapter, join the group that "ls -l ${path}" shows instead.`;
  return `Install the rule of the package: sudo cp ${quoted(ruleFile())} /etc/udev/rules.d/ && sudo udevadm control --reload, then plug the device in again.${group}`;
}
