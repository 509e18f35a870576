// A desk on the target that SIGILLATOR_TARGET names: a device past its first start and cards beside it, as often as wanted
// from the same beginning. The cards have chips of their own, so that screens are the same everywhere. What needs a look
// inside the simulated machine uses desk.ts.
import type { Flash } from '@sigillator/simulator/flash';
import type { Language } from '../../protocol/tables/texts.ts';
import type { Rig } from '../rig.ts';
import { activeCard, type CardHarness } from '../targets/card-harness.ts';
import { chosenTarget } from '../targets/index.ts';
import { onOneChip, softCardMakers } from '../targets/soft-cards.ts';
import { cardMakers, desk, newDevice, now, patience } from './desk.ts';
import { scripts } from './scripts.ts';

export interface TargetDesk {
  begin(): Promise<Rig>;
}

/** Cards of other makers have no image of their own. */
const missingCards: Record<string, string[]> = { emu: ['bank', 'silent'], qemu: ['bank', 'silent'] };

/** Duties cut at a moment that comes at another time on a chip, and one that takes longer there than the scripts wait. */
const otherTimes: Record<string, string[]> = {
  emu: ['interrupted try', 'cancelled card', 'erase'],
  // No time passes there while a core works.
  qemu: ['interrupted try', 'cancelled card'],
};
/** Targets whose card is on the device's own chip: PINs of eight digits, and screens that say so. */
export const hasOneChip = (target: string): boolean => target === 'qemu';

/** Which scripts the cards and the pace of a target allow. */
export function possibleScripts(target: string): { possible: string[]; leftOut: string[] } {
  const missing = (missingCards[target] ?? []).map((name) => `+${name}`);
  const needs = (name: string): boolean =>
    otherTimes[target]?.includes(name) === true || scripts[name]!.some(([action]) => missing.includes(action));
  const names = Object.keys(scripts);
  return { possible: names.filter((name) => !needs(name)), leftOut: names.filter(needs) };
}

const makers: Record<string, (language: Language) => Promise<TargetDesk>> = {
  sim: async (language) => {
    const rig = await desk(language);
    const begin = rig.machine.snapshot();
    return {
      begin: async () => {
        rig.machine.restore(begin);
        return rig;
      },
    };
  },
  emu: emulatedDesk,
  qemu: secondDesk,
};

/** What the flash of each card holds. */
const storesOf = (makers: Record<string, () => Promise<CardHarness>>): Promise<[string, Uint8Array][]> =>
  Promise.all(
    Object.entries(makers).map(async ([name, make]): Promise<[string, Uint8Array]> => {
      const harness = await make();
      harness.powerOff();
      return [name, harness.flash.bytes.slice()];
    }),
  );

/** Both flash images wired together, with what the simulator has in its flash. */
async function emulatedDesk(language: Language): Promise<TargetDesk> {
  const { createSlotRig } = await import('../targets/emu/slot-rig.ts');
  const { machine } = await desk(language);
  const deviceFlash = (machine.flash as Flash).bytes.slice();
  const timeOfDay = machine.rtc.read();
  const cards = await storesOf({ ...cardMakers, slow: slowOnChip });
  return {
    begin: async () => {
      const rig = await createSlotRig({ timeOfDay, cards, deviceFlash });
      await rig.passTime(2_000);
      return rig;
    },
  };
}

/** The image for a second instruction set, with what the simulator has in its flash. */
async function secondDesk(language: Language): Promise<TargetDesk> {
  const { createQemuRig } = await import('../targets/qemu/qemu.ts');
  const { machine } = await desk(language, onOneChip);
  const deviceFlash = (machine.flash as Flash).bytes.slice();
  const timeOfDay = machine.rtc.read();
  const cards = await storesOf(softCardMakers);
  return {
    begin: async () => {
      const rig = await createQemuRig({ timeOfDay, cards, deviceFlash });
      await rig.passTime(patience);
      return rig;
    },
  };
}

/** A device that was never started. */
export async function newTargetDevice(target = chosenTarget()): Promise<Rig> {
  if (target === 'qemu') {
    const { createQemuRig } = await import('../targets/qemu/qemu.ts');
    const rig = await createQemuRig({ timeOfDay: now });
    await rig.passTime(patience);
    return rig;
  }
  if (target !== 'emu') return newDevice();
  const { createSlotRig } = await import('../targets/emu/slot-rig.ts');
  const rig = await createSlotRig({ timeOfDay: now });
  await rig.passTime(patience);
  return rig;
}

/** As slow on the chip as the desk's `slow` is in the simulator. */
const slowOnChip = (): Promise<CardHarness> => activeCard({ stretchCount: 4_000 });

export function targetDesk(language: Language, target = chosenTarget()): Promise<TargetDesk> {
  return makers[target]!(language);
}
