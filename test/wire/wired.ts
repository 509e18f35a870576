// Devices with hosts, for the tests of the wire: past the first start, with a paired host, in pairing.
import { pairingDigits } from '@sigillator/host/link/noise';
import type { Language } from '../../protocol/tables/texts.ts';
import { act, desk, deviceCode } from '../device/desk.ts';
import type { Rig } from '../rig.ts';
import type { SimRig } from '../targets/sim.ts';
import { keyOf, RawHost, said } from './raw-host.ts';

export const hostRandom = new Uint8Array(16).fill(0x5a);
export { desk, deviceCode };

/** Keys from the wait for a card to the list of hosts, and further to open pairing. */
export const toHosts = ['menu', `4 ${deviceCode} ok`, '3'];

export async function openPairing(rig: Rig): Promise<void> {
  for (const keys of [...toHosts, 'up', 'ok']) await act(rig, keys);
}

/** The host's part of pairing up to the wait for the clerk; answers the digits that the host shows. */
export function beginPairing(host: RawHost, name = 'Office'): string {
  host.request('pair-begin', { name });
  const [answer] = host.request('pair-reveal', { random: hostRandom });
  // The cable may have gone, or pairing be closed.
  if (answer?.kind !== 'answer') return '';
  const { random } = answer.fields as { random: Uint8Array };
  host.request('pair-finish', {});
  return pairingDigits(host.handshakeHash!, hostRandom, random);
}

/** Lets the half second pass in which the device takes no key. */
export const calm = (rig: SimRig): Promise<void> => rig.passTime(600);

export async function pairHost(rig: SimRig, host: RawHost, name = 'Office', key = keyOf(7)): Promise<void> {
  await openPairing(rig);
  host.hello();
  host.shake(key);
  beginPairing(host, name);
  await calm(rig);
  await rig.press('ok');
  rig.machine.settle();
  const answers = said(host.take());
  if (!answers.includes('pair-finish')) throw new Error(`Pairing a host: got ${answers.join(', ')}.`);
  for (const keys of ['ok', 'cancel', 'cancel', 'cancel']) await act(rig, keys);
}

/** A device that waits for a card, and a paired host in session with it. */
export async function wired(language: Language = 'en', name = 'Office'): Promise<{ rig: SimRig; host: RawHost }> {
  const rig = await desk(language);
  const host = new RawHost(rig.machine).open();
  await pairHost(rig, host, name);
  return { rig, host };
}
