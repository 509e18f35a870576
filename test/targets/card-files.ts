// Files of a card as PC/SC software reads them. Called by tests of cards for foreign readers.
import { certificateFileOf, fileIds } from '@sigillator/host/card/pkcs15';
import { statusWords } from '@sigillator/protocol/tables/apdu';
import { expect } from 'vitest';
import type { CardHarness } from './card-harness.ts';

/** Path from the MF, as OpenSC selects; the whole file in pieces of `piece` bytes, undefined where there is none. */
export function readFile(card: CardHarness, fileId: number, piece = 256): Buffer | undefined {
  const data = Uint8Array.from([0x50, 0x15, fileId >> 8, fileId & 255]);
  const selected = card.plain('select-file', { p1: 8, data });
  if (selected.sw === statusWords.notFound.value) return undefined;
  expect(selected.sw).toBe(0x9000);
  const length = (selected.data[4]! << 8) | selected.data[5]!;
  const read: Uint8Array[] = [];
  for (let at = 0; at < length; at += read.at(-1)!.length) {
    const answer = card.send(Uint8Array.of(0, 0xb0, at >> 8, at & 255, piece & 255));
    expect(answer.sw).toBe(0x9000);
    expect(answer.data.length).toBeGreaterThan(0);
    read.push(answer.data);
  }
  return Buffer.concat(read);
}

/** The certificate that the objects file names, as a reader finds it: path and length (PKCS #15, 6.1.5). */
export function certificateOf(card: CardHarness): Buffer | undefined {
  const objects = readFile(card, fileIds.objects);
  if (objects === undefined) return undefined;
  const fileId = certificateFileOf(objects)!;
  const place = objects.indexOf(Buffer.from([0x3f, 0, 0x50, 0x15, fileId >> 8, fileId & 255])) + 6;
  expect([...objects.subarray(place, place + 3)], 'index 0').toEqual([2, 1, 0]);
  const size = objects[place + 4]!;
  return readFile(card, fileId)!.subarray(0, objects.readUIntBE(place + 5, size));
}
