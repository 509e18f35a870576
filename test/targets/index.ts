// Picks the target that SIGILLATOR_TARGET names and the link that SIGILLATOR_LINK names, for every test that takes a Rig.
import type { Rig } from '../rig.ts';
import { createSimRig, type LinkKind } from './sim.ts';

const targets: Record<string, (link: LinkKind) => Promise<Rig>> = {
  sim: (link) => createSimRig({ link }),
  emu: async () => (await import('./emu/emu.ts')).createEmuRig(),
  qemu: async () => (await import('./qemu/qemu.ts')).createQemuRig(),
};
/** Targets that need a person, and why they are none of the above. */
const byHand =
  'SIGILLATOR_TARGET=hardware: a person presses the keys: SIGILLATOR_TARGET=hardware npm test; hw/README.md, "On a real board".';
const ownSuite =
  'SIGILLATOR_TARGET=usb-vm: the guest reaches the device by its ports only, in a suite of its own: npm test -- usb-vm.';
const links: LinkKind[] = ['memory', 'tcp'];

/** The target that was asked for; the simulator unless said otherwise. */
export function chosenTarget({ SIGILLATOR_TARGET: target = 'sim' }: NodeJS.ProcessEnv = process.env): string {
  if (target === 'hardware') throw new Error(byHand);
  if (target === 'usb-vm') throw new Error(ownSuite);
  if (!Object.hasOwn(targets, target)) throw new Error(unknown('SIGILLATOR_TARGET', Object.keys(targets), target));
  return target;
}

export function createRig(environment: NodeJS.ProcessEnv = process.env): Promise<Rig> {
  const { SIGILLATOR_LINK: link = 'memory' } = environment;
  const create = targets[chosenTarget(environment)]!;
  if (!links.includes(link as LinkKind)) throw new Error(unknown('SIGILLATOR_LINK', links, link));
  return create(link as LinkKind);
}

const unknown = (variable: string, known: string[], got: string): string =>
  `Choosing what to test: expected ${variable} to be one of "${known.join(', ')}", got "${got}".`;
