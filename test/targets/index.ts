// Picks the target that SIGILLATOR_TARGET names, for the tests that run on any of them (device/target-desk.ts).

const targets = ['sim', 'emu', 'qemu'];
/** Targets that need a person, and why they are none of the above. */
const byHand =
  'SIGILLATOR_TARGET=hardware: a person presses the keys: SIGILLATOR_TARGET=hardware npm test; hw/README.md, "On a real board".';
const ownSuite =
  'SIGILLATOR_TARGET=usb-vm: the guest reaches the device by its ports only, in a suite of its own: npm test -- usb-vm.';

/** The target that was asked for; the simulator unless said otherwise. */
export function chosenTarget({ SIGILLATOR_TARGET: target = 'sim' }: NodeJS.ProcessEnv = process.env): string {
  if (target === 'hardware') throw new Error(byHand);
  if (target === 'usb-vm') throw new Error(ownSuite);
  if (!targets.includes(target))
    throw new Error(
      `Choosing what to test: expected SIGILLATOR_TARGET to be sim, emu, qemu, usb-vm or hardware, got "${target}".`,
    );
  return target;
}

/** What `npm test` runs for a target that was named, if no words say which: the device suite there, and nothing that runs elsewhere. */
export function suitesOf({ SIGILLATOR_TARGET: target = 'sim' }: NodeJS.ProcessEnv = process.env): string[] {
  if (target === 'hardware') return [];
  if (target === 'usb-vm') return ['usb-vm'];
  return chosenTarget({ SIGILLATOR_TARGET: target }) === 'sim' ? [] : ['device/duties'];
}
