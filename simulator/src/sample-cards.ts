// The cards that lie beside a sample device: made-up holders, keys from the seed, personalised at run time.
import { ForeignCard } from './foreign-card.ts';
import type { Program } from './program.ts';
import type { SlotCard } from './slot-card.ts';

export interface SampleCard {
  /** What scripts call it. */
  name: string;
  holder: string;
  chip: SlotCard;
}

export async function sampleCards(_program: Program | undefined, _seed: number): Promise<SampleCard[]> {
  return [
    { name: 'bank', holder: 'A bank card', chip: new ForeignCard('bank') },
    { name: 'silent', holder: 'A card the wrong way round', chip: new ForeignCard('silent') },
  ];
}
