// A card of the desk as bytes, so that it survives the end of the simulator: all that its memory holds, nothing of what it
// knows while it has power. Called by the desk. Whoever has an image can search the PIN (THREATS), as with a stolen card.
import { CardChip } from './card.ts';
import { Flash, SECTOR_BYTES } from './flash.ts';
import { CARD_FLASH_SECTORS } from './flash-sizes.ts';
import type { SlotCard } from './slot-card.ts';

export const CARD_IMAGE_BYTES = CARD_FLASH_SECTORS * SECTOR_BYTES;

function ownCard(name: string, card: SlotCard | undefined): CardChip & { flash: Flash } {
  if (card instanceof CardChip && card.flash instanceof Flash) return card as CardChip & { flash: Flash };
  const what = card === undefined ? 'there is none of that name' : 'it is no card of this project';
  throw new TypeError(`Using the image of card "${name}": ${what}.`);
}

export const cardImage = (name: string, card: SlotCard | undefined): Uint8Array =>
  ownCard(name, card).flash.bytes.slice();

/** Gives a card that has no power the memory of the image. */
export function loadCardImage(name: string, card: SlotCard | undefined, image: Uint8Array): void {
  if (image.length !== CARD_IMAGE_BYTES)
    throw new TypeError(
      `Using the image of card "${name}": expected ${CARD_IMAGE_BYTES} bytes, got ${image.length}. Save it again.`,
    );
  const { flash } = ownCard(name, card);
  flash.restore({ ...new Flash(CARD_FLASH_SECTORS).snapshot(), bytes: image });
}

/** A card of another name with the same program as those on the desk. */
export function newCard(cards: Iterable<SlotCard>, seed: number): CardChip {
  for (const card of cards)
    if (card instanceof CardChip)
      return new CardChip({
        program: card.chip.program,
        flash: new Flash(CARD_FLASH_SECTORS, seed),
        entropySeed: seed,
      });
  throw new TypeError('Laying a card on the desk: there is no card here whose program it could run.');
}
