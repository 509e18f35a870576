// What each image is made of. Called by build.ts.

export interface Recipe {
  cpu: string;
  /** What the board contracts answer for wideProducts. */
  wide: 0 | 1;
  modules: string[];
  /** Folders, and single files of those whose others it does without. What nobody calls the linker leaves out. */
  parts: string[];
  script: string;
  /** Whether a first stage starts it. */
  updates: boolean;
}

/** The core of the RP2040. Its multiplication of 64 bits is a helper of the compiler that branches on data. */
export const m0plus: Pick<Recipe, 'cpu' | 'wide'> = { cpu: 'cortex-m0plus', wide: 0 };

export const recipes = {
  /** The device with a soft card on its own chip. */
  pico: {
    ...m0plus,
    modules: ['device', 'card'],
    parts: ['contract', 'first-stage/updates.c', 'pico', 'rp2040', 'runtime'],
    script: 'pico/pico.ld',
    updates: true,
  },
  /** The device with a card slot. */
  'pico-slot': {
    ...m0plus,
    modules: ['device'],
    parts: [
      'contract/device-board.c',
      'first-stage/updates.c',
      'pico-slot',
      'rp2040/iso-line',
      'pico',
      'rp2040',
      'runtime',
    ],
    script: 'pico/pico.ld',
    updates: true,
  },
  /** The card that fits the slot. */
  'pico-card': {
    ...m0plus,
    modules: ['card'],
    parts: ['contract/card-board.c', 'pico-card', 'rp2040/iso-line', 'rp2040', 'runtime'],
    script: 'pico-card/pico-card.ld',
    updates: false,
  },
  /** The device with a soft card on another instruction set: a board that QEMU has. */
  'mps2-an505': {
    ...{ cpu: 'cortex-m33', wide: 1 },
    modules: ['device', 'card'],
    parts: ['contract', 'mps2-an505', 'runtime'],
    script: 'mps2-an505/mps2-an505.ld',
    updates: false,
  },
} satisfies Record<string, Recipe>;

export type ImageName = keyof typeof recipes;
export const imageNames = Object.keys(recipes) as ImageName[];

/** The first stage of an image: the same for all, but for the board's name and the keys. */
export const firstStage: Recipe = {
  ...m0plus,
  modules: ['first-stage'],
  parts: ['first-stage/stage-board.c', 'rp2040/first-stage', 'rp2040', 'runtime'],
  script: 'rp2040/first-stage/first-stage.ld',
  updates: false,
};
