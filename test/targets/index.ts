// Picks the target that SIGILLATOR_TARGET names and the link that SIGILLATOR_LINK names, for every test that takes a Rig.
import type { Rig } from '../rig.ts';
import { createSimRig, type LinkKind } from './sim.ts';

const targets: Record<string, (link: LinkKind) => Promise<Rig>> = {
  sim: (link) => createSimRig({ link }),
  emu: async () => (await import('./emu/emu.ts')).createEmuRig(),
  qemu: async () => (await import('./qemu/qemu.ts')).createQemuRig(),
};
const links: LinkKind[] = ['memory', 'tcp'];

export function createRig(environment: NodeJS.ProcessEnv = process.env): Promise<Rig> {
  const { SIGILLATOR_TARGET: target = 'sim', SIGILLATOR_LINK: link = 'memory' } = environment;
  const create = Object.hasOwn(targets, target) ? targets[target] : undefined;
  if (create === undefined) throw new Error(unknown('SIGILLATOR_TARGET', Object.keys(targets), target));
  if (!links.includes(link as LinkKind)) throw new Error(unknown('SIGILLATOR_LINK', links, link));
  return create(link as LinkKind);
}

const unknown = (variable: string, known: string[], got: string): string =>
  `Choosing what to test: expected ${variable} to be one of "${known.join(', ')}", got "${got}".`;
