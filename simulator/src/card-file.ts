// Puts a card that `simulator card NAME --save FILE` wrote on a desk that is being laid. Called by start.ts. Node only.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CARD_IMAGE_BYTES } from './card-image.ts';
import type { Desk } from './desk.ts';

/** Answers the name of the card. */
export function layCardFile(desk: Desk, file: string): string {
  let saved: { name?: unknown; holder?: unknown; image?: unknown };
  let image: Uint8Array;
  try {
    saved = JSON.parse(readFileSync(file, 'utf8'));
    image = gunzipSync(Buffer.from(String(saved.image), 'base64'), { maxOutputLength: CARD_IMAGE_BYTES });
  } catch (cause) {
    const known = desk.state().cards.map(({ name }) => name);
    const message = `Looking for card "${file}": expected one of "${known.join(', ')}" or a file of simulator card --save.`;
    throw new Error(message, { cause });
  }
  desk.loadCard(String(saved.name), String(saved.holder), image);
  return String(saved.name);
}
