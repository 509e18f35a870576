// A host has documents sealed by the board over its USB ports: the same seals as by the simulator, one answer for one request
// whatever the cable does meanwhile. With --all over either port, and with power that goes with the cable.
// Needs: arm-compiler
import { connect, type Device, keyPairOf, type SealResult } from '@sigillator/host';
import type { Transport } from '@sigillator/host/transport';
import { beforeAll, expect, test, vi } from 'vitest';
import { act, digitKeys } from '../device/desk.ts';
import type { Rig } from '../rig.ts';
import { all } from '../seed.ts';
import type { EmuLink, EmuRig } from '../targets/emu/emu.ts';
import { softPin } from '../targets/soft-cards.ts';
import { declaration } from '../wire/sealing.ts';
import { openPairing } from '../wire/wired.ts';
import { BoardDesk, patienceForEmulator, timers } from './desk.ts';

vi.setConfig({ testTimeout: patienceForEmulator, hookTimeout: patienceForEmulator });
const key = keyPairOf(new Uint8Array(32).fill(7));
let paired: BoardDesk;
beforeAll(async () => {
  paired = await BoardDesk.make('en', { paired: key });
});

const open = async (transport: Promise<Transport>): Promise<Device> =>
  connect({ device: await transport, key, timers });

async function clerkComes(rig: Rig): Promise<void> {
  for (const step of ['+active', `${digitKeys(softPin)} ok`]) await act(rig, step);
}

/** Reads to the last page, then approves. */
async function approve(rig: Rig): Promise<void> {
  await rig.waitFor('Seal this?');
  await rig.passTime(600);
  for (let pages = 0; pages < 50 && !(await rig.screen()).includes('OK approve'); pages++) await rig.press('down');
  await rig.press('ok');
}

/** Has one document sealed; a person stands at the keypad. */
async function seal(rig: Rig, device: Device, requestId: bigint): Promise<SealResult> {
  const asked = device.sealDocument(declaration(), { profile: 'tdr041', requestId });
  const [sealed] = await Promise.all([asked, approve(rig)]);
  return sealed;
}

test('SE-3.3 documents sealed over the UART, then over USB, have the seals of the simulator', async () => {
  const { sim, emu } = await paired.twins();
  for (const rig of [sim, emu]) await clerkComes(rig);
  // The UART first: the device does not see its plug, so the host has to leave it in so many words.
  const kinds = all ? (['uart', 'bulk', 'cdc'] as const) : (['uart', 'bulk'] as const);
  for (const [at, kind] of kinds.entries()) {
    const sealed: SealResult[] = [];
    for (const [rig, link] of [
      [sim, sim.link()],
      [emu, emu.link(kind)],
    ] as const) {
      const device = await open(link);
      sealed.push(await seal(rig, device, BigInt(at + 1)));
      await device.close();
    }
    const [expected, got] = sealed as [SealResult, SealResult];
    expect(got.issuerSeal18, kind).toMatch(/^\d{18}$/);
    expect({ ...got, time: undefined }, kind).toEqual({ ...expected, time: undefined });
  }
  await emu.close();
});

test('a host pairs over USB when the clerk finds the same six digits on the board', async () => {
  const rig = await (await BoardDesk.make()).board();
  await openPairing(rig);
  const device = await open(rig.link());
  let shown: Promise<void> | undefined;
  const confirm = async (digits: string): Promise<void> => {
    await rig.waitFor(`${digits.slice(0, 3)} ${digits.slice(3)}`);
    await rig.passTime(600);
    await rig.press('ok');
    await rig.waitFor('is paired');
  };
  await device.pair('Office', (digits) => {
    shown = confirm(digits);
  });
  await shown;
  expect((await device.info()).languages).toBe('sv en fr');
  await rig.close();
});

const cables: [name: string, kind: EmuLink, pull: (rig: EmuRig) => Promise<void>][] = [
  [
    'the cable, while the board has power of its own',
    'cdc',
    async (rig) => {
      rig.usb.cable(false);
      await rig.passTime(1_000);
      rig.usb.cable(true);
    },
  ],
  [
    'the cable, and power with it',
    'bulk',
    async (rig) => {
      await rig.power(false);
      await rig.power(true);
      await rig.waitFor('Your PIN');
    },
  ],
];

test.for(all ? cables : cables.slice(0, 1))(
  'pulled while a document waits for the clerk: asked again it is sealed once: %s',
  async ([, kind, pull]) => {
    const rig = await paired.board();
    await clerkComes(rig);
    const first = await open(rig.link(kind));
    const cut = first.sealDocument(declaration(), { profile: 'tdr041', requestId: 1n });
    const ended = expect(cut).rejects.toMatchObject({ retryable: true });
    await rig.waitFor('Seal this?');
    await pull(rig);
    await ended;
    await first.close();
    if ((await rig.screen()).includes('Your PIN')) await act(rig, `${digitKeys(softPin)} ok`);
    const second = await open(rig.link(kind));
    const sealed = await seal(rig, second, 1n);
    expect(sealed.counter).toBe(1);
    await pull(rig);
    await second.close();
    const third = await open(rig.link(kind));
    expect(await third.sealDocument(declaration(), { profile: 'tdr041', requestId: 1n })).toEqual(sealed);
    await rig.close();
  },
);
