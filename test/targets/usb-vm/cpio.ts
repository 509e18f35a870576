// Writes a cpio archive in the "newc" form, which the kernel takes as its first file system. Called by kernel.ts.

export interface CpioFile {
  path: string;
  /** Kind and permissions, as in stat. */
  mode: number;
  data: Uint8Array;
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

function entry({ path, mode, data }: CpioFile, inode: number): Buffer {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), name])), padded(Buffer.from(data))]);
}

export const cpio = (files: CpioFile[]): Buffer =>
  Buffer.concat(
    [...files, { path: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) }].map((file, index) => entry(file, index + 1)),
  );
