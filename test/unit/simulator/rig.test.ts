// The rig and its choice of target, and what a simulated device shows when it is switched on.
import { expect, test } from 'vitest';
import { chosenTarget, suitesOf } from '../../targets/index.ts';
import { createSimRig } from '../../targets/sim.ts';

test('the target comes from the environment, and an unknown one says which there are', () => {
  expect(chosenTarget({})).toBe('sim');
  expect(chosenTarget({ SIGILLATOR_TARGET: 'qemu' })).toBe('qemu');
  expect(() => chosenTarget({ SIGILLATOR_TARGET: 'toaster' })).toThrow('emu, qemu, usb-vm or hardware, got "toaster"');
  expect(() => suitesOf({ SIGILLATOR_TARGET: 'toaster' })).toThrow('got "toaster"');
  expect(() => chosenTarget({ SIGILLATOR_TARGET: 'usb-vm' })).toThrow('npm test -- usb-vm');
  expect(() => chosenTarget({ SIGILLATOR_TARGET: 'hardware' })).toThrow('SIGILLATOR_TARGET=hardware npm test');
});

test('switched on, every cell of the first screen reads as text', async () => {
  const rig = await createSimRig();
  await rig.passTime(2_000);
  const screen = await rig.screen();
  expect(screen.trim()).not.toBe('');
  expect(screen).not.toContain('\u{fffd}');
  await rig.power(false);
  expect((await rig.screen()).trim()).toBe('');
  await rig.close();
});

test.each(['memory', 'tcp'] as const)('a host sees the %s link end when the device loses power', async (link) => {
  const rig = await createSimRig({ link });
  const transport = await rig.link();
  const read = transport.read();
  await new Promise(setImmediate);
  while (!rig.machine.ports.isOpen(0)) await new Promise(setImmediate);
  await rig.power(false);
  expect(await read).toBeUndefined();
  await rig.close();
});

test('a target that is named runs its own suites, the simulator all of them', () => {
  const suites = ['sim', 'emu', 'qemu', 'usb-vm'].map((target) => suitesOf({ SIGILLATOR_TARGET: target }));
  expect(suites).toEqual([[], ['device/duties'], ['device/duties'], ['usb-vm']]);
  expect(suitesOf({})).toEqual([]);
});
