// The image's USB: a bus enumerates it, hosts agree on sessions over bulk and serial, and no byte is lost by halts, resets,
// cables and confirmations that do not arrive.
// Needs: arm-compiler
import { Link } from '@sigillator/host/link/link';
import { keyPairOf } from '@sigillator/host/link/noise';
import { UsbDevice } from '@sigillator/simulator/usb-device';
import { beforeAll, expect, test, vi } from 'vitest';
import type { EmuLink, EmuRig } from '../targets/emu/emu.ts';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
let desk: BoardDesk;
beforeAll(async () => {
  desk = await BoardDesk.make();
});

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const key = keyPairOf(new Uint8Array(32).fill(7));
const connect = async (rig: EmuRig, kind: EmuLink): Promise<Link> =>
  Link.connect(await rig.link(kind), { key, timers });

test('every descriptor is that of the simulated device, byte for byte', async () => {
  const { sim, emu } = await desk.twins();
  const simulated = new UsbDevice(sim.driver);
  emu.usb.enumerate();
  const asked = [
    ...['80 06 0001 0000 1200', '80 06 0001 0000 0800', '80 06 0002 0000 0900', '80 06 0002 0000 ff00'],
    ...['80 06 000f 0000 0500', '80 06 000f 0000 ff00', 'c0 02 0000 0700 0a00', 'c0 02 0000 0700 ffff'],
    ...['80 06 0003 0000 ff00', '80 06 0103 0904 ff00', '80 06 0203 0904 0200', '80 06 0303 0904 ff00'],
    ...['80 06 0503 0904 ff00', '80 06 0603 0904 ff00', '80 06 000f 0000 4000', 'c0 02 0000 0700 8000'],
  ];
  for (const setup of asked) expect(emu.usb.control(bytes(setup)), setup).toEqual(simulated.control(bytes(setup)));
});

test('a host agrees on a session over bulk and over serial, and is refused until it is paired', async () => {
  for (const kind of ['bulk', 'cdc'] as const) {
    const rig = await desk.board();
    const link = await connect(rig, kind);
    expect(link.hello.protocol).toBe(1);
    await expect(link.request('info', {}), kind).rejects.toThrow('pair');
    await link.close();
    await (await connect(rig, kind)).close();
    await rig.close();
  }
});
