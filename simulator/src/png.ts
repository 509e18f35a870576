// The display as a PNG file: one bit a pixel, enlarged so that a person can read it. Node only (zlib).
// PNG specification, third edition, 5 (chunks) and 11.2 (IHDR, IDAT, IEND).
import { crc32, deflateSync } from 'node:zlib';
import { HEIGHT, WIDTH } from './display.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Lit pixels are white on black. */
export function displayPng(pages: Uint8Array, scale = 4): Buffer {
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0], 8); // one bit a pixel, greyscale
  const rowBytes = 1 + width / 8; // filter type 0, then the pixels
  const rows = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = [Math.floor(x / scale), Math.floor(y / scale)];
      const lit = (pages[(row >> 3) * WIDTH + column]! >> (row & 7)) & 1;
      rows[y * rowBytes + 1 + (x >> 3)]! |= lit << (7 - (x & 7));
    }
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
