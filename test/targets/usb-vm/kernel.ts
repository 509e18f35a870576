// The guest's kernel and first file system, made once of Debian's packages, which are downloaded and unpacked into a cache
// and never installed. Called by vm.ts.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../unit/checks/_sample.ts';
import { type CpioFile, cpio } from './cpio.ts';

const cache = join(repository, '.cache/usb-vm');
const packages = join(cache, 'packages');

/** In the order in which they can be loaded. */
const modules = [
  ...['virtio_ring', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio', 'virtio_pci', 'virtio_console'],
  ...['9pnet', '9pnet_virtio', 'netfs', 'fscache', '9p'],
  ...['usb-common', 'usbcore', 'cdc-acm', 'xhci-hcd', 'xhci-pci'],
];

export interface Guest {
  kernel: string;
  initrd: string;
}

/** The files that QEMU boots; takes seconds the first time, and the network. */
export function guestFiles(): Guest {
  const guest = { kernel: join(cache, 'vmlinux'), initrd: join(cache, 'initrd') };
  if (!existsSync(guest.kernel)) makeKernel(guest.kernel);
  const init = readFileSync(new URL('init', import.meta.url));
  writeFileSync(guest.initrd, cpio([{ path: 'init', mode: 0o100755, data: init }, ...systemFiles()]));
  return guest;
}

function systemFiles(): CpioFile[] {
  const folders = ['bin', 'dev', 'proc', 'sys', 'host', 'modules'];
  const unpacked = join(cache, 'unpacked');
  const found = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
  const file = (name: string): Buffer => readFileSync(join(unpacked, found.find((path) => path.endsWith(`/${name}`))!));
  return [
    ...folders.map((path) => ({ path, mode: 0o040755, data: Buffer.alloc(0) })),
    { path: 'bin/busybox', mode: 0o100755, data: file('busybox') },
    { path: 'modules/order', mode: 0o100644, data: Buffer.from(`${modules.join('\n')}\n`) },
    ...modules.map((name) => ({ path: `modules/${name}.ko`, mode: 0o100644, data: file(`${name}.ko`) })),
  ];
}

function makeKernel(target: string): void {
  mkdirSync(packages, { recursive: true });
  const unpacked = join(cache, 'unpacked');
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  const wanted = modules.map((name) => `./lib/modules/*/${name}.ko`);
  unpack(download(kernelPackage(), 'linux-image-'), unpacked, ['./boot/vmlinuz-*', ...wanted]);
  unpack(download('busybox-static', 'busybox-static_'), unpacked, ['./bin/busybox']);
  const image = readdirSync(join(unpacked, 'boot'))[0]!;
  writeFileSync(`${target}.new`, plainKernel(readFileSync(join(unpacked, 'boot', image))));
  renameSync(`${target}.new`, target);
}

/** What the package `linux-image-amd64` stands for now; the cloud kernel has no USB. */
function kernelPackage(): string {
  const text = execFileSync('apt-cache', ['depends', 'linux-image-amd64'], { encoding: 'utf8' });
  const [, name] = /Depends: (linux-image-\S+)/.exec(text) ?? [];
  if (name === undefined) throw new Error('Looking for the guest kernel: apt knows none; run apt-get update.');
  return name;
}

/** Path of the package's file, fetched unless it is there. */
function download(name: string, start: string): string {
  const find = (): string | undefined => readdirSync(packages).find((file) => file.startsWith(start));
  if (find() === undefined) execFileSync('apt-get', ['download', '--quiet', name], { cwd: packages, stdio: 'ignore' });
  return join(packages, find()!);
}

function unpack(file: string, folder: string, patterns: string[]): void {
  const tar = execFileSync('dpkg', ['--fsys-tarfile', file], { maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder, '--wildcards', ...patterns], { input: tar });
}

/** The kernel without the program that unpacks it, which takes an emulated processor seconds. */
function plainKernel(image: Buffer): Buffer {
  const magic = Buffer.from('fd377a585a00', 'hex');
  for (let at = image.indexOf(magic); at >= 0; at = image.indexOf(magic, at + 1)) {
    // It stops reading at the end of the stream, which counts as an error to Node; what it wrote is whole.
    const { stdout } = spawnSync('xz', ['-dc', '--single-stream'], { input: image.subarray(at), maxBuffer: 2 ** 28 });
    if (stdout?.subarray(1, 4).toString() === 'ELF') return stdout;
  }
  throw new Error('Unpacking the guest kernel: expected an xz stream in it, found none.');
}
