// What test files need from the system, and the Debian packages that bring it. A test file says so in a line
// `// Needs: chromium, openssl`; run.ts installs what is missing (as root on Debian) or reports the file as skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Need {
  /** Debian packages. */
  packages: string[];
  /** Present when each of these is on PATH, or exists if it is a path. */
  proof: string[];
}

export const needs: Record<string, Need> = {
  'arm-compiler': {
    packages: ['gcc-arm-none-eabi', 'libnewlib-arm-none-eabi'],
    proof: ['arm-none-eabi-gcc', '/usr/lib/arm-none-eabi/include/stdint.h'],
  },
  chromium: { packages: ['chromium'], proof: ['chromium'] },
  gcc: { packages: ['gcc', 'libc6-dev'], proof: ['gcc', '/usr/include/stdio.h'] },
  openssl: { packages: ['openssl'], proof: ['openssl'] },
  pcsc: {
    packages: ['pcscd', 'vsmartcard-vpcd', 'opensc', 'opensc-pkcs11', 'util-linux', 'iproute2'],
    proof: ['pcscd', '/usr/lib/pcsc/drivers/serial', 'opensc-tool', 'pkcs11-tool', 'unshare', 'ip'],
  },
  postgres: { packages: ['postgresql'], proof: ['/usr/lib/postgresql'] },
  python: { packages: ['python3'], proof: ['python3'] },
  'qemu-arm': { packages: ['qemu-system-arm'], proof: ['qemu-system-arm'] },
  'qemu-x86': { packages: ['qemu-system-x86', 'usbutils', 'xz-utils'], proof: ['qemu-system-x86_64', 'lsusb', 'xz'] },
  // No package brings it: the run itself has to be root's.
  root: { packages: [], proof: [] },
  systemd: { packages: ['systemd'], proof: ['systemd-analyze'] },
  tshark: { packages: ['tshark'], proof: ['tshark'] },
  udev: { packages: ['udev'], proof: ['udevadm'] },
  usbip: { packages: ['usbip', 'usb.ids'], proof: ['usbip', '/usr/share/misc/usb.ids'] },
  valgrind: { packages: ['valgrind', 'libc6-dbg'], proof: ['valgrind'] },
};

/** The needs that a test file's text declares; an unknown one is an error of the file. */
export function declaredNeeds(text: string, file: string): string[] {
  const [, list = ''] = /^\/\/ Needs: ([a-z0-9, -]+?)\.?$/m.exec(text) ?? [];
  const named = list.split(',').map((name) => name.trim());
  const unknown = named.filter((name) => name !== '' && !(name in needs));
  if (unknown.length > 0) throw new Error(`${file} needs ${unknown.join(', ')}, which test/system-packages.ts lacks.`);
  return named.filter(Boolean);
}

// The folders of daemons are not on the PATH of every user.
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];

function isThere(proof: string): boolean {
  if (proof.startsWith('/')) return existsSync(proof);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, proof), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export const isMet = (name: string): boolean =>
  name === 'root' ? process.getuid?.() === 0 : (needs[name]?.proof.every(isThere) ?? false);

/** The command that brings the unmet needs. */
export const installCommand = (unmet: string[]): string[] => [
  ...['apt-get', 'install', '--yes', '--no-install-recommends'],
  ...new Set(unmet.flatMap((name) => needs[name]?.packages ?? [])),
];

export const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version');

/** Installs as root on Debian, saying what it does on stderr; answers what is still unmet. */
export function installNeeds(unmet: string[]): string[] {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [program = '', ...parameters] = installCommand(unmet);
  process.stderr.write(`installing system packages for ${unmet.join(', ')}: ${[program, ...parameters].join(' ')}\n`);
  const install = () => spawnSync(program, parameters, { env: environment, stdio: ['ignore', 2, 2] }).status === 0;
  // The package lists of a fresh machine are empty or old: then once more after an update.
  if (!install()) {
    try {
      execFileSync('apt-get', ['update', '--quiet'], { env: environment, stdio: ['ignore', 2, 2] });
    } catch {
      process.stderr.write('apt-get update failed; trying the lists that are there\n');
    }
    install();
  }
  return unmet.filter((name) => !isMet(name));
}
